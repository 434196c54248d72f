"""Rows of ruled tables: grids in, draft rows out, every amount in the column it is printed in.

The grids of a table follow each other over pages, with or without a repeated header; a grid without one has
the columns of the grid before it. A row that a page end cuts is put together again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extractor.ledger import Ledger, Role
from services.extractor.reading.page import GridCell
from services.extractor.segment.grid_head import is_note
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.blocks import block_columns
from services.extractor.tables.carried_columns import carried_columns
from services.extractor.tables.column_roles import ColumnRole, GridColumn, as_columns, map_columns
from services.extractor.tables.cut_rows import whole_row
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.drafting import Drafter, keep_unmapped, name_rows, says_nothing
from services.extractor.tables.header_form import columns_by_form
from services.extractor.tables.header_grid import header_paths, header_rows, is_number_row, whole_paths
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import is_no_money
from services.extractor.tables.publish import unit_of
from services.extractor.tables.repeated_columns import groups_of, joined_groups
from services.extractor.tables.side_row import Piece, SideRow, piece_of, text_of
from shared.layout import Layout, TableDef
from shared.layout.label import normalise
from shared.model.document import Observation, ObservationKind
from shared.model.money import parse_amount
from shared.model.place import Place
from shared.model.table import unmapped_key

_NAMING = (ColumnRole.CODE, ColumnRole.LABEL, ColumnRole.UNIT, ColumnRole.UNIT_CODE, ColumnRole.FURTHER_CODE)
"""The columns whose cells, where they are merged over rows, name each of these."""
_NAME = "名称"
_IDENTIFYING = (ColumnRole.CODE, ColumnRole.UNIT, ColumnRole.UNIT_CODE, ColumnRole.FURTHER_CODE)
"""The columns that say which class or unit a row is of; a stroke in them says none."""
_FEW_COLUMNS = 2
"""A table with so few columns of amounts may well repeat a header of which one of them is told."""


def rows_from_grids(
    region: TableRegion,
    definition: TableDef,
    layout: Layout,
    names: Sequence[str | None],
    ledger: Ledger,
) -> tuple[DraftTable, list[Observation]]:
    """Read the rows of a region's grids, accounting for every number that is used.

    `names` are the document's own name as far as it is known, then those of its units that other tables print; the rows
    that bear one are rows of the department or of a unit.
    """
    drafts: list[DraftTable] = []
    observations: list[Observation] = []
    for grids in groups_of(region.grids, definition):
        reader = _GridReader(region, definition, layout, names, ledger)
        for grid in grids:
            reader.take(grid)
        drafts.append(reader.finish())
        observations += reader.observations
    return joined_groups(drafts), observations


class _GridReader:
    def __init__(
        self,
        region: TableRegion,
        definition: TableDef,
        layout: Layout,
        names: Sequence[str | None],
        ledger: Ledger,
    ) -> None:
        self.region = region
        self.definition = definition
        self.layout = layout
        self.names = {normalise(name) for name in (region.preparer, *names[:1]) if name}
        self.units = {normalise(name) for name in names[1:] if name} - self.names
        self.codes: dict[int, str] = {}
        """The last code of each side, which rows that print their own level alone stand below."""
        self.ledger = ledger
        self.table = DraftTable(definition, region, has_header=False)
        self.unit = unit_of(self.table, layout)
        self.rows: list[tuple[int, SideRow]] = []
        self.columns: list[GridColumn] = []
        self.paths: list[list[str]] = []
        self.header: list[list[str]] = []
        """The words of the last header, row by row."""
        self.edges: tuple[float, ...] = ()
        self.observations: list[Observation] = []

    def take(self, placed: PlacedGrid) -> None:
        """Take the next grid of the table."""
        matrix = CellMatrix(placed.grid)
        body = self._take_header(placed, matrix, placed.head.row_count)
        for row in range(body, placed.grid.row_count):
            self._take_row(placed, matrix, row, is_first=row == body)

    def _take_header(self, placed: PlacedGrid, matrix: CellMatrix, head: int) -> int:
        """Read the header below the head, or keep the columns of the grid before; give the first row of data."""
        header = self._header_end(matrix, head)
        columns = self._read_columns(matrix, head, header)
        if columns is not None:
            self.columns = columns
            self.header = _texts(matrix, head, header)
            self.table.has_header = self.table.has_header or any(column.label for column in columns)
            self.table.header = self.table.header or as_columns(columns)
        else:
            self.columns = carried_columns(self.columns, self.edges, placed.grid)
            header = header if header > head and is_number_row(matrix, header - 1) else head
        self.edges = placed.grid.column_edges
        for cell in placed.grid.cells:
            if cell.row < header:
                self.ledger.account_all(placed.key_of(cell), Role.HEADING if cell.row < head else Role.HEADER)
        return header

    def _header_end(self, matrix: CellMatrix, head: int) -> int:
        """Give the first row of data; below the same header as before it is no further down than it was there.

        The name of a row whose amounts the page before printed may look like more of the header.
        """
        header = header_rows(matrix, self.definition, head)
        again = head + len(self.header)
        is_again = bool(self.header) and _texts(matrix, head, again) == self.header
        return min(header, again) if is_again else header

    def _read_columns(self, matrix: CellMatrix, head: int, header: int) -> list[GridColumn] | None:
        """Give the columns that a grid's header names; None where those of the grid before go on."""
        paths = header_paths(matrix, header)
        begins_again = not self.rows and any(paths) and paths == self.paths
        if not self.rows and len(self.paths) == len(paths) and not begins_again:
            paths = whole_paths(self.paths, paths, self.definition)
        blocks = block_columns(matrix, header, paths, self.definition)
        mapped = blocks or map_columns(matrix, header, paths, self.definition)
        # Below a header at the foot of a page no cells say what its columns hold; those of the next page do.
        if self.columns and not begins_again and not (header > head and self._is_header_again(mapped)):
            return None
        self.paths = paths
        if not any(paths):
            return columns_by_form(matrix, header, self.definition) or mapped
        return mapped

    def _is_header_again(self, mapped: Sequence[GridColumn]) -> bool:
        """Tell whether the first rows of a further grid are a header, from what they name.

        A row may have the name of one column for a label (政府性基金预算); the header of as many columns names more.
        """
        named, before = (
            sum(column.role is ColumnRole.AMOUNT for column in columns) for columns in (mapped, self.columns)
        )
        return named > 1 or (named == 1 and (before <= _FEW_COLUMNS or len(mapped) != len(self.columns)))

    def _take_row(self, placed: PlacedGrid, matrix: CellMatrix, row: int, *, is_first: bool) -> None:
        filled = [cell for cell in matrix.starting(row) if cell.text.strip()]
        if len(filled) == 1 and is_note(filled[0].text, self.layout):
            self._take_note(placed, filled[0])
            return
        amounts: list[tuple[str, tuple[int, ...]]] = []
        for side_no in range(len(self.definition.sides)):
            side_row = self._side_row(placed, matrix, row, side_no)
            own = [(key, piece.key) for key, cell in side_row.amounts for piece in cell]
            if side_row.is_blank or (own and own == amounts):
                self._account(side_row)  # 公用经费合计 below two blocks of one kind is one sum
            elif not (is_first and self._goes_on(side_no, side_row)):
                side = self.definition.sides[side_no]
                is_inside = not is_first and row < placed.grid.row_count - 1
                side_row = replace(side_row, is_whole=is_inside).below(self.codes.get(side_no, ""), side)
                self.codes[side_no] = side_row.code_and_label(side)[0] or self.codes.get(side_no, "")
                self.rows.append((side_no, side_row))
            amounts = own

    def _goes_on(self, side_no: int, first: SideRow) -> bool:
        """Put the first row of a page together with the last one of the page before, where that was cut."""
        index = next((i for i in reversed(range(len(self.rows))) if self.rows[i][0] == side_no), None)
        if index is None:
            return False
        whole = whole_row(self.rows[index][1], first, self.definition.sides[side_no], self.names)
        if whole is None:
            return False
        self._account(first)
        self._account(self.rows[index][1])
        whole = whole.below(self.codes.get(side_no, ""), self.definition.sides[side_no])
        self.codes[side_no] = whole.code_and_label(self.definition.sides[side_no])[0] or self.codes.get(
            side_no, ""
        )
        self.rows[index] = (side_no, whole)
        return True

    def _take_note(self, placed: PlacedGrid, cell: GridCell) -> None:
        label = normalise(cell.text)
        self.ledger.account_all(placed.key_of(cell), Role.NOTE)
        if any(mark in label for mark in self.layout.empty_sentences):
            self.region.empty_sentence = (self.region.empty_sentence or "") + label

    def _side_row(self, placed: PlacedGrid, matrix: CellMatrix, row: int, side_no: int) -> SideRow:
        """Gather a side's cells. A cell of words that spans rows counts for each of them, any other for its first."""
        found = SideRow()
        taken: set[int] = set()
        codes = [i for i, column in enumerate(self.columns) if _is_code_of(column, side_no)]
        for index, column in enumerate(self.columns):
            cell = matrix.at(row, index)
            if column.side != side_no:
                continue
            if cell is not None and id(cell) in taken and self._is_block(column):
                # 支出合计 written over several blocks: the amount behind it is that of each.
                cell = matrix.at(row, cell.column + cell.column_span)
            if cell is None or id(cell) in taken or not cell.text.strip():
                continue
            if self._is_passed_over(cell, index):
                continue
            spans_down = column.role in _NAMING and cell.row_span > 1
            if cell.row != row and not spans_down:
                continue
            taken.add(id(cell))
            piece = piece_of(placed, cell)
            match column.role:
                case ColumnRole.AMOUNT if column.key is not None:
                    found.amounts.append((column.key, [piece]))
                case ColumnRole.CODE:
                    found.code.append((codes.index(index), [piece]))
                case ColumnRole.UNKNOWN if self._holds_amount(column, cell):
                    found.amounts.append((unmapped_key(column.label), [piece]))
                case _:
                    found.pieces(column.role).append(piece)
        found.described[:0] = self._name_over(placed, matrix, row, side_no)
        return found

    def _name_over(self, placed: PlacedGrid, matrix: CellMatrix, row: int, side_no: int) -> list[Piece]:
        """Give the name that begins above and is merged over a row which tells apart who buys, how or when."""
        named = [
            i
            for i, column in enumerate(self.columns)
            if column.role is ColumnRole.DESCRIPTION
            and column.side == side_no
            and column.label.endswith(_NAME)
        ]
        cells = [
            cell for cell in (matrix.at(row, i) for i in named) if cell is not None and cell.text.strip()
        ]
        return [piece_of(placed, cell) for cell in cells[-1:] if cell.row < row]

    def _is_passed_over(self, cell: GridCell, index: int) -> bool:
        """Tell whether a cell says nothing in a column: a stroke for a code, or a word that the names to the right say.

        合计 may be written over line numbers and names.
        """
        role = self.columns[index].role
        if role in _IDENTIFYING:
            return says_nothing(cell.text)
        following = self.columns[index + 1 : cell.column + cell.column_span]
        return role is ColumnRole.DESCRIPTION and any(
            column.role in (ColumnRole.LABEL, ColumnRole.UNIT) for column in following
        )

    def _is_block(self, column: GridColumn) -> bool:
        return column.role is ColumnRole.AMOUNT and len(self.definition.sides) > 2  # noqa: PLR2004 - income and expenditure

    def _holds_amount(self, column: GridColumn, cell: GridCell) -> bool:
        if parse_amount(cell.text, self.unit) is None or is_no_money(column.label.split("/")):
            return False
        if not column.label:
            self.observations.append(
                Observation(
                    kind=ObservationKind.HEADER_UNMAPPED,
                    detail=f"the amount {cell.text} stands in a column whose header is blank",
                    place=Place(page=self.region.last_page, box=cell.box),
                    table_id=self.definition.table_id,
                    printed=cell.text,
                )
            )
        return bool(column.label)

    def _account(self, row: SideRow) -> None:
        for _, cell in row.code:
            self._account_pieces(cell, Role.CODE)
        self._account_pieces([*row.label, *row.project, *row.unit, *row.described], Role.LABEL)
        self._account_pieces([*row.unit_code, *row.further], Role.CODE)
        for _, cell in row.amounts:
            if parse_amount(text_of(cell), self.unit) is not None:
                self._account_pieces(cell, Role.CELL)

    def _account_pieces(self, pieces: Sequence[Piece], role: Role) -> None:
        for piece in pieces:
            self.ledger.account_all(piece.key, role)

    def finish(self) -> DraftTable:
        """Give the table; prescribed rows get their codes, rows their numbers."""
        units = any(column.role is ColumnRole.UNIT for column in self.columns)
        drafter = Drafter(self.definition, self.names, self.units, has_unit_names=units, unit=self.unit)
        for side_no, row in self.rows:
            self._account(row)
            self.table.rows.append(drafter.draft(side_no, row))
        self.table.header, unmapped = keep_unmapped(
            self.table.header, [row for _, row in self.rows], self.definition.table_id
        )
        self.observations += [*drafter.observations, *unmapped]
        name_rows(self.table, self.names)
        return self.table


def _texts(matrix: CellMatrix, first: int, end: int) -> list[list[str]]:
    """Give the words of some rows."""
    return [[normalise(cell.text) for cell in matrix.starting(row)] for row in range(first, end)]


def _is_code_of(column: GridColumn, side_no: int) -> bool:
    return column.role is ColumnRole.CODE and column.side == side_no
