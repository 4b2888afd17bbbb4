"""OpenAPI documents: the operations an API promises.

Comes in: a 3.0 or 3.1 document of the user's, JSON or YAML. Goes out: templates, and the
labels that its paths suggest are left to `label`. A document that cannot be used is a
`Fault` that names file and place; nothing is fetched, and only local references resolved.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import yaml

from vedette.watch.enrich.fault import Fault
from vedette.watch.enrich.listing import content
from vedette.watch.enrich.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LIMIT: Final = 64 * 2**20


def templates(path: Path, proxy: str | None, base: str = "") -> list[Template]:
    """Every operation of the document at `path`.

    Args:
        path: the document.
        proxy: whose operations they are; null for any proxy's.
        base: the proxy's base path, for a document whose servers name none.
    """
    document = _parsed(path)
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        found = f"swagger: {document['swagger']}" if "swagger" in document else repr(version)
        raise Fault(
            path, "openapi", f"found {found}, expected 3.0.x or 3.1.x; convert the document"
        )
    paths = document.get("paths", {})
    if not isinstance(paths, dict):
        raise Fault(path, "paths", f"found {type(paths).__name__}, expected a mapping")
    out: dict[str, Template] = {}
    for text, item in cast("dict[Any, Any]", paths).items():
        for template in _of_path(path, document, str(text), item, proxy, base):
            out.setdefault(template.operation, template)
    return list(out.values())


def _of_path(
    file: Path, document: Mapping[str, Any], text: str, item: Any, proxy: str | None, base: str
) -> Iterable[Template]:
    place = f"paths.{text}"
    if text.startswith("x-"):
        return
    if not text.startswith("/"):
        raise Fault(file, place, "a path begins with /")
    found = _resolved(file, place, document, item)
    methods = [method for method in METHODS if method in found]
    if "get" in methods and "head" not in methods:
        methods.append("head")  # HTTP answers HEAD wherever it answers GET
    for method in methods:
        operation: Any = found.get(method) or {}
        if not isinstance(operation, dict):
            raise Fault(file, f"{place}.{method}", "expected a mapping")
        servers = cast("dict[str, Any]", operation).get(
            "servers", found.get("servers", document.get("servers"))
        )
        for prefix in _prefixes(file, place, servers, base):
            bare = text.partition("#")[0].partition("?")[0]
            whole = "/" + "/".join(part for part in (prefix + bare).split("/") if part)
            yield Template(proxy, method.upper(), whole, "spec")


def _prefixes(file: Path, place: str, servers: Any, base: str) -> list[str]:
    """The base paths under which a document's paths are served."""
    if not servers:
        return [base]
    if not isinstance(servers, list):
        raise Fault(file, f"{place}.servers", "expected a list")
    prefixes: dict[str, None] = {}
    for server in cast("list[Any]", servers):
        if not isinstance(server, dict) or not isinstance(server.get("url"), str):
            raise Fault(file, f"{place}.servers", "each server needs a url")
        entry = cast("dict[str, Any]", server)
        url: str = entry["url"]
        for name, variable in cast("dict[str, Any]", entry.get("variables") or {}).items():
            if isinstance(variable, dict):
                default: Any = cast("dict[str, Any]", variable).get("default", "")
                url = url.replace("{" + str(name) + "}", str(default))
        try:
            prefixes.setdefault(urlsplit(url).path.rstrip("/"))
        except ValueError:
            raise Fault(file, f"{place}.servers", f"{url[:80]!r} is no URL") from None
    if base and all(prefix == "" for prefix in prefixes):
        return [base]
    return list(prefixes)


def _resolved(file: Path, place: str, document: Mapping[str, Any], item: Any) -> dict[str, Any]:
    for _ in range(8):
        if not isinstance(item, dict):
            raise Fault(file, place, f"found {type(item).__name__}, expected a mapping")
        entry = cast("dict[str, Any]", item)
        reference = entry.get("$ref")
        if reference is None:
            return entry
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise Fault(
                file, place, f"$ref {str(reference)[:80]!r} leaves the document; bundle it first"
            )
        item = document
        for part in reference[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            item = cast("dict[str, Any]", item).get(key) if isinstance(item, dict) else None
    raise Fault(file, place, "its $ref goes in a circle")


def _parsed(path: Path) -> dict[str, Any]:
    raw = content(path)
    if len(raw) > _LIMIT:
        raise Fault(path, "", f"has {len(raw) >> 20} MiB, expected at most 64")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(path, f"byte {error.start}", "is not UTF-8") from None
    loaded: Any = _json(path, text) if text.lstrip().startswith("{") else _yaml(path, text)
    if not isinstance(loaded, dict):
        raise Fault(path, "", "is no OpenAPI document: expected a mapping with `openapi`")
    return cast("dict[str, Any]", loaded)


def _json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Fault(path, f"{error.lineno}:{error.colno}", f"is no JSON: {error.msg}") from None
    except RecursionError:
        raise Fault(path, "", "is nested too deeply") from None


def _yaml(path: Path, text: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise Fault(path, place, f"is no YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Fault(path, "", f"is no YAML: {str(error)[:120]}") from None
