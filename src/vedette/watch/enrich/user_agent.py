"""With what: the program a user agent claims to be.

Comes in: user-agent texts. Goes out: the text with secrets masked, its family, operating
system, whether it is a library, and the bot it declares to be. The claim is the client's
own: nothing here says that it is true.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from ua_parser import parse_os, parse_user_agent

from vedette.watch.enrich import mask
from vedette.watch.enrich.distinct import Memo

SCHEMA: Final = {
    "user_agent": pl.String,
    "ua_family": pl.String,
    "ua_os": pl.String,
    "ua_library": pl.Boolean,
    "declared_bot": pl.String,
}

OTHER: Final = "other"

_LIBRARY: Final = (
    r"(?i)(?:^|[ (;])(?:curl|wget|libcurl|libwww|lwp|python|aiohttp|httpx|urllib|okhttp|retrofit|"
    r"go-http-client|go-resty|java|apache-httpclient|apache-httpasyncclient|jakarta|jersey|"
    r"reactornetty|spring|axios|node-fetch|node|undici|got|superagent|request|needle|"
    r"postmanruntime|insomnia|bruno|httpie|restsharp|ruby|faraday|rest-client|httparty|typhoeus|"
    r"guzzlehttp|guzzle|php|symfony|dart|ktor|ktor-client|hyper|reqwest|ureq|rust|perl|http_request2|"
    r"winhttp|powershell|mojolicious|elixir|hackney|erlang|finagle|akka-http|pekko-http|sttp|"
    r"alamofire|urlsession|unirest|feign|vert\.x|grpc|grpc-[a-z-]+|aws-sdk-[a-z]+|aws-cli|boto3|"
    r"botocore|k6|jmeter|locust|gatling)(?:[/ _-]|$)"
)
"""Programming libraries and tools: ordinary API clients, not bots."""

_ROBOT: Final = r"(?i)bot\b|crawl|spider|slurp|archiver|scan|monitor|bot/"
_PRODUCT: Final = r"^([A-Za-z][A-Za-z0-9 _.+-]{1,39}?)(?:[/(]|  | v?[0-9]|$)"


class UserAgents:
    """What distinct user agents say; each is parsed once, and at most `budget` in a run."""

    def __init__(self, budget: int = 50_000) -> None:
        self._left = budget
        self.unparsed = 0
        self._memo = Memo(("raw",), SCHEMA, self._derive)

    def of(self, raw: pl.Series) -> pl.DataFrame:
        """`SCHEMA` for a column of user agents, row for row; null where there is none."""
        return self._memo.of(raw.to_frame("raw"))

    def _derive(self, frame: pl.DataFrame) -> pl.DataFrame:
        masked = mask.column(frame["raw"]).alias("user_agent")
        families, systems = self._parse(masked)
        library = pl.col("user_agent").str.contains(_LIBRARY)
        robot = pl.col("user_agent").str.contains(_ROBOT)
        return (
            pl.DataFrame([masked, families, systems, bots(masked)])
            .with_columns((library & ~robot).alias("ua_library"))
            .with_columns(_named().alias("declared_bot"))
            .select(list(SCHEMA))
        )

    def _parse(self, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Family and operating system; beyond the budget only what is cheap."""
        product = texts.str.extract(_PRODUCT, 1).to_list()
        families: list[str | None] = []
        systems: list[str | None] = []
        for text, name in zip(texts.to_list(), product, strict=True):
            if text is None:
                families.append(None)
                systems.append(None)
                continue
            if self._left <= 0:
                self.unparsed += 1
                families.append(OTHER)
                systems.append(None)
                continue
            self._left -= 1
            families.append(_family(text, name))
            system = parse_os(text)
            systems.append(system.family if system else None)
        return (
            pl.Series("ua_family", families, dtype=pl.String),
            pl.Series("ua_os", systems, dtype=pl.String),
        )


def _named() -> pl.Expr:
    """The bot's name; a bare web address gives way to the family, a library is no bot."""
    declared, family = pl.col("declared_bot"), pl.col("ua_family")
    address = declared.str.contains(r"[./]") & (family != OTHER)
    return pl.when(~pl.col("ua_library")).then(pl.when(address).then(family).otherwise(declared))


def _family(text: str, product: str | None) -> str:
    found = parse_user_agent(text)
    if found is not None:
        return found.family[:40]
    return product.strip() if product and not product.startswith("Mozilla") else OTHER


_ANY_BOT: Final = "(" + "|".join(entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA) + ")"
"""One alternation in place of 1,500 patterns: 70 times faster, and linear in the text."""


def bots(texts: pl.Series) -> pl.Series:
    """The bot each user agent declares to be, in its own words; null if none."""
    return texts.str.extract(_ANY_BOT, 1).str.strip_chars(" /;(.").alias("declared_bot")
