"""Tables that no layout knows: a definition for each, so that they are read like any other.

In go the regions without a definition, out come the same regions with one: a list of free rows named by their labels,
whose columns keep the words of their header. The id is `U` and a number, in the order of the document; nothing but the
printed words says what the figures mean, and no relation speaks of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.segment.region import TableRegion
from services.extractor.tables.draft import DraftTable
from shared.layout import Axis, Layout, SideDef, TableDef
from shared.model.document import Observation, ObservationKind

_ID = re.compile(r"^U\d+$")


def define_unknown(regions: Sequence[TableRegion], layout: Layout) -> None:
    """Give every ruled region without a definition one of its own.

    A number alone tells a table only in the form that numbers it so: any form calls some table 表3.
    """
    count = 0
    for region in regions:
        by_number = region.title is None and region.number is not None and layout.recognition.fallback
        if region.grids and (region.definition is None or by_number):
            count += 1
            side = SideDef(axis=Axis.ITEMS, columns=())
            region.definition = TableDef(
                table_id=f"U{count}", titles=(region.title or "",), sides=(side,), mandatory=False
            )


def is_unknown(table_id: str) -> bool:
    """Tell whether a table's id is that of a table that no layout knows."""
    return bool(_ID.match(table_id))


def is_list(draft: DraftTable) -> bool:
    """Tell whether a table that no layout knows has no amounts at all: a list of units, of tables, of names."""
    return is_unknown(draft.definition.table_id) and not any(row.amounts for row in draft.rows)


def report_unknown(draft: DraftTable, likely: Sequence[str] = ()) -> Observation:
    """Report a table that no layout knows; its figures are kept under its own words.

    `likely` are the ids of the tables that it could be by its header and rows, where these do not decide.
    """
    region, known = draft.region, _not_known(draft.region)
    could_be = f"; by its header and rows it could be {' or '.join(likely)}" if likely else ""
    return Observation(
        kind=ObservationKind.TABLE_UNKNOWN,
        detail=f"{known}; its figures are kept as {draft.definition.table_id}{could_be}",
        place=region.place,
        table_id=draft.definition.table_id,
        printed=region.title or region.number,
    )


def report_told(region: TableRegion, table_id: str) -> Observation:
    """Report a table whose title the layout does not know, or that has none, and that was told all the same."""
    return Observation(
        kind=ObservationKind.TABLE_TOLD,
        detail=f"{_not_known(region)}; its header and its sums tell {table_id}",
        place=region.place,
        table_id=table_id,
        printed=region.title or region.number,
    )


def _not_known(region: TableRegion) -> str:
    if not (name := region.title or region.number):
        return "the layout does not know this table, which has no title"
    return f"the layout knows no table “{name}”"
