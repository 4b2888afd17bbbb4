"""The rules of the house that no other tool checks. Each list of exceptions may only shrink."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "vedette"
FILES = sorted(SOURCE.rglob("*.py"))

EXCEPTIONS = tomllib.loads((ROOT / "tests" / "exceptions.toml").read_text())
"""What the rules do not hold for yet. A name that is no longer needed must leave the list."""

MAX_FILE, MAX_FUNCTION = 300, 50

PURE = ("model", "features", "detect", "explain", "decide")
IMPURE = {"time", "random", "secrets", "socket", "subprocess", "urllib", "http", "requests"}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_a_file_fits_its_one_reason_to_change():
    long = {name_of(path) for path in FILES if len(path.read_text().splitlines()) > MAX_FILE}

    assert long == set(EXCEPTIONS["long_files"])


def test_a_function_fits_on_a_screen():
    long = {
        f"{name_of(path)}:{function.name}"
        for path in FILES
        for function in functions(parsed(path))
        if (function.end_lineno or 0) - function.lineno + 1 > MAX_FUNCTION
    }

    assert long == set(EXCEPTIONS["long_functions"])


def test_public_things_say_what_they_are():
    public = [
        (f"{name_of(path)}:{node.name}", ast.get_docstring(node))
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    silent = [name for name, docstring in public if not docstring]

    assert len(silent) <= 0.05 * len(public), silent


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_module_opens_with_what_it_is_for(path: Path):
    assert ast.get_docstring(parsed(path)), "say what comes in, what goes out, what it never does"


def test_the_middle_is_pure():
    impure = {
        name_of(path)
        for room in PURE
        for path in (SOURCE / room).rglob("*.py")
        if IMPURE & {name.split(".")[0] for name in imports(parsed(path))}
    }

    assert impure == set()


def test_a_room_knows_only_the_model_and_the_store():
    rooms = {"watch", "features", "detect", "explain", "decide"}
    crossings = {
        f"{name_of(path)} -> {target}"
        for room in rooms
        for path in (SOURCE / room).rglob("*.py")
        for target in imports(parsed(path))
        if target.startswith("vedette.") and target.split(".")[1] not in {room, "model", "store"}
    }

    assert crossings == set()


def test_packages_re_export_nothing():
    faces = {
        name_of(path)
        for path in FILES
        if path.name == "__init__.py" and any(True for _ in imports(parsed(path)))
    }

    assert faces == set()


def test_every_module_has_tests_or_golden_lines_of_its_name():
    names = {path.stem.removeprefix("test_") for path in (ROOT / "tests").rglob("test_*.py")}
    golden = {path.stem for path in (ROOT / "tests").rglob("golden/*.log")}
    untested = {
        name_of(path)
        for path in FILES
        if path.stem not in names | {"__init__", "__main__"}
        and not any(one.startswith(path.stem) for one in golden)
    }

    assert untested == set(EXCEPTIONS["tested_by_others"])
