"""What people append to the combined format.

Comes in: the text after the user agent. Goes out: the fields in it that can be told by
their look: forwarded addresses, request and upstream times, a host by its label. What
cannot be told apart is left alone.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.watch.formats.base import Field

REST: Final = "rest"
"""The column of a layout for what follows; never a wire column."""

_ADDRESS: Final = (
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+|unknown)"
)
_ADDRESSES: Final = rf'(?:^|[ =])"({_ADDRESS}(?:, ?{_ADDRESS})*)"(?: |$)'
_TIME: Final = r'(?:^| |\brt=|\brequest_time=)"?([0-9]+\.[0-9]{3})"?(?: |$)'
_UPSTREAM: Final = r'\b(?:urt|uht|upstream_response_time)="?([0-9][0-9.]*)'
_HOST: Final = r'\b(?:host|vhost|server)="?([A-Za-z0-9.:\[\]-]+)"?(?: |$)'

REST_FIELDS: Final = (
    Field("forwarded_for", "forwarded", "forwarded addresses"),
    Field("duration", "s", "request time"),
    Field("upstream_time", "s", "upstream time"),
    Field("host", "host", "host"),
)
"""The fields that are looked for, in the order of `rest_columns`."""


def rest_columns(rest: pl.Series) -> list[pl.Series]:
    """The text of each of `REST_FIELDS`, null where there is none."""
    patterns = (_ADDRESSES, _TIME, _UPSTREAM, _HOST)
    return [rest.str.extract(pattern, 1) for pattern in patterns]
