"""What the report must say about this room's work: missing data, guesses, caps.

Comes in: counts and the settings. Goes out: sentences. They tell what is missing and what
that costs, never only that something is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vedette.model.settings import Lists
    from vedette.watch.enrich.template import Template

_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened, in numbers."""

    lists: Lists
    templates: Sequence[Template]
    labels: Mapping[tuple[str, str], str]
    folded: int = 0
    forgotten: int = 0
    unparsed: int = 0
    hosts: int = 0
    lost: int = 0
    graphql: Sequence[str] = ()


def written(facts: Facts) -> tuple[str, ...]:
    """The sentences, the ones that cost most first."""
    return (*_missing(facts.lists), *_operations(facts), *_labels(facts.labels), *_caps(facts))


def _missing(lists: Lists) -> list[str]:
    out: list[str] = []
    if lists.asn is None:
        out.append(
            "No ASN database (lists.asn): networks have no owner, so hosting providers are not "
            "recognised, crawlers are not verified by their network, and attackers spread over "
            "one provider are not grouped."
        )
    if lists.country is None:
        out.append("No country database (lists.country): nothing is judged by country.")
    if lists.tor is None:
        out.append("No Tor list (lists.tor): calls from Tor exits look like any other.")
    if lists.crawlers is None and lists.asn is None:
        out.append(
            "No crawler list (lists.crawlers): a search engine and a client that claims to be "
            "one cannot be told apart."
        )
    return out


def _operations(facts: Facts) -> list[str]:
    spec = sum(t.source == "spec" for t in facts.templates)
    learned = len(facts.templates) - spec
    out: list[str] = []
    if not facts.templates:
        out.append(
            "No operation is known: no OpenAPI document was given, and none was called by 20 "
            "clients with success. Every operation is guessed from its path."
        )
    elif not spec:
        out.append(
            f"{learned} operations were learned from traffic; no OpenAPI document was given."
        )
    if facts.graphql:
        out.append(
            f"GraphQL counts as one operation ({_some(facts.graphql)}): what its queries ask for "
            "is not told apart."
        )
    return out


def _labels(labels: Mapping[tuple[str, str], str]) -> list[str]:
    if not labels:
        return []
    said = [f"{operation} = {label}" for (_, operation), label in sorted(labels.items())]
    return [
        f"Labels are guessed from words: {_some(said)}. Set `labels` of the proxy to correct one."
    ]


def _caps(facts: Facts) -> list[str]:
    out: list[str] = []
    if facts.lost > 0:
        out.append(
            f"{facts.lost} calls carry no readable client address; they count for no address."
        )
    if facts.unparsed:
        out.append(
            f"{facts.unparsed} user agents beyond the first 50,000 different ones were not taken "
            "apart: their family is `other`."
        )
    if facts.folded:
        out.append(
            f"{facts.folded} path shapes beyond the 2,000 most called ones share one operation "
            "per method, written `/*`."
        )
    if facts.forgotten:
        out.append(
            f"{facts.forgotten} rarely called path shapes were forgotten while learning: an "
            "operation among them stays guessed."
        )
    if facts.hosts:
        out.append(f"{facts.hosts} further hosts were counted under the proxy `default`.")
    return out


def _some(items: Sequence[str]) -> str:
    shown = [item[:80] for item in items[:_SHOWN]]
    more = len(items) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
