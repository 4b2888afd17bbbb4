"""The operations that are known before any call: the documents' and the settings'.

Comes in: the settings and OpenAPI documents. Goes out: templates. Labels that name an
operation make it known too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.watch.enrich import label, spec
from vedette.watch.enrich.template import Template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vedette.model.settings import Settings


def templates(settings: Settings, base: Path, specs: Sequence[Path] = ()) -> list[Template]:
    """Every known operation; `specs` hold for any proxy. Raises `Fault`."""
    out: list[Template] = []
    for proxy in settings.proxies:
        if proxy.spec:
            out += spec.templates(base / proxy.spec, proxy.name, proxy.base)
        out += [
            Template.of(proxy.name, operation, "spec") for operation in label.set_operations(proxy)
        ]
    for document in specs:
        out += spec.templates(document, None)
    return out
