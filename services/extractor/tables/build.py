"""From regions to tables: rows are read, amounts placed, and what stays open is reported.

The order matters: tables that print nothing but names are read before the one whose rows run a name and a
project's name together, and all rows are read before any amount is placed, since the tables decide for each
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extractor.ledger import Ledger, Role
from services.extractor.segment.region import TableRegion
from services.extractor.tables.columns_of_lines import leave_open, lists_many_forms, printed_columns
from services.extractor.tables.counts import take_counts
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.items_across import is_across, rows_across
from services.extractor.tables.names import CodeNames
from services.extractor.tables.placement import place_amounts
from services.extractor.tables.publish import publish, unit_of
from services.extractor.tables.rows_from_grids import rows_from_grids
from services.extractor.tables.rows_from_lines import rows_from_lines
from services.extractor.tables.side_by_side import join_parts
from services.extractor.tables.summary_rows import name_summary_rows
from services.extractor.tables.told_tables import tell_tables
from services.extractor.tables.twins import by_rows
from services.extractor.tables.unit_rows import name_units_of_repeated
from services.extractor.tables.unknown_tables import (
    define_unknown,
    is_list,
    is_unknown,
    report_told,
    report_unknown,
)
from shared.layout import Axis, Layout, TableDef
from shared.model.document import Observation, ObservationKind
from shared.model.narrative import Figure
from shared.model.table import RowKind, Table
from shared.rulebook import RowSkeleton, TableSkeleton, instantiate, load_relations
from shared.taxonomy import economic, functional

_LOST_ROW = -1000
"""Rows that the form prescribes and the document does not print get numbers below this, in the placement alone."""


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The tables of a document and what was noticed while reading them."""

    tables: tuple[Table, ...]
    observations: tuple[Observation, ...]
    figures: tuple[Figure, ...] = ()
    """What the tables count, as far as it is no money."""


def build_tables(
    regions: Sequence[TableRegion], layout: Layout, department: str | None, ledger: Ledger
) -> TablesRead:
    """Read every region: those that no definition recognises under an id of their own, by their own words."""
    define_unknown(regions, layout)
    regions = join_parts(regions, layout)
    nameless = [region for region in regions if region.definition and is_unknown(region.definition.table_id)]
    likely = tell_tables(regions, layout, (department,))
    observations = _observe_told(nameless)
    figures: dict[str, Figure] = {}
    names = official_names()
    drafts: dict[int, DraftTable] = {}
    units: dict[str, None] = {}
    for index, definition in _reading_order(regions, layout):
        region = regions[index]
        if is_across(region, definition):
            draft = rows_across(region, definition, layout, ledger)
        elif region.grids:
            draft, noticed = rows_from_grids(region, definition, layout, (department, *units), ledger)
            if is_list(draft):
                _account_list(draft, ledger)
                continue
            is_told = not is_unknown(definition.table_id)
            observations += noticed if is_told else [report_unknown(draft, likely.get(id(region), ()))]
        else:
            printed, is_sure = (
                printed_columns(region, definition) if lists_many_forms(layout) else (definition, True)
            )
            draft = rows_from_lines(region, printed, layout, names, ledger, department=department)
            if not is_sure:
                leave_open(draft)
        name_summary_rows(draft)
        for figure in take_counts(draft):
            figures.setdefault(figure.figure_key, figure)
        _learn_names(draft, names)
        units |= dict.fromkeys(row.unit_name for row in draft.rows if row.unit_name)
        drafts[index] = draft
    ordered = [drafts[index] for index in sorted(drafts)]
    name_units_of_repeated(ordered)
    _place(ordered, layout)
    tables = [publish(draft, layout) for draft in ordered]
    observations += _observe_unknown(regions, ledger)
    for draft, table in zip(ordered, tables, strict=True):
        observations += _observe(draft, table)
        _account_head(draft, ledger)
    return TablesRead(tuple(tables), tuple(observations), tuple(figures.values()))


def _observe_told(nameless: Sequence[TableRegion]) -> list[Observation]:
    """Report what no title told and the tables themselves did."""
    return [
        report_told(region, region.definition.table_id)
        for region in nameless
        if region.definition and not is_unknown(region.definition.table_id)
    ]


def official_names() -> CodeNames:
    """Give the official names of all classification codes."""
    lists = (functional(), economic())
    return CodeNames({code.code: classes.names_of(code.code) for classes in lists for code in classes})


def _reading_order(regions: Sequence[TableRegion], layout: Layout) -> list[tuple[int, TableDef]]:
    """Give the recognised regions with their definitions, those with project rows last."""
    known = [
        (index, by_rows(region, region.definition, layout))
        for index, region in enumerate(regions)
        if region.definition is not None
    ]
    return sorted(known, key=lambda pair: (_has_projects(pair[1]), pair[0]))


