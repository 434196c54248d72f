"""Tables whose title does not say how their rows are classified: the rows say it.

一般公共预算基本支出表 lists economic classes in most forms and functions in some. In go a region and the definition
that its title means, out comes that of the table with the other classification where all codes of the rows are of it.
"""

from __future__ import annotations

from services.extractor.segment.region import TableRegion
from services.extractor.tables.codes import is_code, parse_code
from services.extractor.tables.column_roles import LEADING_COLUMNS
from shared.layout import Axis, Layout, TableDef
from shared.layout.label import normalise

_TWINS = {
    ("T6", Axis.FUNCTIONAL): "T23",
    ("T23", Axis.ECONOMIC): "T6",
    ("T3", Axis.ECONOMIC): "T15",
    ("T5", Axis.ECONOMIC): "T15",
    ("T15", Axis.FUNCTIONAL): "T5",
}
"""Table and the classification that its rows have against its definition → the table that it is."""
_LEAST_CODES = 3


def by_rows(region: TableRegion, definition: TableDef, layout: Layout) -> TableDef:
    """Give the definition that a region's rows agree with: its own, or that of its twin."""
    axes = {side.axis for side in definition.sides}
    for (table_id, axis), twin in _TWINS.items():
        if definition.table_id == table_id and axes.isdisjoint({axis}):
            own = next(iter(axes))
            other = _codes(region, axis)
            if len(other) >= _LEAST_CODES and not _codes(region, own):
                return layout.table(twin) or definition
    return definition


def _codes(region: TableRegion, axis: Axis) -> set[str]:
    """Give the codes of a classification that stand in the leading columns of a region's grids."""
    cells = (
        normalise(cell.text)
        for placed in region.grids
        for cell in placed.grid.cells
        if cell.column < LEADING_COLUMNS
    )
    found = (parse_code(text, axis) for text in cells)
    return {code.digits for code in found if code is not None and is_code(code.digits, axis)}
