"""Whose fault a finding is, as far as the reading itself can tell.

The principle: where the extractor left something on the pages of the tables involved (an unaccounted number, an
amount without a column, a row or header that maps to nothing, damaged glyphs), a disagreement may be the
extraction's; so may it where a figure was read by OCR. Where everything on those pages was read and placed by
position, the printed figures disagree, and the fault is the disclosure's. Where a column was inferred by arithmetic, or
the pages have no account, it is undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from services.validator.rules.view import DocumentView
from shared.model.document import Observation, ObservationKind, PageAccount
from shared.model.finding import Fault
from shared.model.place import ReadBy
from shared.model.table import Table
from shared.rulebook.equation import CellRef

_READING_FAULTS = frozenset(
    {
        ObservationKind.HEADER_UNMAPPED,
        ObservationKind.ROW_UNMAPPED,
        ObservationKind.NUMBER_BROKEN,
        ObservationKind.GLYPHS_UNDECODABLE,
        ObservationKind.PAGE_WITHOUT_TEXT,
        ObservationKind.READER_DISAGREES,
        ObservationKind.COLUMN_OPEN,
    }
)
"""Observations after which a table's figures may be misread. Hidden text and unknown tables change no known figure."""


class FaultFinder:
    """Tells whose fault a disagreement between cells is."""

    def __init__(self, view: DocumentView) -> None:
        """Take the page accounts and observations of the document."""
        self._view = view
        self._by_table: dict[str, Fault] = {}

    @cached_property
    def _pages(self) -> Mapping[int, PageAccount]:
        return {page.page: page for page in self._view.document.pages}

    def of_cells(self, cells: Iterable[CellRef]) -> Fault:
        """Give the fault of a disagreement between these cells."""
        refs = list(cells)
        faults = {self.of_table(ref.table_id) for ref in refs}
        if Fault.EXTRACTION in faults:
            return Fault.EXTRACTION
        printed = [self._view.cell(ref) for ref in refs]
        if any(cell is not None and cell.read_by is ReadBy.OCR for cell in printed):
            return Fault.EXTRACTION
        inferred = any(cell is not None and cell.inferred for cell in printed)
        return Fault.UNDETERMINED if inferred or Fault.UNDETERMINED in faults else Fault.DISCLOSURE

    def of_table(self, table_id: str) -> Fault:
        """Give whose fault a disagreement within a table would be by its pages alone."""
        known = self._by_table.get(table_id)
        if known is None:
            table = self._view.tables.get(table_id)
            known = self._by_table[table_id] = self._of_table(table) if table else Fault.UNDETERMINED
        return known

    def _of_table(self, table: Table) -> Fault:
        span = range(table.first_page, table.last_page + 1)
        pages = [self._pages.get(number) for number in span]
        known = [page for page in pages if page is not None]
        if any(page.unaccounted or page.undecodable_glyphs or not page.has_text for page in known):
            return Fault.EXTRACTION
        if any(self._concerns(observation, table, span) for observation in self._view.document.observations):
            return Fault.EXTRACTION
        return Fault.DISCLOSURE if len(known) == len(pages) else Fault.UNDETERMINED

    @staticmethod
    def _concerns(observation: Observation, table: Table, span: range) -> bool:
        if observation.kind not in _READING_FAULTS:
            return False
        if observation.table_id is not None:
            return observation.table_id == table.table_id
        return observation.place.page in span
