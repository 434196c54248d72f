"""The bars that a folder is held to: the scores of its documents in, of each bar whether it is met out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benchmarks.corpus.score import DocumentScore, Ending, sums
from shared.model.base import Model

OVERALL: Final = 99.5
"""Percent of the numbers on pages with tables that are accounted for, in all documents together."""
EACH: Final = 98.0
"""The same in each document."""
CHECKABLE: Final = 95.0
"""Percent of the relations that the documents' tables offer which can be checked."""


class Bar(Model):
    """One bar and how it was met."""

    name: str
    value: str
    """What was measured."""
    met: bool | None
    """None where nothing was there to compare with."""
    missed_by: tuple[str, ...] = ()
    """The documents that miss it, where it is a bar for each."""


def bars(scores: Sequence[DocumentScore]) -> tuple[Bar, ...]:
    """Give every bar."""
    own = sums(scores)
    return (
        _identity(scores),
        Bar(
            name=f"numbers on table pages accounted for: {OVERALL} % in all",
            value=percent(own.accounted),
            met=None if own.accounted is None else own.accounted >= OVERALL,
        ),
        _each(scores),
        Bar(
            name=f"relations checkable of those offered: {CHECKABLE} %",
            value=percent(own.checkable),
            met=None if own.checkable is None else own.checkable >= CHECKABLE,
        ),
    )


def _identity(scores: Sequence[DocumentScore]) -> Bar:
    name = "identity as in the index"
    known = [one for one in scores if any(value is not None for _, value in one.truth)]
    if not known:
        return Bar(name=name, value="no index names these files", met=None)
    wrong = tuple(f"{one.file} ({', '.join(one.wrong)})" for one in scores if one.wrong)
    return Bar(name=name, value=f"{len(wrong)} of {len(known)} differ", met=not wrong, missed_by=wrong)


def _each(scores: Sequence[DocumentScore]) -> Bar:
    shares = {one.file: sums([one]).accounted for one in scores if one.ending is Ending.READ}
    low = tuple(
        f"{file} ({percent(share)})" for file, share in shares.items() if share is not None and share < EACH
    )
    return Bar(name=f"and {EACH} % in each document", value=f"{len(low)} below", met=not low, missed_by=low)


def percent(value: float | None) -> str:
    """Give a share with one decimal, rounded down, so that 100.0 is all."""
    return "-" if value is None else f"{int(value * 10) / 10:.1f}"
