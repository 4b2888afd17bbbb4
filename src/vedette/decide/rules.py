"""Rules as YAML text, and back.

Comes in: text that a person or `vedette analyse` wrote. Goes out: Rules, or all faults of
the text at once, each with its line. It never reads a file and never fills in what a
person left out, but for the state, which is `observe`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, cast

import yaml

from vedette.decide import fields, nodes
from vedette.decide.fault import Fault, Faults
from vedette.model.rule import Action, Rule, Scope, State

T = TypeVar("T")
MAX_RULES: Final = 10_000
KEYS: Final = (
    "name", "scope", "when", "action", "rate", "headers", "for", "until", "state", "reason",
)  # fmt: skip
"""The keys of a rule, in the order in which they are written."""


def text(rules: Sequence[Rule]) -> str:
    """The rules as one YAML list, which `parse` reads back to equal rules."""
    shown = [rule.as_dict() for rule in rules]
    return yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=100)


def parse(text: str, *, file: str = "rules.yaml") -> tuple[Rule, ...]:
    """The rules of a YAML or JSON text: one rule, or a list of them.

    Raises:
        Faults: everything that is wrong with the text.
    """
    root = nodes.tree(text, file)
    if root is None:
        return ()
    found = nodes.items(root)
    if len(found) > MAX_RULES:
        fault = Fault(file, 1, 1, "text", f"{len(found):,} rules", f"at most {MAX_RULES:,}")
        raise Faults([fault])
    reader = _Reader(file)
    rules = [rule for node in found if (rule := reader.rule(node)) is not None]
    reader.twice(found, rules)
    if reader.faults:
        raise Faults(reader.faults)
    return tuple(rules)


class _Reader:
    """Reads rule after rule and keeps every fault."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, node: nodes.Node, field: str, expected: str, found: str | None = None) -> None:
        line, column = nodes.place(node)
        told = found or nodes.shown(node)
        self.faults.append(Fault(self.file, line, column, field, told, expected))

    def mapping(self, node: nodes.Node, field: str, keys: tuple[str, ...]) -> dict[str, nodes.Node]:
        """Key to node; unknown and repeated keys are faults. No `keys`: any key goes."""
        pairs = nodes.pairs(node)
        if pairs is None:
            self.fault(node, field, "a mapping of keys to values")
        found: dict[str, nodes.Node] = {}
        for key, value in pairs or ():
            word = nodes.scalar(key)
            if word is None or (keys and word not in keys):
                self.fault(key, field, "one of " + ", ".join(keys) if keys else "a word")
            elif word in found:
                self.fault(key, field, "each key once", f"{word!r} again")
            else:
                found[word] = value
        return found

    def one(self, node: nodes.Node | None, field: str, read: Callable[[str], T]) -> T | None:
        """The value of a scalar node; None where it is absent or wrong."""
        if node is None:
            return None
        word = nodes.scalar(node)
        try:
            return read(word) if word is not None else self.fault(node, field, "one value")
        except fields.Wrong as wrong:
            return self.fault(node, field, str(wrong))

    def rule(self, node: nodes.Node) -> Rule | None:
        before = len(self.faults)
        given = self.mapping(node, "rule", KEYS)
        if before == len(self.faults):
            self.missing(node, given)
        action = self.one(given.get("action"), "action", fields.action)
        self.fitting(given, action)
        read: dict[str, Any] = {
            "name": self.one(given.get("name"), "name", fields.name),
            "scope": self.scope(given.get("scope")),
            "when": self.when(given.get("when")),
            "action": cast("Action", action),
            "rate": self.one(given.get("rate"), "rate", fields.rate),
            "headers": self.headers(given.get("headers")),
            "duration": self.one(given.get("for"), "for", fields.duration),
            "until": self.one(given.get("until"), "until", fields.until),
            "state": cast("State", self.one(given.get("state"), "state", fields.state))
            or "observe",
            "reason": self.one(given.get("reason"), "reason", fields.reason) or "",
        }
        return Rule(**read) if before == len(self.faults) else None

    def missing(self, node: nodes.Node, given: dict[str, nodes.Node]) -> None:
        for key in ("name", "when", "action"):
            if key not in given:
                self.fault(node, key, "a value", "nothing")

    def fitting(self, given: dict[str, nodes.Node], action: str | None) -> None:
        """Faults of fields that do not go together."""
        if action is None:
            return
        at = given["action"]
        if "for" in given and "until" in given:
            self.fault(given["until"], "until", "either for or until", "both")
        if action != "allow" and not {"for", "until"} & set(given):
            self.fault(at, "for", "an end: for (1h) or until", "nothing")
        if action == "throttle" and "rate" not in given:
            self.fault(at, "rate", "a rate such as 5/min", "nothing")
        if action != "throttle" and "rate" in given:
            self.fault(given["rate"], "rate", "no rate, since only a throttle has one")
        if action != "flag" and "headers" in given:
            self.fault(given["headers"], "headers", "no headers, since only a flag sets them")

    def scope(self, node: nodes.Node | None) -> Scope:
        if node is None:
            return Scope()
        given = self.mapping(node, "scope", ("proxy", "operation"))
        if "operation" in given and "proxy" not in given:
            self.fault(node, "scope", "the proxy that the operation belongs to", "nothing")
        return Scope(
            self.one(given.get("proxy"), "scope.proxy", fields.text),
            self.one(given.get("operation"), "scope.operation", fields.text),
        )

    def when(self, node: nodes.Node | None) -> dict[str, tuple[str, ...]]:
        if node is None:
            return {}
        given = self.mapping(node, "when", fields.CONDITIONS)
        if not given:
            self.fault(node, "when", "at least one condition")
        return {key: self.values(key, value) for key, value in given.items()}

    def values(self, key: str, node: nodes.Node) -> tuple[str, ...]:
        field, listed = f"when.{key}", nodes.items(node)
        if not 0 < len(listed) <= fields.MAX_VALUES:
            expected = f"1 to {fields.MAX_VALUES:,} values"
            self.fault(node, field, expected, f"{len(listed):,} values")
            return ()
        read = [self.one(each, field, lambda word: fields.value(key, word)) for each in listed]
        return tuple(dict.fromkeys(value for value in read if value is not None))

    def headers(self, node: nodes.Node | None) -> dict[str, str]:
        if node is None:
            return {}
        found: dict[str, str] = {}
        for key, value in self.mapping(node, "headers", ()).items():
            try:
                fields.header(key)
            except fields.Wrong as wrong:
                self.fault(node, "headers", str(wrong), repr(key[:60]))
            found[key] = self.one(value, f"headers.{key[:60]}", fields.text) or ""
        return found

    def twice(self, found: list[nodes.Node], rules: list[Rule]) -> None:
        """Two rules of one name are a fault at the second."""
        if len(found) != len(rules):
            return
        seen: set[str] = set()
        for node, rule in zip(found, rules, strict=True):
            if rule.name in seen:
                self.fault(node, "name", "a name that no other rule has", repr(rule.name))
            seen.add(rule.name)
