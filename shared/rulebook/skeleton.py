"""The rows of a table without their amounts.

What a relation asks of them stands in `outline.py`. A skeleton needs no filled cell, so that it serves both him who
judges placed amounts and him who still has to place them.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.model.table import RowKind

CODE_LENGTHS = (3, 5, 7)
"""Digits of a class, a section and an item of the classifications (类 款 项)."""
UNIT = "unit"
"""The code of a row that carries the name of a unit below the department."""
GROUP = "group"
"""The code of a row that is the sum of the projects after it."""
ITEM_CODE = "item"
"""The code of a free row that is named by its label alone."""


@dataclass(slots=True)
class RowSkeleton:
    """One printed row. `column_keys` limits the columns in which the row can have amounts (one side of a table).

    Nobody changes one; it is not frozen because those take four times as long to make, and a document has hundreds.
    """

    row_no: int
    row_kind: RowKind
    row_code: str
    project_name: str | None = None
    column_keys: tuple[str, ...] | None = None
    has_amounts: bool = True
    """False where nothing is printed in the row: a relation of such rows alone has nothing to compare."""

    @property
    def is_project(self) -> bool:
        """True for a row that stands for a project below its item."""
        return self.row_kind is RowKind.PROJECT or self.project_name is not None

    @property
    def is_classified(self) -> bool:
        """True where the row bears a classification code."""
        return self.row_code.isdigit() and len(self.row_code) in CODE_LENGTHS


@dataclass(frozen=True, slots=True)
class TableSkeleton:
    """The rows and columns of one table. `empty` is true where the document declares the table empty."""

    table_id: str
    rows: tuple[RowSkeleton, ...]
    column_keys: tuple[str, ...]
    empty: bool = False
    filled: frozenset[str] | None = None
    """The columns in which anything is printed, where that is known."""

    def is_blank(self, column_key: str) -> bool:
        """Tell whether a printed column is known to have no amount."""
        return self.filled is not None and column_key in self.column_keys and column_key not in self.filled
