"""The page of measures.

Comes in: the catalogue of measures. Goes out: Markdown, one row per measure, by theme.
"""  # noqa: INP001 - a folder of pages, not a package

from __future__ import annotations

from typing import Final

from vedette.features.measures import (
    breadth,
    errors,
    identity,
    login,
    objects,
    probing,
    timing,
    traffic,
)
from vedette.features.measures.catalog import MEASURES
from vedette.model.measure import Count, Distinct, Gap, Measure, Quotient, Ratio, Step, Sum

THEMES: Final = (
    ("Traffic", traffic),
    ("Errors", errors),
    ("Probing", probing),
    ("Logins and refused credentials", login),
    ("Identities and networks", identity),
    ("Breadth", breadth),
    ("Objects", objects),
    ("Timing", timing),
)

_HEAD: Final = """\
# Measures

<!-- made by `make fix` from src/vedette/features/measures; do not edit -->

A measure is one number about one client in one window. [Patterns](patterns/README.md) set bounds
on measures; findings show them as evidence. The condition of a measure is SQL over the columns of
a call (`src/vedette/model/call.py`).

- Calls that Vedette itself refused and CORS preflights count for no measure. The one exception is
  `attempts`, which counts what Vedette refused.
- Grains with a key, token or user of their own (`key`, `token`, `user`, `key+proxy`,
  `token+operation`) count only calls whose identity was verified.
- A count of different values is exact up to its limit; beyond it reads "at least".
- A share comes three times: plain, and as the lower and upper bound of its 95 % Wilson interval
  (`name_low`, `name_high`). A pattern's `at_least` takes the lower bound, its `at_most` the upper.
  `name.raw` asks for the plain share.
- A count or sum can be set against others: `name.of_proxy` is the part of the proxy's total (0 to
  1), `name.vs_peers` the value divided by the peers' reference (see
  [concepts](concepts.md#peers)).
- The state of steps, runs and gaps starts anew after 30 minutes without a call.
"""


def page() -> str:
    """The whole page.

    Raises:
        ValueError: a theme of the catalogue is not on the page.
    """
    shown = [measure.name for _, theme in THEMES for measure in theme.MEASURES]
    if set(shown) != set(MEASURES):
        raise ValueError(f"no theme holds {sorted(set(MEASURES) - set(shown))}")
    return _HEAD + "".join(_theme(title, theme.MEASURES) for title, theme in THEMES)


def link(name: str, up: str = "") -> str:
    """A measure's name as a link to its row; `up` is the way to this folder."""
    return f"[`{name}`]({up}measures.md#{name})"


def _theme(title: str, measures: tuple[Measure, ...]) -> str:
    rows = "".join(
        f'| <a id="{one.name}"></a>`{one.name}` | {one.unit} | {one.means} | {_exactly(one)} |\n'
        for one in measures
    )
    return f"\n## {title}\n\n| Measure | Unit | Meaning | Exactly |\n|---|---|---|---|\n{rows}"


def _exactly(measure: Measure) -> str:
    match measure:
        case Count(where="TRUE"):
            said = "every counted call"
        case Count():
            said = _code(measure.where)
        case Sum():
            said = f"sum of {_code(measure.of)} over {_code(measure.where)}"
        case Distinct():
            said = f"of {_code(measure.of)} among {_code(measure.where)}, up to {measure.cap}"
        case Step():
            said = f"steps of {_code(measure.of)} among {_code(measure.where)}"
        case Ratio():
            said = f"{_code(measure.part)} / {_code(measure.whole)}"
        case Quotient():
            said = f"{_code(measure.top)} / {_code(measure.bottom)}; unknown if that is 0"
        case Gap():
            said = "1,000 times the gaps' standard deviation / their mean; gaps over 30 minutes "
            said += "are left out; unknown under 3 gaps"
    return said


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")
