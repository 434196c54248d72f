"""Codes of rows that print names alone: the official names, read in their order, tell which class each row is.

A name that stands below many classes (行政运行) is meant below the one that the rows before it opened; a name that no
official list has, or that several classes have and nothing before it decides, stays without a code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from shared.layout.label import words
from shared.taxonomy import CodeList, economic, functional


def codes_of_names(labels: Sequence[str], first_digit: str) -> list[str]:
    """Give the code of each label in a table's order, empty where the official names do not decide.

    `first_digit` tells the classification: 2 for functions, 3 for the economic classes of departments, 5 for those of
    government.
    """
    below, everywhere = _names(first_digit)
    codes: list[str] = []
    current = ""
    for label in labels:
        code = _code(words(label), current, below, everywhere)
        codes.append(code)
        current = code or current
    return codes


def names_of(code: str) -> tuple[str, ...]:
    """Give the official names of a code of either classification, none where no list has it."""
    return (functional() if code.startswith("2") else economic()).names_of(code)


def _code(name: str, current: str, below: dict[str, dict[str, str]], everywhere: dict[str, set[str]]) -> str:
    """Give the code of a name: below the current code, beside it, beside one above it, or the only such one."""
    above = current
    while True:
        if code := below.get(above, {}).get(name):
            return code
        if not above:
            break
        above = above[:-2] if len(above) > 3 else ""  # noqa: PLR2004 - the digits of a class
    found = everywhere.get(name, set())
    return next(iter(found)) if len(found) == 1 else ""


@cache
def _names(first_digit: str) -> tuple[dict[str, dict[str, str]], dict[str, set[str]]]:
    """Give the codes by name below each code (classes below the empty one), and all codes of each name."""
    below: dict[str, dict[str, str]] = defaultdict(dict)
    everywhere: dict[str, set[str]] = defaultdict(set)
    classes: CodeList = functional() if first_digit == "2" else economic()
    for code in classes:
        if code.code[0] == first_digit:
            for name in classes.names_of(code.code):
                below[code.parent or ""].setdefault(words(name), code.code)
                everywhere[words(name)].add(code.code)
    return below, everywhere
