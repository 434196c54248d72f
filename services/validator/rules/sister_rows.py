"""Sums of the year on both sides of a summary: where a form prints one, it prints the other.

本年收入合计 repeats the kinds of income above it and 本年支出合计 the classes beside it, so that no sum misses either.
But where one of the two summaries, of the budget and of the appropriations, prints both, the other has both or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout.label import words
from shared.model.table import Row, Table

_RULE = "completeness.sister_row"
_SISTERS = (
    ("T1", "income.current", "expenditure.current"),
    ("T4", "appropriation", "expenditure.current"),
    ("FA1", "income.current", "expenditure.current"),
    ("FA4", "appropriation", "expenditure.current"),
)
_NAMES = {
    "income.current": "本年收入合计",
    "appropriation": "本年收入合计",
    "expenditure.current": "本年支出合计",
}
_YEAR, _SUM = "本年", "合计"
"""What is called otherwise (财政拨款, 本年收入) is no sum of the year and has no sister."""


def sister_row_checks(view: DocumentView) -> Iterator[Check]:
    """Check the summaries of the budget and of the appropriations against each other."""
    sums = {
        table_id: _sums(view.tables[table_id], codes) for table_id, *codes in _SISTERS if _has(view, table_id)
    }
    both = {table_id for table_id, found in sums.items() if len(found) > 1}
    yield from (held(_RULE) for _ in both)
    for table_id, *codes in _SISTERS:
        found = sums.get(table_id, {})
        missing = [code for code in codes if not _prints(view, table_id, code)]
        if both and len(found) == len(missing) == 1:
            yield _lost(view, view.tables[table_id], next(iter(found.values())), missing[0])


def _has(view: DocumentView, table_id: str) -> bool:
    return table_id in view.tables and not view.is_blank(table_id)


def _prints(view: DocumentView, table_id: str, code: str) -> bool:
    return table_id in view.outlines and bool(view.outlines[table_id].with_code(code))


def _sums(table: Table, codes: Sequence[str]) -> Mapping[str, Row]:
    """Give the rows with the sums of the year by their codes."""
    labels = {row.row_code: words(row.row_label) for row in table.rows if row.row_code in codes}
    return {
        row.row_code: row
        for row in table.rows
        if labels.get(row.row_code, "").startswith(_YEAR) and labels[row.row_code].endswith(_SUM)
    }


def _lost(view: DocumentView, table: Table, sister: Row, code: str) -> Check:
    name = _NAMES[code]
    message = Message(
        f"{table.table_id} prints “{sister.row_label}” on one side and lacks a row for {name} on the other",
        f"{title_of(view, table.table_id)}一侧列有“{sister.row_label}”，另一侧缺少“{name}”行",
    )
    return broken(_RULE, message, spot=Spot(table.table_id, code, name, None, sister.place))
