"""Which tables a ruled one can be whose title says nothing: each is tried, and what reads whole is likely.

In go the grids of a table and the layout, out come the definitions under which every amount stands below a header that
they know and nearly every row is one of theirs, with the draft that each gives. Words for a fund above all columns
(本年政府性基金预算支出) leave only the tables of that fund. Free rows fit too much: a table of such rows must say what
it lists. A blank table is told by its fund alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extractor.ledger import Ledger
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.tables.codes import CODED_AXES, parse_code
from services.extractor.tables.codes_of_names import codes_of_names
from services.extractor.tables.column_roles import LEADING_COLUMNS, describes, is_code_column, texts_below
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.fixed_rows import matches
from services.extractor.tables.header_grid import header_paths
from services.extractor.tables.header_matrix import CellMatrix
from services.extractor.tables.header_words import is_no_money, letters, says_amount
from services.extractor.tables.items_across import is_across, rows_across
from services.extractor.tables.rows_from_grids import rows_from_grids
from services.extractor.tables.stated_header import header_end, stated_header
from services.extractor.tables.summary_rows import name_summary_rows
from shared.layout import Axis, Layout, TableDef
from shared.layout.label import normalise, words
from shared.layout.read_once import read_once
from shared.model.document import DocumentKind
from shared.model.money import parse_amount
from shared.model.table import UNMAPPED, RowKind

_LEAST_ROWS, _LEAST_AMOUNTS = 2, 2
_ROWS_NAMED, _SUMMARY_NAMED = 0.8, 0.5
"""The part of the rows with amounts that a definition must have; summaries print more labels of their own."""
_FUND = re.compile(r"一般公共预算|公共财政预算|政府性基金|国有资本经营|财政专户")
_MAIN_FUND = "一般公共预算"
_FUND_WORDS = {"公共财政预算": _MAIN_FUND}
_NAMES = re.compile(r"科目|编码|名称|项目$|单位$|^[类款项]$")
"""The headers of columns that name the rows."""
_CLASSIFICATION = {
    Axis.FUNCTIONAL: Axis.FUNCTIONAL,
    Axis.FUNCTIONAL_PROJECTS: Axis.FUNCTIONAL,
    Axis.ECONOMIC: Axis.ECONOMIC,
}
"""By which codes the rows of an axis go."""
_LEVELS = {"类", "款"}
"""The headers over the parts of a code, which no summary has."""
_FREE = (Axis.ITEMS, Axis.PROJECTS)
_TABLES_KEPT = 512


@dataclass(frozen=True, slots=True)
class Likely:
    """A table that a region can be: its definition, what is read under it, and which part of the rows it has."""

    definition: TableDef
    draft: DraftTable
    named: float


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a region shows before it is read: words of its header, its fund, its first labels, its classifications."""

    header: frozenset[str]
    fund: str | None
    labels: tuple[str, ...]
    axes: frozenset[Axis]
    is_final: bool
    lowest: frozenset[str]
    """The lowest words above each column of amounts, but for those that mean a column in most tables."""

    def allows(self, definition: TableDef) -> bool:
        """Tell whether a region can be a table of a definition."""
        is_final = bool(definition.of_budget) or "决算" in definition.titles[0]
        if is_final is not self.is_final or not self._has_fund(definition) or not self._has_sides(definition):
            return False
        if definition.sides[0].axis in _FREE:
            return self._lists(definition)
        own = {_CLASSIFICATION[side.axis] for side in definition.sides if side.axis in _CLASSIFICATION}
        return not self.axes or not own or bool(own & self.axes)

    def _has_fund(self, definition: TableDef) -> bool:
        own, axis = fund_in(definition.titles[0]), definition.sides[0].axis
        if self.fund is None:
            # Summaries of the lesser funds say so.
            return axis is not Axis.FIXED or own in (None, _MAIN_FUND)
        return own == self.fund or (own is None and axis not in CODED_AXES)

    def _has_sides(self, definition: TableDef) -> bool:
        """Tell whether the words say as many sides as a definition has, and every column can be one of its."""
        if len(definition.sides) > 1:
            return all(any(word in text for text in self.header) for word in ("收", "支"))
        is_summary = {"收入", "支出"} <= self.header
        return not (is_summary and definition.sides[0].axis in CODED_AXES) and self.lowest <= _lowest(
            definition
        )

    def _lists(self, definition: TableDef) -> bool:
        """Tell whether a table of free rows says that it lists what the definition does."""
        rows = definition.sides[0].rows
        if len({row.code for row in rows for text in self.labels if matches(text, row)}) >= _LEAST_ROWS:
            return True
        return self._says(definition.header_says) and not self._says(definition.header_never_says)

    def _says(self, words: str | None) -> bool:
        return words is not None and any(re.search(words, text) for text in self.header)


def likely_tables(region: TableRegion, layout: Layout, names: Sequence[str | None]) -> list[Likely]:
    """Give the definitions under which a region reads whole, those with most rows of their own first.

    `names` are those of the department and its units. The region stays as it is.
    """
    header = stated_header(region.grids[0]) if region.grids else []
    if not header:
        return []
    shown = _shown(region, header)
    tries = (_tried(region, one, layout, names, shown.fund) for one in layout.tables if shown.allows(one))
    return sorted((likely for likely in tries if likely), key=lambda likely: -likely.named)


def read_as(
    region: TableRegion, definition: TableDef, layout: Layout, names: Sequence[str | None]
) -> DraftTable:
    """Read a region as a table of a definition. The region stays as it is, and nothing is accounted for."""
    copy = replace(region, definition=definition, notes=list(region.notes))
    if is_across(copy, definition):
        draft = rows_across(copy, definition, layout, Ledger())
    else:
        draft, _ = rows_from_grids(copy, definition, layout, names, Ledger())
    name_summary_rows(draft)
    return draft


