"""From drafts to tables: the rows as they are published, totals that stand side by side made one, notes of emptiness.

In goes a table whose amounts are placed, out comes the table with its cells; amounts without a column stay open.
"""

from __future__ import annotations

import re
from dataclasses import replace

from services.extractor.tables.draft import DraftRow, DraftTable
from services.extractor.tables.summary_rows import join_totals
from shared.layout import Layout
from shared.model.money import Unit
from shared.model.table import Cell, OpenAmount, Row, Table

_IF_EMPTY = re.compile(
    r"(?:若|如果?|假如)(?:本|此|该)?表?(?:为?空|无|没有)|表如(?:果?无|为空)|空表(?:则|即)?表示|为空(?:则|即|表示)"
)
"""A note for every form (若为空表，则无此项支出), which says what a blank table means and not that this one is."""


def publish(draft: DraftTable, layout: Layout) -> Table:
    """Give the table that a draft is."""
    region = draft.region
    return Table(
        table_id=draft.definition.table_id,
        title=region.title,
        number=region.number,
        unit=region.unit,
        amount_unit=unit_of(draft, layout),
        preparer=region.preparer,
        fiscal_year=region.fiscal_year,
        first_page=region.place.page,
        last_page=max(region.last_page, region.place.page),
        columns=tuple(draft.header),
        rows=_join_totals([_publish_row(row) for row in draft.rows], draft),
        empty_sentence=_declared_empty(draft),
        has_header=draft.has_header,
    )


def _declared_empty(draft: DraftTable) -> str | None:
    """Give the sentence that declares a table empty; of a full table not what it would mean if it were."""
    sentence = draft.region.empty_sentence
    if sentence and _IF_EMPTY.search(sentence) and any(row.amounts for row in draft.rows):
        return None
    return sentence


def _join_totals(rows: list[Row], draft: DraftTable) -> tuple[Row, ...]:
    """Make one row of the totals that a table of several sides prints side by side, and number the rows anew."""
    dropped: set[int] = set()
    for first, *others in join_totals(draft.rows):
        for other in others:
            left, right = rows[first], rows[other]
            rows[first] = replace(
                left,
                row_label=f"{left.row_label}/{right.row_label}",
                cells=left.cells + right.cells,
                open_amounts=left.open_amounts + right.open_amounts,
            )
            dropped.add(other)
    kept = [row for index, row in enumerate(rows) if index not in dropped]
    return tuple(replace(row, row_no=row_no) for row_no, row in enumerate(kept, start=1))


def _publish_row(row: DraftRow) -> Row:
    cells: list[Cell] = []
    open_amounts: list[OpenAmount] = []
    candidates = row.candidates or [()] * len(row.amounts)
    for amount, column, possible in zip(row.amounts, row.columns, candidates, strict=True):
        if amount.is_blank:
            continue
        if column is None:
            open_amounts.append(
                OpenAmount(
                    printed=amount.printed, value=amount.value, place=amount.place, candidates=possible
                )
            )
        else:
            cells.append(
                Cell(
                    column_key=column,
                    printed=amount.printed,
                    value=amount.value,
                    place=amount.place,
                    inferred=row.inferred,
                )
            )
    return Row(
        row_no=row.row_no,
        row_kind=row.kind,
        row_code=row.code,
        row_label=row.label,
        place=row.place,
        project_name=row.project_name,
        unit_name=row.unit_name,
        further_codes=row.further_codes,
        cells=tuple(cells),
        open_amounts=tuple(open_amounts),
    )


def unit_of(draft: DraftTable, layout: Layout) -> Unit:
    """Give the unit of a table's amounts: the printed one, that of all other tables, or the layout's."""
    return draft.region.unit or draft.region.usual_unit or layout.default_unit
