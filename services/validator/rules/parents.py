"""Rows that a deeper row implies: where a table prints a level of the classification, none of it is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.validator.rules.check import Check, Message, Spot, all_held, broken
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.table import Row
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.parent_row"
_SHALLOW, _MIDDLE, _DEEP = CODE_LENGTHS
_SEVERAL = 2
_FUNCTION = "2"
"""With which the codes of functions begin."""


def parent_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table that prints rows of several levels; one of its lowest rows alone promises no others."""
    of_tables = ((table_id, _coded(rows)) for table_id, rows in view.coded_rows.items())
    tables = {table_id: coded for table_id, coded in of_tables if coded is not None}
    # The levels that the document's tables print.
    usual = frozenset(len(code) for coded in tables.values() for code in coded.printed)
    whole = _with_all_sections(tables)
    for table_id, coded in tables.items():
        by_others = coded.are_functions and _all_others(whole, table_id)
        levels = _levels(coded, usual, by_others=by_others)
        yield from all_held(_RULE, sum([len(code) in levels for code in coded.printed]))
        if any(coded.implied[length] - coded.printed for length in levels):
            yield from (_lost(view, table_id, code, row) for code, row in _missing(coded, levels).items())


@dataclass(frozen=True, slots=True)
class _Coded:
    """The rows of a table that bear codes of the classification."""

    rows: list[Row]
    codes: AbstractSet[str]
    printed: AbstractSet[str]
    """The codes of rows of their own; those of projects are no rows of the classification."""
    implied: Mapping[int, AbstractSet[str]]
    """The codes of each level that deeper rows imply."""
    are_functions: bool


def _coded(rows: Sequence[Row]) -> _Coded | None:
    coded = [row for row in rows if len(row.row_code) in CODE_LENGTHS]
    if not coded:
        return None
    codes = {row.row_code for row in coded}
    printed = {row.row_code for row in coded if row.project_name is None}
    sections = {code[:_MIDDLE] for code in codes if len(code) == _DEEP}
    # What stands above an item stands above its section too.
    above = sections.union([code for code in codes if len(code) == _MIDDLE])
    classes = {code[:_SHALLOW] for code in above}
    implied = {_SHALLOW: classes, _MIDDLE: sections}
    return _Coded(coded, codes, printed, implied, {code[0] for code in codes} == {_FUNCTION})


def _missing(coded: _Coded, levels: AbstractSet[int]) -> dict[str, Row]:
    """Give the codes that are not printed above others, each with the first row that implies it."""
    missing: dict[str, Row] = {}
    for row in coded.rows:
        for length in levels:
            above = row.row_code[:length]
            if length < len(row.row_code) and above not in coded.printed:
                missing.setdefault(above, row)
    return missing


def _with_all_sections(tables: Mapping[str, _Coded]) -> dict[str, bool]:
    """Tell of each table of functions that prints items whether it prints the sections above all of them."""
    found: dict[str, bool] = {}
    for table_id, coded in tables.items():
        codes = coded.printed if coded.are_functions else frozenset[str]()
        sections = {code[:_MIDDLE] for code in codes if len(code) == _DEEP}
        if sections:
            found[table_id] = sections <= codes
    return found


def _all_others(whole: Mapping[str, bool], table_id: str) -> bool:
    """Tell whether all other tables of functions with items, several of them, print every section."""
    others = [is_whole for other, is_whole in whole.items() if other != table_id]
    return len(others) >= _SEVERAL and all(others)


def _levels(coded: _Coded, usual: frozenset[int], *, by_others: bool) -> set[int]:
    """Give the levels that a table prints above its lowest; between or above two that it prints none is left out.

    Where it prints no section (款) at all, the other tables tell whether it should: `by_others`.
    """
    deepest = max(map(len, coded.codes))
    found = set(map(len, coded.printed)) - {deepest}
    if deepest == _DEEP and found:
        found |= usual & {_SHALLOW, _MIDDLE}
    promised = {length for length in found if _is_promised(length, coded)}
    return promised | (found & {_MIDDLE} if by_others else set())


def _is_promised(length: int, coded: _Coded) -> bool:
    """Tell whether all classes but one, or most codes of a level, stand above the rows that imply them."""
    implied = coded.implied[length]
    missing = len(implied - coded.printed)
    return (length == _SHALLOW and missing <= 1) or 2 * missing <= len(implied)


def _lost(view: DocumentView, table_id: str, code: str, below: Row) -> Check:
    message = Message(
        f"{table_id} prints the row {below.row_code}, but not {code} above it",
        f"{title_of(view, table_id)}列有科目{below.row_code}，但缺少其上级科目{code}",
    )
    return broken(_RULE, message, spot=Spot(table_id, code, None, None, below.place))
