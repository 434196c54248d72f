"""Rows that the form prescribes, told apart by their labels although labels repeat.

`单位资金` stands twice in an income table, once as income and once as carry-over. What tells them apart is
their order and the numbering before them. The alignment pairs printed labels with prescribed rows so that
order is kept and the most agree: the method of edit distance, with a bonus where the numbering agrees. Regions print
the same rows in another order: a label that order leaves over is the row of its name that nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from services.extractor.tables.codes_of_names import codes_of_names
from services.extractor.tables.draft import DraftRow
from shared.layout import Axis, FixedRow, SideDef
from shared.layout.label import normalise, split_numbering, words

_ASIDE = re.compile(r"（不?含[^（）]*）$")
_CLASS_DIGITS = 3
_AGREES, _NUMBERING_AGREES, _NUMBERING_DIFFERS = 10, 2, -1


def matches(label: str, row: FixedRow) -> bool:
    """Tell whether a printed label means a prescribed row, numbering and blanks aside."""
    return bool({words(label), bare(label)} & {words(option) for option in row.labels})


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """Give the words of a label without what it says of its bounds (`事业收入（不含教育收费）`)."""
    return words(_ASIDE.sub("", normalise(label)))


def names_row(label: str, side: SideDef) -> bool:
    """Tell whether a printed text is the label of a prescribed row of a side, or the name of a class that it lists."""
    if any(matches(label, row) for row in side.rows):
        return True
    return side.axis is Axis.FUNCTIONAL_CLASSES and bool(code_of_class(label))


def code_of_class(label: str) -> str:
    """Give the code of the functional class that a label names, with or without the word 支出; empty for others."""
    name = words(label)
    codes = (codes_of_names([written], "2")[0] for written in (name, name + "支出"))
    return next((code for code in codes if len(code) == _CLASS_DIGITS), "")


def opens(label: str, rows: Sequence[FixedRow]) -> bool:
    """Tell whether a printed text is the beginning of some prescribed row's label."""
    text = words(label)
    return bool(text) and any(words(option).startswith(text) for row in rows for option in row.labels)


def align(labels: Sequence[str], rows: Sequence[FixedRow]) -> list[FixedRow | None]:
    """Give for each printed label the prescribed row that it is, or None. Order is kept on both sides."""
    height, width = len(labels), len(rows)
    score = [[0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            best = max(score[i + 1][j], score[i][j + 1])
            if matches(labels[i], rows[j]):
                best = max(best, score[i + 1][j + 1] + _weight(labels[i], rows[j]))
            score[i][j] = best
    result: list[FixedRow | None] = [None] * height
    i = j = 0
    while i < height and j < width:
        if matches(labels[i], rows[j]) and score[i][j] == score[i + 1][j + 1] + _weight(labels[i], rows[j]):
            result[i] = rows[j]
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    return _out_of_order(labels, rows, result)


def _out_of_order(
    labels: Sequence[str], rows: Sequence[FixedRow], aligned: list[FixedRow | None]
) -> list[FixedRow | None]:
    """Pair the labels that are left over with rows of their name that are left over, in order."""
    left = [row for row in rows if all(row is not found for found in aligned)]
    for index, label in enumerate(labels):
        if aligned[index] is None:
            row = next((row for row in left if matches(label, row)), None)
            if row is not None:
                aligned[index] = row
                left = [other for other in left if other is not row]
    return aligned


def name_rows(rows: Sequence[DraftRow], side: SideDef) -> None:
    """Give the rows of a side the codes and kinds of the prescribed rows that they are."""
    for row, definition in zip(rows, align([row.label for row in rows], side.rows), strict=True):
        if definition is not None:
            row.code, row.kind = definition.code, definition.kind


def _weight(label: str, row: FixedRow) -> int:
    numbering = split_numbering(normalise(label))[0].replace("、", ".").replace("．", ".")
    expected = (row.numbering or "").replace("、", ".").replace("．", ".")
    if numbering == expected:
        return _AGREES + _NUMBERING_AGREES
    return _AGREES + (_NUMBERING_DIFFERS if numbering and expected else 0)
