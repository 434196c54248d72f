"""Rows that the form prescribes, told apart by their labels although labels repeat.

`单位资金` stands twice in an income table, once as income and once as carry-over. What tells them apart is
their order and the numbering before them. The alignment pairs printed labels with prescribed rows so that
order is kept and the most agree: the method of edit distance, with a bonus where the numbering agrees.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.tables.draft import DraftRow
from shared.layout import FixedRow, SideDef
from shared.layout.label import normalise, split_numbering, words

_AGREES, _NUMBERING_AGREES, _NUMBERING_DIFFERS = 10, 2, -1


def matches(label: str, row: FixedRow) -> bool:
    """Tell whether a printed label means a prescribed row, numbering and blanks aside."""
    text = words(label)
    return any(text == words(option) for option in row.labels)


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
    return result


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
