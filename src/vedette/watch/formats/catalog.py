"""Every log format, the more particular before the more general.

Comes in: nothing. Goes out: the list. A new format is one file and one line here.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats import (
    alb,
    api_gateway,
    apigee,
    apisix,
    caddy,
    combined,
    envoy,
    gcp,
    haproxy,
    har,
    kong,
    nginx,
    otel,
    traefik,
    w3c,
)
from vedette.watch.formats.base import Format

FORMATS: Final[tuple[Format, ...]] = (
    *traefik.FORMATS,
    *haproxy.FORMATS,
    *alb.FORMATS,
    *envoy.FORMATS,
    *combined.FORMATS,
    *caddy.FORMATS,
    *kong.FORMATS,
    *apisix.FORMATS,
    *gcp.FORMATS,
    *api_gateway.FORMATS,
    *apigee.FORMATS,
    *nginx.FORMATS,
    *har.FORMATS,
    *otel.FORMATS,
    *w3c.FORMATS,
)
"""Formats in the order in which they win where two read a file equally well."""


def named(name: str) -> tuple[Format, ...]:
    """The format of a name, or all formats of a family.

    Raises:
        KeyError: there is none; the message lists the names.
    """
    wanted = name.lower().replace("-", "_")
    found = tuple(one for one in FORMATS if one.name == wanted) or tuple(
        one for one in FORMATS if one.family == wanted
    )
    if not found:
        raise KeyError(f"no format {name!r}; known are {', '.join(one.name for one in FORMATS)}")
    return found
