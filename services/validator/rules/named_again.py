"""Tables that no layout knows, whose rows another table prints under the same names with the same amounts.

Regions add tables of their own, such as the projects with their goals. Which amounts they repeat is told by the rows:
where nearly all rows that another table has by name print its amount, all must (`promised.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from services.validator.rules.check import Check
from services.validator.rules.promised import Candidate, promised_checks
from services.validator.rules.view import DocumentView
from shared.layout.label import words
from shared.model.table import Row, Table
from shared.rulebook.equation import CellRef, Term

_RULE = "tables.named_again"
_UNKNOWN = "U"
"""How the ids of tables begin that no layout knows."""


def named_again_checks(view: DocumentView) -> Iterator[Check]:
    """Check every unknown table against the table that repeats most of its rows."""
    for table in view.tables.values():
        if not table.table_id.startswith(_UNKNOWN):
            continue
        for key in dict.fromkeys(cell.column_key for row in table.rows for cell in row.cells):
            candidates = max(
                (
                    found
                    for other in view.tables.values()
                    if not other.table_id.startswith(_UNKNOWN) and other.amount_unit is table.amount_unit
                    for found in _against(table, key, other)
                ),
                key=lambda found: sum(one.holds(view) for one in found),
                default=(),
            )
            yield from promised_checks(view, _RULE, candidates)


def _against(table: Table, key: str, other: Table) -> Iterator[Sequence[Candidate]]:
    """Give the pairs of cells of rows that both tables name alike, for each column of the other table."""
    theirs = _by_name(other)
    pairs = [
        (row, theirs[name]) for name, row in _by_name(table).items() if name in theirs and row.value(key)
    ]
    columns = dict.fromkeys(cell.column_key for _, row in pairs for cell in row.cells)
    for column in columns:
        yield [
            Candidate(
                CellRef(table.table_id, row.row_no, key),
                (Term(CellRef(other.table_id, same.row_no, column)),),
            )
            for row, same in pairs
        ]


def _by_name(table: Table) -> Mapping[str, Row]:
    """Give the rows by name, but those whose name stands twice."""
    names = [words(row.project_name or row.row_label) for row in table.rows]
    counts = Counter(names)
    return {name: row for name, row in zip(names, table.rows, strict=True) if name and counts[name] == 1}
