"""Who else is in there: identities, networks and fingerprints that a client shows."""

from __future__ import annotations

from typing import Final

from vedette.model.measure import Count, Distinct, Measure, Quotient

MEASURES: Final[tuple[Measure, ...]] = (
    Count("key_calls", "calls with an accepted key", "key_auth = 'verified'"),
    Count("token_calls", "calls with an accepted token", "token_auth = 'verified'"),
    Count("user_calls", "calls of a known user", "user_auth = 'verified'"),
    Distinct("keys", "different accepted keys", "key", "key_calls", "keys"),
    Distinct("tokens", "different accepted tokens", "token", "token_calls", "tokens"),
    Distinct("users", "different known users", '"user"', "user_calls", "users"),
    Distinct("networks", "different networks (/24, /48)", "subnet", "calls", "networks"),
    Distinct("addresses", "different addresses", "client", "calls", "addresses"),
    Distinct("asns", "different autonomous systems", "asn", "calls", "systems"),
    Distinct("countries", "different countries", "country", "calls", "countries"),
    Distinct("user_agents", "different user agents", "user_agent", "calls", "user agents"),
    Distinct(
        "ua_families", "different browser or library families", "ua_family", "calls", "families"
    ),
    Distinct("os_families", "different operating-system families", "ua_os", "calls", "families"),
    Distinct("fingerprints", "different TLS fingerprints", "ja4", "calls", "fingerprints"),
    Quotient("calls_per_token", "calls per accepted token", "token_calls", "tokens", "calls"),
    Quotient("tokens_per_user_agent", "tokens per user agent", "tokens", "user_agents", "tokens"),
    Quotient("calls_per_user_agent", "calls per user agent", "calls", "user_agents", "calls"),
)
