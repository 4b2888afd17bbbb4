"""From where: the network, organisation and country of an address, and what lists say of it.

Comes in: address texts and the user's databases and lists. Goes out: address, grain,
subnet, ASN, organisation, country, hosting, Tor and listed crawler. It never asks the
network, and never takes a missing database for "no".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from vedette.watch.enrich import address, listing, mmdb
from vedette.watch.enrich.distinct import Memo, null

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import maxminddb

    from vedette.model.settings import Lists
    from vedette.watch.enrich.ranges import Ranges

SCHEMA: Final = {
    "address": pl.String,
    "ip": pl.String,
    "subnet": pl.String,
    "asn": pl.Int64,
    "as_org": pl.String,
    "country": pl.String,
    "hosting": pl.Boolean,
    "tor": pl.Boolean,
    "crawler": pl.String,  # the name in the user's crawler list, lower case
}

_HOSTING: Final = (
    r"(?i)amazon|\baws\b|google.?cloud|microsoft.?azure|digital ?ocean|hetzner|\bovh\b|linode|"
    r"akamai.?(?:connected|linode)|vultr|choopa|the constant company|contabo|leaseweb|alibaba|"
    r"aliyun|tencent.?cloud|huawei.?cloud|oracle.?(?:cloud|public)|ibm.?cloud|softlayer|scaleway|"
    r"online s\.?a\.?s|ionos|\bm247\b|datacamp|hostinger|hostwinds|godaddy|namecheap|dreamhost|"
    r"rackspace|upcloud|colocrossing|quadranet|psychz|zenlayer|servers?\.com|host(?:ing|europe)|"
    r"data ?cent(?:er|re)|\bvps\b|dedicated.?server|\bcolo(?:cation)?\b|cloud.?(?:server|hosting)"
)
"""Words of organisations that rent out machines; a guess, hence never alone a reason to act."""

_EMPTY: Final = pl.Schema({"asn": pl.Int64, "as_org": pl.String})


class Networks:
    """Everything known of an address, once per distinct one."""

    def __init__(self, lists: Lists, base: Path) -> None:
        def ranges(name: str | None) -> Ranges | None:
            return listing.of_list(base / name) if name else None

        self._asn = _asn_source(base / lists.asn) if lists.asn else None
        self._country = _country_source(base / lists.country) if lists.country else None
        self._tor = ranges(lists.tor)
        self._hosting = ranges(lists.hosting)
        self._crawlers, self._names = (
            listing.of_names(base / lists.crawlers) if lists.crawlers else (None, [])
        )
        self.has_asn = self._asn is not None
        self.has_crawlers = self._crawlers is not None
        self._memo = Memo(("raw",), SCHEMA, self._derive)

    def of(self, raw: pl.Series) -> pl.DataFrame:
        """`SCHEMA` for a column of address texts, row for row; null for garbage."""
        return self._memo.of(raw.to_frame("raw"))

    def _derive(self, frame: pl.DataFrame) -> pl.DataFrame:
        known = address.describe(frame["raw"])
        text, number = known["address"], known["number"]
        guess = pl.col("as_org").str.contains(_HOSTING)
        listed = pl.col("on_list")
        return (
            known.with_columns(
                _inside(self._tor, known).alias("tor"),
                _inside(self._hosting, known).alias("on_list"),
                pl.Series("crawler", self._named(known), dtype=pl.String),
                null("country", pl.String)
                if self._country is None
                else self._country(text, number).alias("country"),
                *(
                    (null("asn", pl.Int64), null("as_org", pl.String))
                    if self._asn is None
                    else self._asn(text, number)
                ),
            )
            .with_columns(pl.coalesce(listed | guess, listed, guess).alias("hosting"))
            .select(list(SCHEMA))
        )

    def _named(self, known: pl.DataFrame) -> list[str | None]:
        if self._crawlers is None:
            return [None] * known.height
        rows = self._crawlers.find(known["address"], known["number"]).tolist()
        return [self._names[row] if row >= 0 else None for row in rows]


def _inside(ranges: Ranges | None, known: pl.DataFrame) -> pl.Series:
    if ranges is None:
        return pl.Series([None], dtype=pl.Boolean).new_from_index(0, known.height)
    found = pl.Series(ranges.find(known["address"], known["number"]) >= 0)
    return pl.select(pl.when(known["address"].is_not_null()).then(found)).to_series()


def _asn_source(path: Path) -> Callable[[pl.Series, pl.Series], pl.DataFrame]:
    if path.name.endswith(".mmdb"):
        reader = mmdb.opened(path)
        return lambda text, _: pl.DataFrame(mmdb.asns(reader, text), schema=_EMPTY, orient="row")
    ranges, values = listing.of_csv(path, ("asn", "as_org"))
    values = values.select(
        pl.col("asn").str.strip_prefix("AS").cast(pl.Int64, strict=False), "as_org"
    )
    return lambda text, number: _gather(values, ranges, text, number)


def _country_source(path: Path) -> Callable[[pl.Series, pl.Series], pl.Series]:
    if path.name.endswith(".mmdb"):
        reader: maxminddb.Reader = mmdb.opened(path)
        return lambda text, _: pl.Series("country", mmdb.countries(reader, text), dtype=pl.String)
    ranges, values = listing.of_csv(path, ("country",))
    values = values.select(pl.col("country").str.to_uppercase())
    return lambda text, number: _gather(values, ranges, text, number).to_series()


def _gather(
    values: pl.DataFrame, ranges: Ranges, text: pl.Series, number: pl.Series
) -> pl.DataFrame:
    rows = pl.Series(ranges.find(text, number))
    at = pl.select(pl.when(rows >= 0).then(rows)).to_series().cast(pl.UInt32)
    return values.select(pl.all().gather(at))
