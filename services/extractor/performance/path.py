"""Ways through a table's text: each a chain of steps with its cost and what later steps need to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter


@dataclass(slots=True)
class Path:
    """The cheapest way found to a position: its last step, what went before, and what later costs depend on."""

    cost: float
    state: int
    start: int
    end: int
    before: Path | None
    level1: str | None = None
    target: str | None = None
    """The text of the row's target while the value of last year, which often repeats it, may still come."""
    debt: float = 0.0
    """What the row owes for cells that were taken as torn by the page break below it."""
    is_page_line: bool = False

    def competes(self, other: Path) -> bool:
        """Tell whether only the cheaper of two ways need be kept: whatever follows costs both the same."""
        return self.target == other.target and (self.debt > 0) == (other.debt > 0)


def without_dearer(ways: list[tuple[float, Path]]) -> list[tuple[float, Path]]:
    """Give the cheapest of each set of ways that compete."""
    kept: list[tuple[float, Path]] = []
    for cost, path in sorted(ways, key=itemgetter(0)):
        if not any(path.competes(other) for _, other in kept):
            kept.append((cost, path))
    return kept


def steps_of(last: Path) -> Iterator[Path]:
    """Give the steps of a way from the first to the last."""
    steps: list[Path] = []
    path: Path | None = last
    while path is not None:
        steps.append(path)
        path = path.before
    return reversed(steps)
