"""Codes of rows that print names alone: the official names, read in their order, tell which class each row is.

A name that stands below many classes (行政运行) is meant below the one that the rows before it opened; a name that no
official list has, or that several classes have and nothing before it decides, stays without a code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from shared.layout.label import words
from shared.taxonomy import CodeList, economic, functional

_LEVEL_BEHIND = re.compile(r"(?:（[类款项]）)+$")
_FORMS = re.compile(r"[（）“”\"'《》·\-—－、]")
"""Marks that official lists and documents set differently in one name."""

_SECTION_DIGITS = 5
_EVERYWHERE = 10
"""In so many sections an item stands that belongs to none of them alone."""


def comparable(name: str) -> str:
    """Give a name's words alone, without its level behind them (（款）) and without brackets, quotes and strokes."""
    return _FORMS.sub("", _LEVEL_BEHIND.sub("", words(name)))


def codes_called(name: str, first_digit: str, above: str = "") -> frozenset[str]:
    """Give the codes of a name: the one directly below `above`, else all that stand below it at any level."""
    below, everywhere = _names(first_digit)
    called = comparable(name)
    if above and (code := below.get(above, {}).get(called) or _code_by_number(called, above, everywhere)):
        return frozenset({code})
    return frozenset(
        code for code in everywhere.get(called, ()) if code.startswith(above) and len(code) > len(above)
    )


def _code_by_number(called: str, above: str, everywhere: dict[str, set[str]]) -> str:
    """Give the code of an item that has one number below whatever section it stands, below one that does not list it.

    The classification numbers 行政运行 01, 一般行政管理事务 02 and 机关服务 03 in every section.
    """
    listed = everywhere.get(called, set())
    numbers = {code[_SECTION_DIGITS:] for code in listed}
    is_fixed = len(listed) >= _EVERYWHERE and len(numbers) == 1 and numbers != {""}
    code = above + next(iter(numbers)) if is_fixed and len(above) == _SECTION_DIGITS else ""
    return "" if names_of(code) else code


def codes_of_names(labels: Sequence[str], first_digit: str) -> list[str]:
    """Give the code of each label in a table's order, empty where the official names do not decide.

    `first_digit` tells the classification: 2 for functions, 3 for the economic classes of departments, 5 for those of
    government.
    """
    below, everywhere = _names(first_digit)
    codes: list[str] = []
    current = ""
    for label in labels:
        code = _code(comparable(label), current, below, everywhere)
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
                below[code.parent or ""].setdefault(comparable(name), code.code)
                everywhere[comparable(name)].add(code.code)
    return below, everywhere
