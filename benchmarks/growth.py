"""How the cost of both contenders grows: one document of more and more pages, and more and more documents.

In: what grows, and the sizes. Out: a `Growth` with one contest of one round for each size.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.contest import Contest, Runs, compete


@dataclass(frozen=True, slots=True)
class Step:
    """From one size to the next: how many pages came on top, and the processor milliseconds that each of them cost."""

    pages: int
    fiscus: float
    plain: float


@dataclass(frozen=True, slots=True)
class Growth:
    """One series; `what` names what grows."""

    what: str
    contests: tuple[Contest, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What each further page cost from one size to the next. Even figures: cost follows the pages."""
        return tuple(_step(smaller, larger) for smaller, larger in pairwise(self.contests))


def _step(smaller: Contest, larger: Contest) -> Step:
    pages = larger.pages - smaller.pages

    def each(before: Runs, after: Runs) -> float:
        return 1000 * (after.cpu_seconds - before.cpu_seconds) / pages

    return Step(pages, each(smaller.fiscus, larger.fiscus), each(smaller.plain, larger.plain))


def grow(
    what: str,
    sizes: Sequence[int],
    write: Callable[[Path, int], None],
    core: int | None,
    told: Callable[[str], None],
) -> Growth:
    """Write the documents of each size with `write(folder, size)` and let both contenders read them once.

    `told` is told what is going on. Raises CommandFailedError where a contender fails.
    """

    def contests() -> Iterator[Contest]:
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as folder:
                told(f"{what}: typesetting {size}")
                write(Path(folder), size)
                told(f"{what}: reading {size}")
                contest = compete(Path(folder), core, rounds=1)
            told(
                f"{contest.pages} pages: fiscus {contest.fiscus.cpu_seconds:.1f} s,"
                f" plain loop {contest.plain.cpu_seconds:.1f} s of processor time"
            )
            yield contest

    return Growth(what, tuple(contests()))
