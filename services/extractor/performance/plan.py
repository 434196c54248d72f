"""A plan put together: its title, its head and its rows become one performance plan with its account.

In go what the readers of lines and of grids have found, out comes the model. Levels that a merged cell
prints once are given to every row below it here, so that both readers mean the same by a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.extractor.performance.cell_text import has_operator, normalise_target, parse_weight
from services.extractor.performance.fields import Head, amounts_of
from services.extractor.performance.fragment import Fragment, joined
from services.extractor.performance.indicator_row import IndicatorRow
from services.extractor.performance.longer_term import are_two_goals
from services.extractor.performance.result import Reading
from services.extractor.performance.wording import AMOUNT_FIELDS, GOAL, Title
from shared.model.document import ObservationKind
from shared.model.money import Unit
from shared.model.performance import Indicator, PerformancePlan, PlanKind
from shared.model.place import Place

_MUST_HAVE = ("target", "weight")
"""Columns whose cell no indicator leaves blank."""


@dataclass(slots=True)
class FoundPlan:
    """The parts of one plan before they are put together. `columns` are the header's keys, in order."""

    title: Title | None
    title_fragments: list[Fragment] = field(default_factory=list)
    head: Head = field(default_factory=Head)
    header_fragments: list[Fragment] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    rows: Sequence[IndicatorRow] = ()
    page_lines: Sequence[Fragment] = ()

    @property
    def kind(self) -> PlanKind:
        """The kind that the title names; without one, the plan of a project is told by the field of its name."""
        if self.title is not None:
            return self.title.kind
        return PlanKind.PROJECT if self.head.text("project_name") else PlanKind.OVERALL

    def fragments(self) -> list[Fragment]:
        """Give all fragments of the plan."""
        values = [fragment for value in self.head.values for fragment in value.fragments]
        cells = [fragment for row in self.rows for cell in row.cells.values() for fragment in cell]
        head = [*self.title_fragments, *self.head.preface, *self.head.labels, *values]
        return [*head, *self.header_fragments, *cells, *self.page_lines]


def add_plan(found: FoundPlan, reading: Reading, default_unit: Unit) -> None:
    """Put a plan together and add it to the reading, with its spans and what was noticed.

    Something without a title, without indicators and without amounts is no plan, whatever its header says.
    """
    fragments = found.fragments()
    first = min(fragments, key=lambda fragment: fragment.line_no)
    amounts, unread = amounts_of(found.head)
    if found.title is None:
        reading.notice(ObservationKind.TABLE_UNKNOWN, "a performance table has lost its title", first.place)
        if not (amounts or any("level3" in row.cells for row in found.rows)):
            return
    name = found.head.text("project_name" if found.kind is PlanKind.PROJECT else "plan_name")
    place = first.place
    if name is None and (amounts or any(row.text("target") for row in found.rows)):
        reading.notice(
            ObservationKind.ROW_UNMAPPED, "a performance table names no project or department", place
        )
    goal = found.head.text(GOAL)
    if goal is not None and are_two_goals(goal):
        detail = "the goals of the year and of a longer term stand side by side and cannot be told apart"
        reading.notice(ObservationKind.ROW_UNMAPPED, detail, place, printed=goal)
        goal = None
    for value in unread:
        detail = f"the amount {value.key} of a performance table cannot be read or stands twice"
        reading.notice(ObservationKind.NUMBER_BROKEN, detail, value.fragments[0].place, printed=value.text)
    _account(found, reading)
    reading.plans.append(
        PerformancePlan(
            plan_no=len(reading.plans) + 1,
            plan_kind=found.kind,
            title=found.title.text if found.title else "",
            plan_name=name or "",
            fiscal_year=found.head.fiscal_year or _year_in(found.title),
            unit=found.head.unit or default_unit,
            amounts=tuple(amounts),
            goal=goal,
            indicators=tuple(_indicators(found, reading)),
            place=place,
            last_page=max(fragment.page for fragment in fragments),
        )
    )


def _year_in(title: Title | None) -> int | None:
    return title.year if title else None


def _account(found: FoundPlan, reading: Reading) -> None:
    reading.use(found.title_fragments, "title")
    reading.use(found.head.preface, "preface")
    reading.use(found.head.labels, "label")
    for value in found.head.values:
        reading.use(value.fragments, "amount" if value.key in AMOUNT_FIELDS else value.key)
    reading.use(found.header_fragments, "header")
    for row in found.rows:
        for column, cell in row.cells.items():
            reading.use(cell, column)
    reading.use(found.page_lines, "page_line")


def _indicators(found: FoundPlan, reading: Reading) -> Iterable[Indicator]:
    level1: str | None = None
    level2: str | None = None
    for row in found.rows:
        printed1, printed2 = row.text("level1"), row.text("level2")
        if printed1 is not None and printed1 != level1:
            level1, level2 = printed1, None
        level2 = printed2 if printed2 is not None else level2
        if row.text("level3") is None:
            continue
        indicator = _indicator(row, level1, level2)
        missing = [column for column in _MUST_HAVE if column in found.columns and not row.text(column)]
        if missing:
            detail = f"an indicator of a performance table lacks its {' and '.join(missing)}"
            reading.notice(ObservationKind.ROW_UNMAPPED, detail, indicator.place, printed=indicator.level3)
        yield indicator


def _indicator(row: IndicatorRow, level1: str | None, level2: str | None) -> Indicator:
    target, weight = row.text("target"), row.text("weight")
    return Indicator(
        level1=level1,
        level2=level2,
        level3=joined(row.cells["level3"]),
        target=_target(row.text("sign"), target, row.text("measure")),
        basis=row.text("basis"),
        previous=row.text("previous"),
        weight=parse_weight(weight) if weight else None,
        scoring=row.text("scoring"),
        evidence=row.text("evidence"),
        place=_place(row),
    )


def _target(sign: str | None, target: str | None, measure: str | None) -> str | None:
    """Give a target as one text, put together where sign, value and measure are printed in cells of their own."""
    if target is None:
        return None
    whole = normalise_target(target)
    before = normalise_target(sign) if sign and has_operator(sign) and not has_operator(whole) else ""
    after = measure if measure and not whole.endswith(normalise_target(measure)) else ""
    return before + whole + normalise_target(after)


def _place(row: IndicatorRow) -> Place:
    """Give the place of a row: its third-level cell, and the box around all its cells on that page."""
    first = row.cells["level3"][0]
    box = first.box
    for column, cell in row.cells.items():
        for fragment in cell:
            if (
                column not in ("level1", "level2", "heading")
                and fragment.page == first.page
                and fragment.box
                and box
            ):
                box = box.union(fragment.box)
    return Place(page=first.page, box=box)
