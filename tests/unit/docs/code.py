"""What the code says of itself, read off its syntax: reason codes, log events, texts of messages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from services.extractor.isolation import LimitKind
from services.extractor.reading.refusal import Refusal
from tests.unit.docs.pages import ROOT

_LEVELS = frozenset({"debug", "info", "warning", "error", "critical"})


@cache
def modules() -> tuple[ast.Module, ...]:
    """The syntax trees of the whole program."""
    return tuple(
        ast.parse(path.read_text(encoding="utf-8"))
        for package in ("shared", "services")
        for path in sorted((ROOT / package).rglob("*.py"))
    )


def nodes() -> Iterator[ast.AST]:
    """Every node of every module."""
    for module in modules():
        yield from ast.walk(module)


def messages() -> str:
    """All literal texts of the program, one below the other; those in braces of f-strings are left out."""
    return "\n".join(
        node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def log_events() -> dict[str, str]:
    """The events that are logged, with their levels."""
    events: dict[str, str] = {}
    for node in nodes():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "log"
            and node.func.attr in _LEVELS
        ):
            (name,) = _texts(node.args[0])
            events[name] = node.func.attr
    return events


def reason_codes() -> set[str]:
    """Every code that a refusal of a document can have.

    Found where something is called that takes a `reason_code`, where a variable of that name is set, and where an
    error is asked for its code with one to fall back on. What is handed on comes from there, from `Refusal` or from
    `LimitKind`.
    """
    takers = _takers()
    found = {code.value for code in Refusal} | {f"limit_{kind.value}" for kind in LimitKind}
    for node in nodes():
        if isinstance(node, ast.Assign) and "reason_code" in map(_name, node.targets):
            found.update(text for part in ast.walk(node.value) for text in _texts(part))
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name == "getattr" and len(node.args) > 2 and _texts(node.args[1]) == ["reason_code"]:
            found.update(_texts(node.args[2]))
        elif name in takers and len(node.args) > takers[name]:
            found.update(_texts(node.args[takers[name]]))
    return found


def _takers() -> dict[str, int]:
    """Functions and classes that take a `reason_code`, with its place among their arguments."""
    takers: dict[str, int] = {}
    for node in nodes():
        if isinstance(node, ast.FunctionDef) and node.name != "__init__":
            _note(takers, node.name, [argument.arg for argument in node.args.args])
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    _note(takers, node.name, [argument.arg for argument in method.args.args[1:]])
    heirs = [node for node in nodes() if isinstance(node, ast.ClassDef)]
    while inherited := [
        (heir.name, takers[base])
        for heir in heirs
        for base in map(_name, heir.bases)
        if base in takers and heir.name not in takers
    ]:
        takers.update(inherited)
    return takers


def _note(takers: dict[str, int], name: str, arguments: list[str]) -> None:
    if "reason_code" in arguments:
        takers[name] = arguments.index("reason_code")


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.AST) -> list[str]:
    """The text of an argument, none where it is no literal."""
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
