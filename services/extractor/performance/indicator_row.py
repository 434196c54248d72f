"""A row of indicators as both readers give it: the fragments of its cells by column, before levels are handed down."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.extractor.performance.cell_text import normalise_target
from services.extractor.performance.fragment import Fragment, joined

HEADING = "heading"
"""The form's own words beside the rows, such as 年度绩效指标, where they are printed in the rows' first column."""
LEVELS = ("level1", "level2")
PROJECT_NAMES = ("project_name", "plan_name")
PROJECT_CELLS = (*PROJECT_NAMES, "budget", "fiscal", "other", "goal", "breakdown")
"""Columns of a table that lists several projects: what a form of its own prints above the indicators."""


@dataclass(slots=True)
class IndicatorRow:
    """One row: column key → the fragments of its cell."""

    cells: dict[str, list[Fragment]] = field(default_factory=dict)
    awaits_name: bool = False
    """True where the merged cell of a listed project's name begins blank and is cut by the page end: its text stands on
    the next page."""
    tops_page: bool = False
    """True for the first row on a further page."""

    def text(self, column: str) -> str | None:
        """Give the text of a cell without breaks and blanks, or None where it is blank."""
        fragments = self.cells.get(column)
        return joined(fragments) if fragments else None


def repeats(previous: str, target: str | None) -> bool:
    """Tell whether the value of last year repeats the target, its operator aside."""
    return target is not None and normalise_target(target).lstrip("<>=") == normalise_target(previous)
