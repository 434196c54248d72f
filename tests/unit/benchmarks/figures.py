"""Contests with figures that are easy to reckon with."""

from __future__ import annotations

from benchmarks.contest import Contest, Runs
from benchmarks.processes import Usage


def runs(*cpu_seconds: float, waiting: float = 0.0, megabytes: int = 100) -> Runs:
    """Runs that took so much processor time, and some waiting beside it."""
    return Runs(tuple(Usage(cpu + waiting, cpu, megabytes * 1_000_000) for cpu in cpu_seconds))


def contest(fiscus: Runs, plain: Runs, *, pages: int = 100, pages_read: int | None = None) -> Contest:
    """A contest over four documents."""
    return Contest(4, pages, fiscus, plain, {"accepted": 4}, pages if pages_read is None else pages_read)
