"""The year before and the change beside each amount: what is printed now is what was, with the change.

Many regions print last year's amounts and the difference beside this year's. In come the tables, out goes a check for
every row of those that keep it (`promised.py`): some print a rate for the change, or a change of something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check
from services.validator.rules.promised import Candidate, promised_checks
from services.validator.rules.view import DocumentView
from shared.rulebook.equation import CellRef, Term

_RULE = "tables.change"
_PREVIOUS, _CHANGE = "previous.", "change."
"""How the keys of the columns begin that have last year's amount and the difference."""


def compared_column_checks(view: DocumentView) -> Iterator[Check]:
    """Check every table that prints an amount, that of the year before, and the change."""
    for table in view.tables.values():
        if not any(column.key is not None and column.key.startswith(_CHANGE) for column in table.columns):
            continue
        used = {cell.column_key for row in table.rows for cell in row.cells}
        for key in sorted(used):
            previous, change = f"{_PREVIOUS}{key}", f"{_CHANGE}{key}"
            if not {previous, change} <= used:
                continue
            candidates = [
                Candidate(
                    CellRef(table.table_id, row.row_no, key),
                    (
                        Term(CellRef(table.table_id, row.row_no, previous)),
                        Term(CellRef(table.table_id, row.row_no, change)),
                    ),
                )
                for row in table.rows
            ]
            yield from promised_checks(view, _RULE, candidates)
