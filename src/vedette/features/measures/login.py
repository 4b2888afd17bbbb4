"""Proving who one is: logins, and keys or tokens refused."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Count, Distinct, Measure, Ratio

# Asking for the login page is no try; showing a name and a password to it is one.
_LOGIN: Final = (
    "((label = 'login' AND (method IN ('POST', 'PUT') OR user_auth IN ('presented', 'rejected')))"
    " OR user_auth = 'rejected')"
)
_REJECTED: Final = "(key_auth = 'rejected' OR token_auth = 'rejected')"

MEASURES: Final[tuple[Measure, ...]] = (
    Count("login_calls", "login tries", _LOGIN, "tries"),
    Count(
        "login_fails",
        "login tries answered 400, 401, 403, 422 or 423",
        f"{_LOGIN} AND status IN (400, 401, 403, 422, 423)",
        "tries",
    ),
    Count(
        "login_successes",
        "login tries answered 2xx or 3xx",
        f"{_LOGIN} AND status_class IN (2, 3)",
        "tries",
    ),
    Count(
        "login_pages",
        "login tries answered 200: a form may show itself again",
        f"{_LOGIN} AND status = 200",
        "tries",
    ),
    Count("rejected", "calls whose key or token was refused", _REJECTED),
    Distinct(
        "rejected_credentials",
        "different keys or tokens refused",
        "COALESCE(token, key)",
        "rejected",
        "credentials",
    ),
    Distinct("login_users", "different users tried", '"user"', "login_calls", "users"),
    Distinct(
        "login_sizes", "different sizes of such pages", "bytes_out", "login_pages", "sizes", 64
    ),
    Ratio("login_share", "share of calls that are login tries", "login_calls", "calls"),
    Ratio("login_fail_share", "share of login tries that failed", "login_fails", "login_calls"),
    Ratio(
        "login_success_share",
        "share of login tries that succeeded",
        "login_successes",
        "login_calls",
    ),
    Ratio("rejected_share", "share of calls with a refused key or token", "rejected", "calls"),
)
