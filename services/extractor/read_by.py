"""Marks what was read from pictures: what was read and the pages in, the same out, with its figures marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from services.extractor.reading import Page
from shared.model.narrative import Claim, Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount
from shared.model.place import ReadBy
from shared.model.table import Cell, Row, Table

Read = TypeVar("Read", Cell, Claim, Figure, Indicator, PlanAmount)


def marked(tables: Iterable[Table], pages: Iterable[Page]) -> tuple[Table, ...]:
    """Give the tables with `read_by` set in every cell that stands on a page read by OCR."""
    recognised = _recognised(pages)
    if not recognised:
        return tuple(tables)
    return tuple(
        table.model_copy(update={"rows": tuple(_marked_row(row, recognised) for row in table.rows)})
        for table in tables
    )


def marked_figures(figures: Iterable[Read], pages: Iterable[Page]) -> tuple[Read, ...]:
    """Give claims or figures with `read_by` set in each that stands on a page read by OCR."""
    return _marked(figures, _recognised(pages))


def marked_plans(plans: Iterable[PerformancePlan], pages: Iterable[Page]) -> tuple[PerformancePlan, ...]:
    """Give performance plans with `read_by` set in every amount and indicator that stands on a page read by OCR."""
    recognised = _recognised(pages)
    if not recognised:
        return tuple(plans)
    return tuple(
        plan.model_copy(
            update={
                "amounts": _marked(plan.amounts, recognised),
                "indicators": _marked(plan.indicators, recognised),
            }
        )
        for plan in plans
    )


def _recognised(pages: Iterable[Page]) -> frozenset[int]:
    return frozenset(page.number for page in pages if page.read_by is ReadBy.OCR)


def _marked_row(row: Row, recognised: frozenset[int]) -> Row:
    return row.model_copy(update={"cells": _marked(row.cells, recognised)})


def _marked(figures: Iterable[Read], recognised: frozenset[int]) -> tuple[Read, ...]:
    return tuple(
        figure.model_copy(update={"read_by": ReadBy.OCR}) if figure.place.page in recognised else figure
        for figure in figures
    )
