"""Rows that a page end cuts: the first row of a page may be the rest of the last one before, or that row again.

In go both rows of a side, out comes the whole row, or None where the second is a row of its own. What shows a cut is
what cannot stand alone: an amount without its decimals, a row without a code where every row has one, the second half
of a prescribed label. A row that was clipped and printed again has lost words or height to the page end; one that
stands on both pages word for word and as high as before was printed twice, and stays two rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import is_code
from services.extractor.tables.numerals import is_amount
from services.extractor.tables.side_row import SideRow, text_of
from shared.layout import Axis, SideDef
from shared.layout.label import words
from shared.model.money import parse_amount

_STROKES = re.compile(r"[-—–－/\\]*")
_UNIT_DIGITS = 5
"""So many digits has the code of a unit at the least: three of its department, two and more of its own."""
_SAME_HEIGHT = 1.0
"""Points by which the heights of a row may differ from page to page."""


def whole_row(last: SideRow, first: SideRow, side: SideDef, names: Collection[str]) -> SideRow | None:
    """Give the row that the last row of a page and the first of the next make up, or None where they are two.

    `names` are the names of the department, whose row opens a row like a total does.
    """
    last, first = _without_strokes(last), _without_strokes(first)
    if last.is_blank or first.is_blank:
        return None
    if _is_again(last, first, side):
        return max(last, first, key=lambda row: len(row.code_and_label(side)[1]) + len(text_of(row.project)))
    joined = _join(last, first)
    return joined if _is_rest(last, first, joined, side, names) else None


def _without_strokes(row: SideRow) -> SideRow:
    """Give a row without the strokes of its blank cells: joined to an amount they would be its sign."""
    return replace(
        row, amounts=[(key, cell) for key, cell in row.amounts if not _STROKES.fullmatch(text_of(cell))]
    )


def _is_again(last: SideRow, first: SideRow, side: SideDef) -> bool:
    """Tell whether a row was clipped at the page end and printed again whole."""
    (code, label), (other_code, other_label) = last.code_and_label(side), first.code_and_label(side)
    if not first.amounts or code != other_code or last.printed() != first.printed():
        return False
    project, other_project = text_of(last.project), text_of(first.project)
    if bool(project) != bool(other_project):
        return False  # an item, and the only project below it
    if (label, project) == (other_label, other_project):
        return _is_clipped(last, first)
    return _is_part(label, other_label) and _is_part(project, other_project)


def _is_clipped(last: SideRow, first: SideRow) -> bool:
    """Tell whether the page end left a row less height than it has on the next page."""
    return _height(last) < _height(first) - _SAME_HEIGHT


def _height(row: SideRow) -> float:
    """Give the height of the lowest amount's cell on its last page, in points; other cells may span rows."""
    boxes = [cell[-1].box for _, cell in row.amounts]
    return min((box.bottom - box.top for box in boxes), default=0.0)


def _is_part(one: str, other: str) -> bool:
    """Tell whether one text is the beginning of the other, as far as a page end let it be printed."""
    return one.startswith(other) or other.startswith(one)


def _is_rest(last: SideRow, first: SideRow, joined: SideRow, side: SideDef, names: Collection[str]) -> bool:
    if not _amounts_join(last, first, joined):
        return False
    if not _is_named(last, side, names) and _code_joins(last, first, joined, side):
        return True
    if _stands_alone(first, side, names):
        return False
    return bool(last.amounts and first.amounts) or _words_go_on(last, first, joined, side)


def _code_joins(last: SideRow, first: SideRow, joined: SideRow, side: SideDef) -> bool:
    """Tell whether two rows have one code between them: parts of it, or the code in one and the words in the other."""
    if not is_code(joined.digits, side.axis):
        return False
    if last.digits and first.digits:
        return not (is_code(last.digits, side.axis) and is_code(first.digits, side.axis))
    return bool(last.digits) != bool(first.digits) and bool(last.label) != bool(first.label)


def _words_go_on(last: SideRow, first: SideRow, joined: SideRow, side: SideDef) -> bool:
    """Tell whether the label of the first row can go on in the second, or its amounts alone follow there."""
    code, label = first.code_and_label(side)
    if not (code or label or first.project):
        return True
    if code or words(last.code_and_label(side)[1]) in side.total_labels:
        return False
    if _has_own_unit(last) and _has_own_unit(first):
        return False
    if side.axis is Axis.FUNCTIONAL_CLASSES and not last.code_and_label(side)[0]:
        return not label or _label_goes_on(last, joined, side)
    return side.axis is not Axis.FIXED or not label or _label_goes_on(last, joined, side)


def _has_own_unit(row: SideRow) -> bool:
    """Tell whether a row says by a whole code which unit it is of; what a page end cuts bears it once."""
    return len(text_of(row.unit_code)) >= _UNIT_DIGITS


def _is_named(row: SideRow, side: SideDef, names: Collection[str]) -> bool:
    """Tell whether a row bears the department's name or the word of a total."""
    label = row.code_and_label(side)[1]
    return label in names or words(label) in side.total_labels


def _stands_alone(row: SideRow, side: SideDef, names: Collection[str]) -> bool:
    """Tell whether a row says itself what it is."""
    code, label = row.code_and_label(side)
    if is_code(code, side.axis) or _is_named(row, side, names):
        return True
    return side.axis is Axis.FIXED and any(fixed_rows.matches(label, option) for option in side.rows)


def _amounts_join(last: SideRow, first: SideRow, joined: SideRow) -> bool:
    """Tell whether the amounts of the second row fit into the first: they complete cut ones, or stand in blank cells.

    Where the first row has amounts, one at least must be completed.
    """
    before, after, whole = last.printed(), first.printed(), joined.printed()
    completed = [_completes(before[key], after[key], whole[key]) for key in after if key in before]
    return all(completed) and (bool(completed) or not before or not after)


def _completes(before: str, after: str, whole: str) -> bool:
    cut = parse_amount(before) is None or not is_amount(after)
    return cut and not is_amount(before) and is_amount(whole)


def _label_goes_on(last: SideRow, joined: SideRow, side: SideDef) -> bool:
    """Tell whether two parts of a label together mean a prescribed row, and the first part alone does not."""
    part, whole = last.code_and_label(side)[1], joined.code_and_label(side)[1]
    means = [fixed_rows.names_row(text, side) for text in (part, whole)]
    return means == [False, True]


def _join(last: SideRow, first: SideRow) -> SideRow:
    """Give one row of the pieces of two, cell by cell."""
    code = {number: list(cell) for number, cell in last.code}
    for number, cell in first.code:
        code.setdefault(number, []).extend(cell)
    amounts = {key: list(cell) for key, cell in last.amounts}
    for key, cell in first.amounts:
        amounts.setdefault(key, []).extend(cell)
    return SideRow(
        code=sorted(code.items()),
        label=[*last.label, *first.label],
        project=[*last.project, *first.project],
        amounts=list(amounts.items()),
        unit=[*last.unit, *first.unit],
        unit_code=[*last.unit_code, *first.unit_code],
        further=[*last.further, *first.further],
        described=[*last.described, *first.described],
        above="" if 0 in code else last.above,
    )
