"""What an operation is for: login, payment, search, ...

Comes in: an operation's method and template, and the labels of the settings. Goes out: a
label and whether it is a guess. A guess needs the operation to exist: a `/login` that only
ever answered 404 is no login.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vedette.model.settings import Proxy

LABELS: Final = (
    "login",
    "token",
    "sign-up",
    "password-reset",
    "payment",
    "add-cart",
    "purchase",
    "content",
    "search",
    "admin",
    "health",
)
"""Every label, as patterns name them."""

_READ: Final = frozenset({"GET", "HEAD"})
_WRITE: Final = frozenset({"POST", "PUT", "PATCH"})

_ANY_ID: Final = r"(?:/\{\})?"
_PAGE: Final = r"(?:\.(?:php|aspx?|jsp|do|action|html?|json))?"

_GUESSES: Final[dict[str, tuple[frozenset[str], tuple[str, ...]]]] = {
    "password-reset": (
        _WRITE,
        (
            r"(?:forgot|forgotten|lost|reset|recover|recovery|change)-?(?:my-)?(?:password|passwd|pwd)",
            r"(?:password|passwd|pwd)-?(?:reset|forgot|forgotten|recovery|recover)",
            r"passwords?/(?:reset|forgot|recover|recovery|new|change)",
            r"(?:reset|forgot|recover)/(?:password|account)",
            r"account-?recovery",
        ),
    ),
    "token": (
        _WRITE | _READ,
        (
            r"(?:oauth|oauth2|oidc|connect|openid-connect|auth|as|sts)(?:/v[0-9.]+)?/(?:access-?)?tokens?",
            r"access-?tokens?",
            r"tokens?/(?:refresh|renew|issue|new)",
            r"refresh-?tokens?",
            r"auth/refresh",
            r"token",
        ),
    ),
    "login": (
        _WRITE,
        (
            r"(?:(?:user|customer|member|admin|api)-?)?(?:log-?in|log-?on|sign-?in|logins)" + _PAGE,
            r"authenticate|authentication|authn|auth",
            r"auth/(?:local|password|basic|credentials|callback/credentials)",
            r"sessions?(?:/new)?",
            r"do-?login|check-?login|login-?check|j-security-check",
            r"wp-login\.php|xmlrpc\.php",
        ),
    ),
    "sign-up": (
        _WRITE,
        (
            r"(?:register|registrations?|sign-?ups?|create-?account|enroll?|join)" + _PAGE,
            r"(?:users?|accounts?|members?)/(?:new|create|register)",
            r"wp-signup\.php",
        ),
    ),
    "add-cart": (
        _WRITE,
        (
            rf"(?:carts?|baskets?|bag){_ANY_ID}(?:/(?:items?|add|lines?|products?))?{_ANY_ID}",
            r"add-?to-?(?:cart|basket)",
        ),
    ),
    "payment": (
        _WRITE,
        (
            (
                r"(?:payments?|pay|charges?|cards?|payment-?(?:methods?|intents?)|transfers?|payouts?)"
                rf"{_ANY_ID}(?:/(?:confirm|capture|authori[sz]e|execute))?"
            ),
            r"add-?(?:payment|card)",
        ),
    ),
    "purchase": (
        _WRITE,
        (
            (
                r"(?:orders?|purchases?|buy|bookings?|reservations?|checkouts?|place-?order)"
                r"(?:/(?:confirm|complete|submit|place))?"
            ),
            rf"(?:carts?|basket){_ANY_ID}/checkout",
        ),
    ),
    "search": (
        _READ | {"POST"},
        (
            r"(?:(?:[a-z]{1,20}-)?search|searches|find|lookup|suggest|suggestions|autocomplete|typeahead)"
            + _PAGE
            + _ANY_ID,
        ),
    ),
    "health": (
        _READ,
        (
            (
                r"(?:health|healthz|health-?check|livez?|readyz?|liveness|readiness|ping|heartbeat)"
                r"(?:/(?:live|ready|liveness|readiness))?"
            ),
            r"status|up",
        ),
    ),
    "content": (
        _READ,
        (
            r"(?:products?|items?|articles?|posts?|news|blogs?|listings?|offers?|catalog(?:ue)?|prices?)"
            + _ANY_ID,
            rf"(?:hotels?|flights?|jobs?|properties|recipes?|reviews?|images?|documents?){_ANY_ID}",
        ),
    ),
}
"""Labels in the order they are tried, the methods they need, and how a path must end."""

_ENDS: Final = tuple(
    (label, methods, re.compile(rf"(?:^|/)(?:{'|'.join(words)})$"))
    for label, (methods, words) in _GUESSES.items()
)
_ADMIN: Final = re.compile(
    r"(?:^|/)(?:admin|admins|administrator|administration|backoffice|back-office|manage|management|"
    r"superuser|root|sysadmin|wp-admin|adminpanel|console)(?:/|$)"
)
_PARAMETER: Final = re.compile(r"\{[^{}/]*\}")


def guess(method: str, path: str) -> str | None:
    """The label that the words of a template suggest; null if none do."""
    plain = _PARAMETER.sub("{}", path.lower()).replace("_", "-").strip("/")[:512]
    if plain.endswith("xmlrpc.php") or "wp-login" in plain:
        return "login" if method == "POST" else None
    for label, methods, ends in _ENDS:
        if method in methods and ends.search(plain):
            return label
    return "admin" if _ADMIN.search(plain) else None


class Labels:
    """Labels by (proxy, operation): the settings' first, else guessed."""

    def __init__(self, proxies: Sequence[Proxy]) -> None:
        self._set = {
            (proxy.name, _key(operation)): label
            for proxy in proxies
            for operation, label in proxy.labels.items()
        }
        self.guessed: dict[tuple[str, str], str] = {}

    def of(self, proxy: str, operation: str, *, exists: bool) -> tuple[str | None, bool | None]:
        """The label of an operation and whether it is guessed.

        `exists` says that some call on it met something: only then is a guess worth it.
        """
        known = self._set.get((proxy, _key(operation)))
        if known is not None:
            return known, False
        method, _, path = operation.partition(" ")
        label = guess(method, path) if exists else None
        if label is None:
            return None, None
        self.guessed[proxy, operation] = label
        return label, True


def _key(operation: str) -> str:
    method, _, path = operation.strip().partition(" ")
    return f"{method.upper()} {_PARAMETER.sub('{}', path.strip().rstrip('/') or '/')}"


def set_operations(proxy: Proxy) -> Mapping[str, str]:
    """The operations that a proxy's labels name, as `METHOD /template`."""
    return {
        f"{method.upper()} {path.strip()}": label
        for operation, label in proxy.labels.items()
        for method, _, path in (operation.strip().partition(" "),)
        if path.strip().startswith("/")
    }
