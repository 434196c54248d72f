"""Marks what was read from pictures: what was read and the pages in, the same out, with its figures marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from services.extractor.reading import Page
from shared.model.narrative import Claim, Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount
from shared.model.place import Box, Place, ReadBy
from shared.model.table import Cell, Row, Table

Read = TypeVar("Read", Cell, Claim, Figure, Indicator, PlanAmount)
Recognised = Mapping[int, Sequence[Box] | None]
"""The pages with lines that OCR read, ours or somebody else's, and their boxes; None where that is the whole page."""


def marked(tables: Iterable[Table], pages: Iterable[Page]) -> tuple[Table, ...]:
    """Give the tables with `read_by` set in every cell that OCR read."""
    recognised = _recognised(pages)
    if not recognised:
        return tuple(tables)
    return tuple(
        replace(table, rows=tuple(_marked_row(row, recognised) for row in table.rows)) for table in tables
    )


def marked_figures(figures: Iterable[Read], pages: Iterable[Page]) -> tuple[Read, ...]:
    """Give claims or figures with `read_by` set in each that OCR read."""
    return _marked(figures, _recognised(pages))


def marked_plans(plans: Iterable[PerformancePlan], pages: Iterable[Page]) -> tuple[PerformancePlan, ...]:
    """Give performance plans with `read_by` set in every amount and indicator that OCR read."""
    recognised = _recognised(pages)
    if not recognised:
        return tuple(plans)
    return tuple(
        replace(
            plan, amounts=_marked(plan.amounts, recognised), indicators=_marked(plan.indicators, recognised)
        )
        for plan in plans
    )


def _recognised(pages: Iterable[Page]) -> Recognised:
    return {
        page.number: None
        if page.read_by is ReadBy.OCR
        else [line.box for line in (*page.recognised, *page.pictured) if line.box]
        for page in pages
        if page.read_by is ReadBy.OCR or page.recognised or page.pictured
    }


def _is_recognised(place: Place, recognised: Recognised) -> bool:
    areas = recognised.get(place.page, ())
    return areas is None or any(place.box is None or _touch(place.box, area) for area in areas)


def _touch(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom


def _marked_row(row: Row, recognised: Recognised) -> Row:
    return replace(row, cells=_marked(row.cells, recognised))


def _marked(figures: Iterable[Read], recognised: Recognised) -> tuple[Read, ...]:
    return tuple(
        replace(figure, read_by=ReadBy.OCR) if _is_recognised(figure.place, recognised) else figure
        for figure in figures
    )
