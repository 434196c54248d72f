"""Why a relation cannot be put up over the tables of a document, as a value that findings are told from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Obstacle(StrEnum):
    """Why a relation cannot be put up."""

    TABLE_MISSING = "table_missing"
    """The document does not have the table."""
    NO_ROWS = "no_rows"
    """The table has no rows, and nothing declares it empty."""
    ROW_NOT_PRINTED = "row_not_printed"
    COLUMN_NOT_PRINTED = "column_not_printed"
    NO_ROWS_BELOW = "no_rows_below"
    """The row has nothing below it, though the table prints deeper codes elsewhere."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A relation that the tables offer but that cannot be put up, once for each reason."""

    rule_id: str
    obstacle: Obstacle
    table_id: str
    row_code: str | None = None
    column_key: str | None = None

    @property
    def reason(self) -> str:
        """The reason in English."""
        place = f"{self.table_id} row {self.row_code}" if self.row_code else self.table_id
        return {
            Obstacle.TABLE_MISSING: f"{self.table_id} is not in the document",
            Obstacle.NO_ROWS: f"{self.table_id} has no rows and nothing declares it empty",
            Obstacle.ROW_NOT_PRINTED: f"{place} is not printed",
            Obstacle.COLUMN_NOT_PRINTED: f"{self.table_id} has no column {self.column_key}",
            Obstacle.NO_ROWS_BELOW: f"{place} has no rows below it, other rows have",
        }[self.obstacle]
