"""Rows that a deeper row implies: where a table prints a level of the classification, none of it is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.table import Row, Table
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.parent_row"
_SHALLOW, _MIDDLE, _DEEP = CODE_LENGTHS
_SEVERAL = 2
_FUNCTION = "2"
"""With which the codes of functions begin."""


def parent_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table that prints rows of several levels; one of its lowest rows alone promises no others."""
    rows = {table_id: _coded(table) for table_id, table in view.tables.items()}
    usual = _usual(view)
    whole = _with_all_sections(rows)
    for table_id, coded in rows.items():
        printed = _codes(coded)
        by_others = _are_functions(coded) and _all_others(whole, table_id)
        levels = _levels(coded, printed, usual, by_others=by_others)
        missing: dict[str, Row] = {}
        for row in coded:
            for length in levels:
                above = row.row_code[:length]
                if length < len(row.row_code) and above not in printed:
                    missing.setdefault(above, row)
        yield from (held(_RULE) for code in printed if len(code) in levels)
        yield from (_lost(view, table_id, code, row) for code, row in missing.items())


def _coded(table: Table) -> list[Row]:
    return [row for row in table.rows if row.row_code.isdigit() and len(row.row_code) in CODE_LENGTHS]


def _codes(coded: list[Row]) -> set[str]:
    return {row.row_code for row in coded if row.project_name is None}


def _are_functions(coded: list[Row]) -> bool:
    return all(row.row_code.startswith(_FUNCTION) for row in coded)


def _with_all_sections(rows: Mapping[str, list[Row]]) -> dict[str, bool]:
    """Tell of each table of functions that prints items whether it prints the sections above all of them."""
    found: dict[str, bool] = {}
    for table_id, coded in rows.items():
        codes = _codes(coded) if _are_functions(coded) else set()
        sections = {code[:_MIDDLE] for code in codes if len(code) == _DEEP}
        if sections:
            found[table_id] = sections <= codes
    return found


def _all_others(whole: Mapping[str, bool], table_id: str) -> bool:
    """Tell whether all other tables of functions with items, several of them, print every section."""
    others = [is_whole for other, is_whole in whole.items() if other != table_id]
    return len(others) >= _SEVERAL and all(others)


def _usual(view: DocumentView) -> frozenset[int]:
    """Give the levels that the document's tables print."""
    codes = (row.row_code for t in view.tables.values() for row in t.rows if row.project_name is None)
    return frozenset(len(code) for code in codes if code.isdigit())


def _levels(coded: list[Row], printed: set[str], usual: frozenset[int], *, by_others: bool) -> set[int]:
    """Give the levels that a table prints above its lowest; between or above two that it prints none is left out.

    Where it prints no section (款) at all, the other tables tell whether it should: `by_others`.
    """
    deepest = max((len(row.row_code) for row in coded), default=0)
    found = {len(code) for code in printed if len(code) < deepest}
    if deepest == _DEEP and found:
        found |= usual & {_SHALLOW, _MIDDLE}
    promised = {length for length in found if _is_promised(length, coded, printed)}
    return promised | (found & {_MIDDLE} if by_others else set())


def _is_promised(length: int, coded: list[Row], printed: set[str]) -> bool:
    """Tell whether all classes but one, or most codes of a level, stand above the rows that imply them."""
    implied = {row.row_code[:length] for row in coded if len(row.row_code) > length}
    missing = len(implied - printed)
    return (length == _SHALLOW and missing <= 1) or 2 * missing <= len(implied)


def _lost(view: DocumentView, table_id: str, code: str, below: Row) -> Check:
    message = Message(
        f"{table_id} prints the row {below.row_code}, but not {code} above it",
        f"{title_of(view, table_id)}列有科目{below.row_code}，但缺少其上级科目{code}",
    )
    return broken(_RULE, message, spot=Spot(table_id, code, None, None, below.place))
