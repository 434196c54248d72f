"""Rows that a deeper row implies: where a table prints a level of the classification, none of it is left out."""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.table import Row
from shared.rulebook.skeleton import CODE_LENGTHS

_RULE = "completeness.parent_row"
_SHALLOW, _MIDDLE, _DEEP = CODE_LENGTHS


def parent_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table that prints rows of several levels; one of its lowest rows alone promises no others."""
    usual = _usual(view)
    for table_id, table in view.tables.items():
        coded = [row for row in table.rows if row.row_code.isdigit() and len(row.row_code) in CODE_LENGTHS]
        printed = {row.row_code for row in coded if row.project_name is None}
        levels = _levels(coded, printed, usual)
        missing: dict[str, Row] = {}
        for row in coded:
            for length in levels:
                above = row.row_code[:length]
                if length < len(row.row_code) and above not in printed:
                    missing.setdefault(above, row)
        yield from (held(_RULE) for code in printed if len(code) in levels)
        yield from (_lost(view, table_id, code, row) for code, row in missing.items())


def _usual(view: DocumentView) -> frozenset[int]:
    """Give the levels that the document's tables print."""
    codes = (row.row_code for t in view.tables.values() for row in t.rows if row.project_name is None)
    return frozenset(len(code) for code in codes if code.isdigit())


def _levels(coded: list[Row], printed: set[str], usual: frozenset[int]) -> set[int]:
    """Give the levels that a table prints above its lowest; between or above two that it prints none is left out."""
    deepest = max((len(row.row_code) for row in coded), default=0)
    found = {len(code) for code in printed if len(code) < deepest}
    if deepest == _DEEP and found:
        found |= usual & {_SHALLOW, _MIDDLE}
    return {length for length in found if _is_promised(length, coded, printed)}


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
