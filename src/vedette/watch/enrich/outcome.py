"""How it went: the class of the answer, refusals of our own, preflights.

Comes in: status, gRPC status, method and what our gateway filter did. Goes out: the status
class, the status an identity is judged by, `attempt` and `preflight`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_GRPC: Final = {
    0: 200,  # OK
    1: 499,  # cancelled by the caller
    2: 500,  # unknown
    3: 400,  # invalid argument
    4: 504,  # deadline exceeded
    5: 404,  # not found
    6: 409,  # already exists
    7: 403,  # permission denied
    8: 429,  # resource exhausted
    9: 400,  # failed precondition
    10: 409,  # aborted
    11: 400,  # out of range
    12: 501,  # unimplemented
    13: 500,  # internal
    14: 503,  # unavailable
    15: 500,  # data loss
    16: 401,  # unauthenticated
}


def effective(status: pl.Series, grpc: pl.Series) -> pl.Series:
    """The HTTP status that the answer amounts to: gRPC errors are 200 + trailers."""
    if grpc.null_count() == grpc.len():
        return status
    told = grpc.replace_strict(_GRPC, default=None, return_dtype=pl.Int64)
    return pl.select(pl.coalesce(told, status).alias("status")).to_series()


def status_class(status: pl.Expr) -> pl.Expr:
    """1 to 5; null for a status outside of HTTP's."""
    return pl.when(status.is_between(100, 599)).then(status // 100)


def attempt(status: pl.Expr, action: pl.Expr) -> pl.Expr:
    """Refused by Vedette itself, as its own gateway columns say."""
    ours = action.is_in(["block", "throttle"]) & status.is_in([403, 429])
    return ours.fill_null(value=False)


def preflight(method: pl.Expr, status: pl.Expr) -> pl.Expr:
    """A CORS preflight as an access log shows it: an OPTIONS that was answered."""
    return ((method == "OPTIONS") & status.is_in([200, 204])).fill_null(value=False)
