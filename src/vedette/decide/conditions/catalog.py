"""The list of conditions, one line each.

Comes in: a key of `when`. Goes out: the condition that stored calls can be tested with.
It never holds the conditions that name other things of Vedette (claim, pattern, list,
fingerprint): those have no column in `Calls`.
"""

from __future__ import annotations

from typing import Final

from vedette.decide.conditions.address import Address
from vedette.decide.conditions.base import Condition
from vedette.decide.conditions.number import Asn
from vedette.decide.conditions.text import Text

CATALOG: Final[tuple[Condition, ...]] = (
    Address(),
    Text("key", "key", "key", "keys"),
    Text("token", "token", "token", "tokens"),
    Text("user", "user", "user", "users"),
    Text("app", "app", "app", "apps"),
    Text("developer", "developer", "developer", "developers"),
    Text("product", "product", "product", "products"),
    Text("user_agent", "user_agent", "user agent", "user agents"),
    Text("ua_family", "ua_family", "client software", "kinds of client software"),
    Asn(),
    Text("country", "country", "country", "countries", fold=str.upper),
    Text("ja4", "ja4", "TLS fingerprint", "TLS fingerprints"),
    Text("method", "method", "method", "methods", fold=str.upper),
)

BY_KEY: Final[dict[str, Condition]] = {condition.key: condition for condition in CATALOG}
"""Every condition by its key."""