def is_none_of(region: TableRegion, definition: TableDef, layout: Layout) -> bool:
    """Tell whether a region can be no part of a table: its rows go by other codes, or are none of the summary's.

    A part of a summary says of income or of expenditure, or that its rows are theirs.
    """
    header = stated_header(region.grids[0]) if region.grids else []
    if not header:
        return False
    own = {_CLASSIFICATION[side.axis] for side in definition.sides if side.axis in _CLASSIFICATION}
    if definition.sides[0].axis is not Axis.FIXED or len(definition.sides) == 1:
        axes = _shown(region, header).axes
        return bool(own and axes) and not own & axes
    texts = {text for row in header for text in row}
    if texts >= _LEVELS or not any(word in text for text in texts for word in ("收", "支")):
        return True
    draft = read_as(region, definition, layout, ())
    rows = [row for row in draft.rows if row.amounts]
    named = sum(_is_named(row.code, row.kind, draft.side(row).axis) for row in rows)
    return named < _SUMMARY_NAMED * len(rows)


def fund_in(text: str) -> str | None:
    """Give the fund that a title or a header speaks of: the one that it names; None for none and for several."""
    found = {_FUND_WORDS.get(word, word) for word in _FUND.findall(normalise(text))}
    return found.pop() if len(found) == 1 else None


@read_once(_TABLES_KEPT)
def _lowest(definition: TableDef) -> frozenset[str]:
    """Give the lowest words of all labels of a definition's columns, and those of its rows, which may stand across."""
    labels = [label for side in definition.sides for column in side.columns for label in column.labels]
    rows = [label for side in definition.sides for row in side.rows for label in row.labels]
    return frozenset(letters(label.split("/")[-1]) for label in (*labels, *rows))


def _shown(region: TableRegion, header: Sequence[Sequence[str]]) -> _Shown:
    cells = [cell for placed in region.grids for cell in placed.grid.cells if cell.column < LEADING_COLUMNS]
    counts = {
        axis: sum(parse_code(cell.text, axis) is not None for cell in cells)
        for axis in set(_CLASSIFICATION.values())
    }
    lowest = {letters(path[-1]) for path in _amount_paths(region.grids[0]) if path and not is_no_money(path)}
    return _Shown(
        header=frozenset(words(text) for row in header for text in row),
        fund=_fund_of(region),
        labels=tuple(normalise(cell.text) for cell in cells if not cell.column),
        axes=frozenset(axis for axis, count in counts.items() if count >= _LEAST_ROWS),
        is_final=region.kind is DocumentKind.FINAL_ACCOUNT,
        lowest=frozenset(word for word in lowest if not says_amount(word) and not _is_class(word)),
    )


def _tried(
    region: TableRegion, definition: TableDef, layout: Layout, names: Sequence[str | None], fund: str | None
) -> Likely | None:
    """Read a region as a table of a definition; None where it does not read whole."""
    draft = read_as(region, definition, layout, names)
    rows = [row for row in draft.rows if row.amounts]
    if not rows:
        known = [column for column in draft.header if column.key]
        is_of_fund = fund is not None and fund_in(definition.titles[0]) == fund
        return Likely(definition, draft, 1.0) if is_of_fund and len(known) >= _LEAST_AMOUNTS else None
    columns = [column for row in rows for column in row.columns]
    # A list that forms print without a title is told by its header alone, however short.
    is_short = len(rows) < _LEAST_ROWS and len(columns) < _LEAST_AMOUNTS and definition.has_title
    if is_short or any(column is None or column.startswith(UNMAPPED) for column in columns):
        return None
    named = sum(_is_named(row.code, row.kind, draft.side(row).axis) for row in rows) / len(rows)
    is_summary = len(definition.sides) > 1 and definition.sides[0].axis is Axis.FIXED
    least = _SUMMARY_NAMED if is_summary else _ROWS_NAMED
    return Likely(definition, draft, named) if named >= least else None


def _is_named(code: str, kind: RowKind, axis: Axis) -> bool:
    if axis in CODED_AXES and kind is not RowKind.TOTAL:
        return code.isdigit() or kind in (RowKind.DEPARTMENT, RowKind.PROJECT)
    return bool(code)


def _fund_of(region: TableRegion) -> str | None:
    """Give the fund of a table: the one in its title, or in the words over all its columns of amounts."""
    named = fund_in(region.title or "")
    if named is not None:
        return named
    over = [{fund for text in path if (fund := fund_in(text))} for path in _amount_paths(region.grids[0])]
    funds = set.intersection(*over) if len(over) > 1 else set()
    return funds.pop() if len(funds) == 1 else None


def _amount_paths(placed: PlacedGrid) -> list[list[str]]:
    """Give the words above the columns that hold amounts; of a blank table above those that name no rows."""
    matrix, end = CellMatrix(placed.grid), header_end(placed)
    paths = header_paths(matrix, end)
    below = [texts_below(matrix, end, column) for column in range(len(paths))]
    if not any(below):
        return [
            path for path in paths if path and not _NAMES.search("".join(path)) and not describes(path[-1])
        ]
    return [
        path
        for path, texts in zip(paths, below, strict=True)
        if texts and not is_code_column(path, texts) and sum(map(_is_amount, texts)) * 2 > len(texts)
    ]


def _is_class(word: str) -> bool:
    """Tell whether a word is the name of an economic class, which tables of functions print across."""
    return any(codes_of_names([word], digit)[0] for digit in "35")


def _is_amount(text: str) -> bool:
    return parse_amount(text) is not None
