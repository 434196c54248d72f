"""The sides of a line of a text extract: where the income ends and the expenditure beside it begins.

A two-sided table prints a row of each side on one line, with nothing between them but a blank. In goes a line with the
definition of its table, out come its pieces, one for each side. The right side begins at the code of a class, at the
name of one (`二、社会保障和就业支出`), or at a row that only that side has (`本年支出合计`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.segment.region import PlacedLine
from services.extractor.tables import fixed_rows
from services.extractor.tables.numerals import is_numeric
from shared.layout import Axis, SideDef, TableDef
from shared.layout.label import normalise, words

_RIGHT_TOTAL = re.compile(r"支\s*出\s*总\s*计")
_CLASS_CODE = re.compile(r"(?:^|(?<=\s))2\d\d\s+(?=[^\d\s])")


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a line that belongs to one side."""

    side: int
    line: PlacedLine
    start: int
    text: str


def prints_class_codes(lines: Sequence[PlacedLine]) -> bool:
    """Tell whether any line has the code of a class before a name: then names alone are the rest of a broken row."""
    return any(_CLASS_CODE.search(line.text) for line in lines)


def split_sides(line: PlacedLine, definition: TableDef, *, by_name: bool = False) -> list[Piece]:
    """Cut a line of a two-sided table where its right side begins; a line without any of that is one piece.

    `by_name`: the table prints no codes, so that the name of a class opens its row.
    """
    if len(definition.sides) == 1:
        return [Piece(0, line, 0, line.text)]
    match = _CLASS_CODE.search(line.text) or _RIGHT_TOTAL.search(line.text)
    at = match.start() if match else _begin_of_name(line.text, definition) if by_name else None
    return [Piece(0, line, 0, line.text)] if at is None else cut(line, at)


def cut(line: PlacedLine, at: int) -> list[Piece]:
    """Give the pieces of both sides of a line that is cut at a place; the left one only where it has words."""
    left = [Piece(0, line, 0, line.text[:at])] if line.text[:at].strip() else []
    return [*left, Piece(1, line, at, line.text[at:])]


def opens_named(label: str, side: SideDef) -> bool:
    """Tell whether a label without a code is a row of a side that lists classes: a class, or one between them."""
    return side.axis is Axis.FUNCTIONAL_CLASSES and fixed_rows.names_row(label, side)


def _begin_of_name(text: str, definition: TableDef) -> int | None:
    """Give where the name of a class begins in a line, or of a row that the left side has not."""
    left, right = definition.sides[:2]
    if right.axis is not Axis.FUNCTIONAL_CLASSES:
        return None
    for start, label in _labels(text):
        is_left = words(label) in left.total_labels or any(
            fixed_rows.matches(label, row) for row in left.rows
        )
        if not is_left and opens_named(label, right):
            return start
    return None


def _labels(text: str) -> list[tuple[int, str]]:
    """Give each run of words that ends before an amount or the line's end, by every word that it can begin at."""
    found = [(match.start(), match.group()) for match in re.finditer(r"\S+", text)]
    labels: list[tuple[int, str]] = []
    for index, (start, word) in enumerate(found):
        if is_numeric(word):
            continue
        end = next((n for n in range(index, len(found)) if is_numeric(found[n][1])), len(found))
        labels.append((start, normalise("".join(one for _, one in found[index:end]))))
    return labels