def _has_projects(definition: TableDef) -> bool:
    return any(side.axis is Axis.FUNCTIONAL_PROJECTS for side in definition.sides)


def _learn_names(draft: DraftTable, names: CodeNames) -> None:
    for row in draft.rows:
        if draft.side(row).axis in (Axis.FUNCTIONAL, Axis.ECONOMIC):
            names.learn(row.code, row.label)


def _place(drafts: Sequence[DraftTable], layout: Layout) -> None:
    if all(None not in row.columns for draft in drafts for row in draft.rows):
        return
    skeletons: dict[str, TableSkeleton] = {}
    for draft in drafts:
        # Of a table that is printed twice the first one takes part; the validator sees both.
        skeletons.setdefault(draft.definition.table_id, _skeleton(draft))
    instances = instantiate(load_relations(), skeletons, layout.id)
    first = {draft.definition.table_id: draft for draft in reversed(drafts)}
    place_amounts(
        list(first.values()),
        instances.equations,
        {draft.definition.table_id: unit_of(draft, layout) for draft in drafts},
        is_one_form=not lists_many_forms(layout),
    )


def _skeleton(draft: DraftTable) -> TableSkeleton:
    """Give a table's rows for the relations: the printed ones, and the prescribed ones that are missing.

    A side without any row is none of this document's form: nothing of it was lost.
    """
    rows = [
        RowSkeleton(
            row.row_no,
            row.kind,
            row.code,
            row.project_name,
            tuple(column.key for column in draft.side(row).columns),
        )
        for row in draft.rows
    ]
    printed = {row.code for row in draft.rows}
    lost = _LOST_ROW
    sides = {row.side for row in draft.rows}
    for side_no, side in enumerate(draft.definition.sides):
        for fixed in side.rows if side_no in sides else ():
            if fixed.code not in printed:
                lost -= 1
                keys = tuple(column.key for column in side.columns)
                rows.append(RowSkeleton(lost, fixed.kind, fixed.code, None, keys))
    return TableSkeleton(
        table_id=draft.definition.table_id,
        rows=tuple(rows),
        column_keys=draft.definition.column_keys(),
        empty=not any(row.amounts for row in draft.rows),
    )


def _observe(draft: DraftTable, table: Table) -> list[Observation]:
    """Report the amounts without a column and the rows that map to nothing."""
    observations: list[Observation] = []
    for row in table.rows:
        observations += [
            Observation(
                kind=ObservationKind.COLUMN_OPEN,
                detail=f"the amount {amount.printed} may stand in {', '.join(amount.candidates) or 'any column'}",
                place=amount.place,
                table_id=table.table_id,
                row_code=row.row_code,
                row_label=row.row_label,
                printed=amount.printed,
            )
            for amount in row.open_amounts
        ]
        if not row.row_code and (row.cells or row.open_amounts) and row.row_kind is not RowKind.DEPARTMENT:
            observations.append(
                Observation(
                    kind=ObservationKind.ROW_UNMAPPED,
                    detail=f"the row “{row.row_label}” is none that the form of {draft.definition.table_id} has",
                    place=row.place,
                    table_id=table.table_id,
                    row_label=row.row_label,
                )
            )
    return observations


def _observe_unknown(regions: Sequence[TableRegion], ledger: Ledger) -> list[Observation]:
    """Report tables that stand below a printed number but that no definition knows; their numbers stay open."""
    unknown = [region for region in regions if region.definition is None and region.has_amounts]
    for region in unknown:
        for page in range(region.place.page, max(region.last_page, region.place.page) + 1):
            ledger.mark_table_page(page)
    return [
        Observation(
            kind=ObservationKind.TABLE_UNKNOWN,
            detail=f"the table below “{region.number}” is none that the layout knows",
            place=region.place,
            printed=region.number,
        )
        for region in unknown
    ]


def _account_list(draft: DraftTable, ledger: Ledger) -> None:
    """Account for the numbers of a table without amounts: they number or describe its rows."""
    _account_head(draft, ledger)
    for placed in draft.region.grids:
        for cell in placed.grid.cells:
            ledger.account_all(placed.key_of(cell), Role.LABEL)


def _account_head(draft: DraftTable, ledger: Ledger) -> None:
    for line in draft.region.head_lines:
        ledger.account_all(line.key, Role.HEADING)
    for line in draft.region.notes:
        ledger.account_all(line.key, Role.NOTE)
    pages = range(draft.region.place.page, max(draft.region.last_page, draft.region.place.page) + 1)
    for page in pages:
        ledger.mark_table_page(page)
