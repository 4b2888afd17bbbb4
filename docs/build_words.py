"""The words in which pattern pages speak of grains, guards, families and bounds.

Comes in: names and numbers of a pattern. Goes out: phrases. A name without words here is a
KeyError, so a new grain or guard cannot stay unexplained.
"""  # noqa: INP001 - a folder of pages, not a package

from __future__ import annotations

from typing import Final

from vedette.features.measures.catalog import MEASURES
from vedette.model.measure import Ratio
from vedette.report.words import number, quantity

GRAINS: Final = {
    "ip": "an address (of IPv6, its /64)",
    "subnet": "a network: an IPv4 /24 or an IPv6 /48",
    "key": "a verified API key",
    "token": "a verified access token",
    "user": "a verified user",
    "ip+key": "an address together with the key it shows",
    "ip+proxy": "an address at one proxy",
    "key+proxy": "a verified API key at one proxy",
    "token+operation": "a verified access token at one operation",
}

GUARDS: Final = {
    "G1": "Support: a share of fewer than 10 calls is not judged.",
    "G2": "Shared identity: an address that carries 5 or more verified keys, tokens or users, or a "
    "key that carries 20 or more users, tokens or networks, is shared and not an actor.",
    "G3": "Backend fault: if at least 30 % of the active clients, and at least 5, fail at the same "
    "time, the backend is at fault.",
    "G4": "Own shadow: calls that Vedette itself refused make no finding.",
    "G5": "Small proxy: a share of the proxy means nothing with fewer than 5 active clients.",
    "G6": "Known good: excluded clients, and crawlers that their network bears out.",
    "G7": "Learning: a comparison with the client's own past waits until that is known.",
    "G8": "Broken client: the same refused request again and again, or a slow even beat, is a "
    "machine gone wrong.",
    "G9": "Mild first: a block needs two families or a confidence of at least 0.95.",
}

_MARKED: Final = {
    "G2": " The finding is marked as shared.",
    "G8": " The finding is marked as a broken client.",
}
_HELD: Final = {
    "G2": " Held back unless the first bound is also met per identity behind it.",
    "G8": " Held back.",
}

FAMILIES: Final = {
    "volume": "Family volume: how much a client calls.",
    "error": "Family error: what goes wrong.",
    "identity": "Family identity: keys, tokens and users.",
    "breadth": "Family breadth: how many different things a client asks for.",
    "timing": "Family timing: when it calls.",
    "fingerprint": "Family fingerprint: what the client says it is.",
}

KINDS: Final = {
    "threshold": "",
    "compound": "It fires only beside a finding of another pattern for the same client.",
}

PEERS: Final = {
    "none": "Not compared with peers.",
    "optional": "Compared with peers where at least 30 are known. Under 30 the absolute bounds "
    "decide and the confidence is at most 0.6. Where more than 30 clients are active but fewer "
    "than 30 of them behave otherwise, it is held back: too many do the same.",
    "required": "Compared with peers. Under 30 peers it is held back.",
}

COMPANIONS: Final = {
    "of_proxy": "of the proxy's",
    "vs_peers": "the peers' reference",
    "vs_own": "its own usual value",
}


def guard(name: str, needs: dict[str, object]) -> str:
    """A guard in words, and what it does in a pattern with these needs."""
    said = GUARDS[name]
    held = needs.get({"G2": "shared", "G8": "broken"}.get(name, "")) == "hold"
    said += (_HELD if held else _MARKED).get(name, "")
    if name == "G8" and needs.get("steady") == "hold":
        said += " A slow even beat alone is held back."
    return said


def bound(name: str, sign: str, value: float, link: str) -> str:
    """One bound in words: a measure, its side, the value with its unit."""
    plain, _, suffix = name.partition(".")
    measure = MEASURES[plain]
    if suffix == "of_proxy":
        return f"{link} {sign} {quantity(value, 'share')} {COMPANIONS[suffix]}"
    if suffix in COMPANIONS:
        return f"{link} {sign} {number(value)} times {COMPANIONS[suffix]}"
    unit = measure.unit.removesuffix("s") if value == 1 else measure.unit
    said = f"{link} {sign} {quantity(value, unit)}"
    if not isinstance(measure, Ratio):
        return said
    side = {"≥": "lower 95 % bound", "≤": "upper 95 % bound"}.get(sign, "plain")
    return f"{said} ({'plain' if suffix == 'raw' else side})"
