"""MaxMind DB files of the user's: network, organisation and country of an address.

Comes in: an `.mmdb` file. Goes out: values per distinct address. The file stays closed to
everything but look-ups; it is never unpacked (that costs seconds for half a million
networks; a look-up costs microseconds, once per distinct address).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import maxminddb

from vedette.watch.enrich.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


def opened(path: Path) -> maxminddb.Reader:
    """The database at `path`; a `Fault` if it is none."""
    try:
        return maxminddb.open_database(str(path))
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise Fault(path, "", f"is no readable MaxMind DB: {str(error)[:120]}") from error


def asns(reader: maxminddb.Reader, addresses: pl.Series) -> list[tuple[int | None, str | None]]:
    """Number and organisation for each canonical address, row for row."""
    return [_asn(_record(reader, text)) for text in addresses.to_list()]


def countries(reader: maxminddb.Reader, addresses: pl.Series) -> list[str | None]:
    """ISO country code for each canonical address, row for row."""
    return [_country(_record(reader, text)) for text in addresses.to_list()]


def _record(reader: maxminddb.Reader, text: str | None) -> dict[str, Any]:
    if text is None or (":" in text and reader.metadata().ip_version == 4):
        return {}
    found = cast("Any", reader.get(text))
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _asn(record: dict[str, Any]) -> tuple[int | None, str | None]:
    number = record.get("autonomous_system_number", record.get("asn"))
    digits = str(number).upper().removeprefix("AS") if number is not None else ""
    org = record.get("autonomous_system_organization")
    name = org if isinstance(org, str) else record.get("as_name", record.get("name"))
    return (
        int(digits) if digits.isdecimal() and len(digits) < 11 else None,
        name if isinstance(name, str) else None,
    )


def _country(record: dict[str, Any]) -> str | None:
    for name in ("country", "registered_country"):
        entry = record.get(name)
        code: Any = (
            cast("dict[str, Any]", entry).get("iso_code") if isinstance(entry, dict) else entry
        )
        if isinstance(code, str) and len(code) == 2:
            return code.upper()
    code = record.get("country_code")
    return code.upper() if isinstance(code, str) and len(code) == 2 else None
