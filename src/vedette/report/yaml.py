"""A rule as YAML that can be copied into a file of rules.

Comes in: a `Rule`. Goes out: the text of a list with that one rule. Everything that is
not plain ASCII is written as an escape, so hostile values stay visible and harmless, and
every line stands whole: the text reads back to the same rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from vedette.model.rule import Rule


def rule_text(rule: Rule) -> str:
    """The rule as a YAML list of one, without a line break at the end."""
    made: str = yaml.safe_dump(
        [rule.as_dict()], sort_keys=False, allow_unicode=False, width=1_000_000, indent=2
    )
    return made.rstrip("\n")
