"""Codes and levels of rows that print names alone: the class above by indentation or numbering, else by the sums.

A name that stands below many classes (行政运行, 机关服务) is told by the row above it. Where labels are indented or
numbered by level, that is the nearest row above that stands further out; where they are not, it is the one that the
official order of names gives, and behind a row that no list has only where the sums then close. In go the rows of one
side, out they come with codes and kinds; what nothing decides stays without a code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from services.extractor.tables.codes import row_kind
from services.extractor.tables.codes_of_names import codes_called, codes_of_names
from services.extractor.tables.draft import DraftRow
from services.extractor.tables.unit_rows import is_unit_name
from shared.layout.label import normalise, split_numbering
from shared.model.money import decimals, half_unit
from shared.model.table import RowKind

_SAME = 1.5
"""Labels whose starts lie within so many points of each other stand at one level."""
_MOST_LEVELS = 4
_CLASS_DIGITS, _LEVEL_DIGITS, _ITEM_DIGITS = 3, 2, 7
_TOTAL = "total"
_NUMBERINGS = (
    re.compile(r"[一二三四五六七八九十]+[、.．]"),
    re.compile(r"（[一二三四五六七八九十]+）"),
    re.compile(r"\d+[、.．]"),
    re.compile(r"（\d+）|[①-⑩]"),
)
"""The numbering of each level, from the outermost inwards."""


def code_rows(rows: Sequence[DraftRow], first_digit: str) -> None:
    """Give rows in a table's order the codes of their names, of the classification that begins with `first_digit`."""
    depths = _depths(rows, first_digit)
    if depths is not None:
        _code_by_depth(rows, depths, first_digit)
        return
    codes = codes_of_names([row.label for row in rows], first_digit)
    for row, code in zip(rows, _without_doubtful(rows, codes, first_digit), strict=True):
        _give(row, code, len(code))


def _give(row: DraftRow, code: str, digits: int) -> None:
    """Give a row its code, and the kind of a code of so many digits."""
    if not code and is_unit_name(row.label):
        row.kind = RowKind.DEPARTMENT
    else:
        row.code, row.kind = code, row_kind("0" * digits)


def _depths(rows: Sequence[DraftRow], first_digit: str) -> list[int] | None:
    """Give how far in each row stands, 0 outermost, by numbering or by indentation; None where neither tells levels."""
    for found in (_by_numbering(rows), _by_indent(rows)):
        if found is not None and _digits_of_depths(rows, found, first_digit) is not None:
            return found
    return None


def _by_numbering(rows: Sequence[DraftRow]) -> list[int] | None:
    numbers = (split_numbering(normalise(row.label))[0] for row in rows)
    levels = [next((i for i, form in enumerate(_NUMBERINGS) if form.match(n)), None) for n in numbers]
    kept = [level for level in levels if level is not None]
    return kept if len(kept) == len(rows) and len(set(kept)) > 1 else None


def _by_indent(rows: Sequence[DraftRow]) -> list[int] | None:
    indents = [row.indent for row in rows if row.indent is not None]
    if len(indents) < len(rows):
        return None
    starts = sorted(set(indents))
    edges = [after for before, after in pairwise(starts) if after - before > _SAME]
    if not 1 <= len(edges) < _MOST_LEVELS:
        return None
    return [sum(indent >= edge for edge in edges) for indent in indents]


def _digits_of_depths(
    rows: Sequence[DraftRow], depths: Sequence[int], first_digit: str
) -> Mapping[int, int] | None:
    """Give the digits of the codes at each depth, by the names that only one class has; None where they contradict."""
    found: dict[int, set[int]] = defaultdict(set)
    for row, depth in zip(rows, depths, strict=True):
        called = codes_called(row.label, first_digit)
        if len(called) == 1:
            found[depth].add(len(next(iter(called))))
    told = {depth: next(iter(digits)) for depth, digits in found.items() if len(digits) == 1}
    in_order = all(told[outer] < told[inner] for outer, inner in pairwise(sorted(told)))
    return told if told and len(told) == len(found) and in_order else None


def _code_by_depth(rows: Sequence[DraftRow], depths: Sequence[int], first_digit: str) -> None:
    told = _digits_of_depths(rows, depths, first_digit) or {}
    above: list[tuple[int, str, int]] = []
    """The rows that the next may stand below: depth, code and digits of each."""
    for row, depth in zip(rows, depths, strict=True):
        above = [entry for entry in above if entry[0] < depth]
        _, parent, parent_digits = above[-1] if above else (-1, "", 0)
        below = parent_digits + _LEVEL_DIGITS if parent_digits else 0
        digits = told.get(depth, below if below <= _ITEM_DIGITS else 0)
        called = codes_called(row.label, first_digit, parent)
        fitting = [code for code in called if digits in (0, len(code))]
        code = fitting[0] if len(fitting) == 1 else ""
        _give(row, code, len(code) or digits)
        if row.kind is not RowKind.DEPARTMENT:
            above.append((depth, code, len(code) or digits))


def _without_doubtful(rows: Sequence[DraftRow], codes: Sequence[str], first_digit: str) -> list[str]:
    """Give the codes without those that stand behind an unknown row and close no sum.

    An unknown row may be the class that the names after it stand below, so that these are of another one than the
    order of names gives. A name that one class alone has ends the doubt.
    """
    result = list(codes)
    doubtful: dict[str, list[int]] = defaultdict(list)
    in_doubt = False
    for index, code in enumerate(codes):
        if not code:
            in_doubt = True
        elif len(code) == _CLASS_DIGITS or len(codes_called(rows[index].label, first_digit)) == 1:
            in_doubt = False
        elif in_doubt:
            doubtful[code[:-_LEVEL_DIGITS]].append(index)
    for parent, indexes in doubtful.items():
        if not _closes(parent, rows, codes):
            for index in indexes:
                result[index] = ""
    return result


def _closes(parent: str, rows: Sequence[DraftRow], codes: Sequence[str]) -> bool:
    """Tell whether a code's rows add up to those of the codes directly below it."""
    whole = [
        amount for row, code in zip(rows, codes, strict=True) if code == parent for amount in _total(row)
    ]
    parts = [
        amount
        for row, code in zip(rows, codes, strict=True)
        if code.startswith(parent) and len(code) == len(parent) + _LEVEL_DIGITS
        for amount in _total(row)
    ]
    places = max((decimals(amount) for amount in (*whole, *parts)), default=0)
    half = half_unit(places)
    return bool(whole and parts) and abs(sum(whole, Decimal(0)) - sum(parts, Decimal(0))) <= half * (
        len(whole) + len(parts)
    )


def _total(row: DraftRow) -> list[Decimal]:
    """Give the row's amount in the column of the total, or in its first one; nothing where it has none."""
    amounts = dict(zip(row.columns, row.amounts, strict=True))
    first = amounts.get(_TOTAL) or next(iter(amounts.values()), None)
    return [first.value] if first else []
