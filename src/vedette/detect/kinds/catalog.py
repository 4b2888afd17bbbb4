"""The kinds there are, by the word a pattern file uses. One line each."""

from __future__ import annotations

from typing import Final

from vedette.detect.kinds.base import Kind
from vedette.detect.kinds.compound import Compound
from vedette.detect.kinds.threshold import Threshold

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Threshold(),
        Compound(),
    )
}
"""Every kind by its name."""
