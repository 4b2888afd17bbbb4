"""W3C extended logs: IIS, and Amazon CloudFront.

Comes in: nothing. Goes out: formats. A `#Fields` line names the columns and may come
again with others. Times are UTC and the END of a call. IIS writes spaces as `+`,
CloudFront as `%20`.
"""

from __future__ import annotations

from typing import Final

from vedette.watch.formats.table import Columns, Known, TableFormat, separated

_SHARED: Final = {
    "date": ("day", "day"),
    "time": ("clock", "clock"),
    "c-ip": ("peer", "address"),
    "cs-method": ("method", "method"),
    "cs-uri-stem": ("path", "path"),
    "cs-uri-query": ("query", "query"),
    "sc-status": ("status", "status"),
    "sc-bytes": ("bytes_out", "int"),
    "cs-bytes": ("bytes_in", "int"),
    "cs-protocol-version": ("protocol", "protocol"),
}
_IIS: Final = Known(
    _SHARED
    | {
        "cs-uri": ("target", "target"),
        "cs-host": ("host", "host"),
        "cs(host)": ("host", "host"),
        "cs-version": ("protocol", "protocol"),
        "cs-username": ("user", "plus"),
        "cs(user-agent)": ("user_agent", "plus"),
        "cs(authorization)": ("token", "plus"),
        "cs(x-api-key)": ("key", "plus"),
        "x-forwarded-for": ("forwarded_for", "plus"),
        "cs(x-forwarded-for)": ("forwarded_for", "plus"),
        "s-computername": ("gateway", "word"),
        "time-taken": ("duration", "ms"),
    }
)
_CLOUDFRONT: Final = Known(
    _SHARED
    | {
        "x-host-header": ("host", "host"),  # cs(Host) is the distribution's own name
        "cs(user-agent)": ("user_agent", "percent"),
        "x-forwarded-for": ("forwarded_for", "percent"),
        "x-edge-request-id": ("request_id", "word"),
        "x-edge-location": ("gateway", "word"),
        "x-edge-detailed-result-type": ("details", "word"),
        "cs-protocol": ("scheme", "word"),
        "time-taken": ("duration", "s"),
    }
)
_FIELDS: Final = "#Fields:"


def _names(header: str) -> tuple[str, ...]:
    return tuple(header.removeprefix(_FIELDS).split())


def _iis(header: str) -> Columns | None:
    return separated(_names(header), " ", _IIS)


def _cloudfront(header: str) -> Columns | None:
    return separated(_names(header), "\t", _CLOUDFRONT)


FORMATS: Final = (
    TableFormat("cloudfront", "w3c", f"^{_FIELDS}.*x-edge", _CLOUDFRONT, _cloudfront),
    TableFormat("iis", "w3c", f"^{_FIELDS}", _IIS, _iis),
)
"""CloudFront separates by tabs and names its edge; everything else is read like IIS."""
