"""Summaries whose sides begin with the department's budget and end with its sum: head and foot are one amount.

Some regions print 部门预算 or 财政拨款 above the rows of each side and 本年支出合计 below them. In come the tables,
out goes a check for each side, where the table keeps it on the others (`promised.py`): some leave the heads blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check
from services.validator.rules.promised import Candidate, promised_checks
from services.validator.rules.view import DocumentView
from shared.rulebook.equation import CellRef, Term

_RULE = "tables.side_head"
_HEAD, _FOOT = ".budget", ".current"
"""How the codes of both rows end: `use.budget`, `use.current`."""


def side_head_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table with rows that head a side."""
    for table in view.tables.values():
        heads = [row for row in table.rows if row.row_code.endswith(_HEAD)]
        if not heads:
            continue
        by_code = {row.row_code: row for row in table.rows}
        pairs = [
            (row, by_code[foot])
            for row in heads
            if (foot := row.row_code.removesuffix(_HEAD) + _FOOT) in by_code
        ]
        yield from promised_checks(
            view,
            _RULE,
            [
                Candidate(
                    CellRef(table.table_id, head.row_no, cell.column_key),
                    (Term(CellRef(table.table_id, foot.row_no, cell.column_key)),),
                )
                for head, foot in pairs
                for cell in foot.cells
            ],
        )
