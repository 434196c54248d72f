"""Tables that list several projects: each project is the rows from the one that names it to the next.

In go the rows of one performance table, out come its projects with their names, amounts and goals as heads, each with
its own rows. The text of a merged cell is printed once: a project that begins at a page's end may be named on the next
page. A table of the ordinary form, whose rows name no project, is one project with all rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from services.extractor.performance.fields import Head, Value
from services.extractor.performance.fragment import Fragment, joined
from services.extractor.performance.indicator_row import PROJECT_CELLS, PROJECT_NAMES, IndicatorRow
from shared.model.money import Unit

_AMOUNTS = ("budget", "fiscal", "other")


@dataclass(slots=True)
class ListedProject:
    """One project of a list: the cells of its head by column, and its rows of indicators."""

    cells: dict[str, list[Fragment]] = field(default_factory=dict)
    rows: list[IndicatorRow] = field(default_factory=list)

    @property
    def has_indicators(self) -> bool:
        """False for the total of a list, or the row of the department that its projects follow."""
        return any("level3" in row.cells for row in self.rows)

    @property
    def has_head(self) -> bool:
        """False where neither its name nor an amount was printed yet."""
        return any(key in self.cells for key in (*PROJECT_NAMES, *_AMOUNTS))

    def head(self, unit: Unit | None) -> Head:
        """Give the head that a form of its own would print above the indicators."""
        values = [Value(key, tuple(cell)) for key, cell in self.cells.items() if key != "breakdown"]
        return Head(values=values, preface=list(self.cells.get("breakdown", ())), unit=unit)

    def fragments(self) -> Iterator[Fragment]:
        """Give everything that was read of it."""
        for cells in (self.cells, *(row.cells for row in self.rows)):
            for cell in cells.values():
                yield from cell

    def repeats(self, above: ListedProject) -> bool:
        """Tell whether this prints the name and the amounts of the project above again."""
        keys = [key for key in (*PROJECT_NAMES, *_AMOUNTS) if key in self.cells]
        return any(key in PROJECT_NAMES for key in keys) and all(
            key in above.cells and joined(above.cells[key]) == joined(self.cells[key]) for key in keys
        )

    def is_named(self, name: str) -> bool:
        """Tell whether this is its name: on a further page a project's merged cells are printed again."""
        return any(joined(self.cells[key]) == name for key in PROJECT_NAMES if key in self.cells)


def is_list(columns: Iterable[str]) -> bool:
    """Tell whether the columns are those of a list: a name, and an amount or the goal."""
    keys = set(columns)
    return bool(keys & set(PROJECT_NAMES)) and bool(keys & {*_AMOUNTS, "goal"})


def listed_projects(rows: Sequence[IndicatorRow]) -> list[ListedProject]:
    """Give the projects of a list in printed order."""
    projects: list[ListedProject] = []
    for row in rows:
        head = {key: row.cells.pop(key) for key in PROJECT_CELLS if key in row.cells}
        is_named_late = bool(projects) and not projects[-1].has_head and row.tops_page
        if not projects or row.awaits_name or (_begins(head, projects[-1]) and not is_named_late):
            projects.append(ListedProject())
        _take(head, projects[-1])
        projects[-1].rows.append(row)
    return _joined_over_pages(projects)


def _joined_over_pages(projects: Sequence[ListedProject]) -> list[ListedProject]:
    """Join the parts of a project; its page may begin with the list's total and the department's row once more."""
    whole: list[ListedProject] = []
    last: ListedProject | None = None
    for project in projects:
        if last is not None and project.has_indicators and (not project.has_head or project.repeats(last)):
            _take(project.cells, last)
            last.rows += project.rows
            continue
        whole.append(project)
        last = project if project.has_indicators else last
    return whole


def _begins(head: dict[str, list[Fragment]], above: ListedProject) -> bool:
    """Tell whether a row is the first of a project: it has an amount, and another name than the one above."""
    if not any(key in head for key in _AMOUNTS):
        return False
    name = next((joined(head[key]) for key in PROJECT_NAMES if key in head), None)
    return name is None or not above.is_named(name)


def _take(head: dict[str, list[Fragment]], project: ListedProject) -> None:
    """Add cells of a head; of those printed again, the first are kept. A goal may go on over a page end."""
    for key, cell in head.items():
        if key not in project.cells:
            project.cells[key] = cell
        elif key in ("goal", *PROJECT_NAMES) and joined(cell) not in joined(project.cells[key]):
            project.cells[key] = [*project.cells[key], *cell]
        else:
            project.cells.setdefault("breakdown", []).extend(cell)
