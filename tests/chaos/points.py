"""The points of death: where a service can be killed, on which log, and what it takes to get it there.

`tests/chaos/programs/doomed.py` knows how each point is reached; here stands which of them there are. Both kinds of log
have every point, except that the embedded one publishes and commits in one transaction: there `sent` and `flushed` lie
inside it, and `statement` is each of its SQL statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ALL: Final = ("extractor", "validator", "loader")
PUBLISHERS: Final = ("extractor", "validator")
LOADER: Final = ("loader",)
EXTRACTOR: Final = ("extractor",)


@dataclass(frozen=True, slots=True)
class Point:
    """A moment in a service's work at which it is killed."""

    name: str
    what: str
    stages: tuple[str, ...] = ALL
    backend: str | None = None
    """The only backend that has it; None for all."""
    turns: tuple[int, ...] = (1, 2)
    """At which time the service dies there, in the long form one after the other; the short form draws one."""
    takes_rebalance: bool = False
    """Whether another member must come into the group for it."""


POINTS: Final = (
    Point("opened", "log and warehouse are open, nothing was polled", turns=(1,)),
    Point("polled", "records were polled, no work was done"),
    Point("parsing", "a worker process reads the document; both are killed", EXTRACTOR),
    Point("worked", "the work is done, nothing was published", PUBLISHERS),
    Point("between_parts", "one part of a document is out, the next is not"),
    Point("sent", "the outputs are sent, nobody confirmed them", PUBLISHERS),
    Point("storing", "rows of a document are written, the warehouse has not committed", LOADER, turns=(1,)),
    Point("stored", "the warehouse has committed, the log has not", LOADER),
    Point("flushed", "the outputs are durable, the watermark is not committed"),
    Point("statement", "before a statement of the log's commit", backend="embedded", turns=(1, 2, 4, 6, 8)),
    Point("committed", "outputs and watermark are committed"),
    Point("assigned", "partitions came", turns=(1,)),
    Point("rebalanced", "partitions went to another member", turns=(1,), takes_rebalance=True),
)


def points_of(stage: str, backend: str) -> list[Point]:
    """The points at which a service of this stage can die on this backend."""
    return [point for point in POINTS if stage in point.stages and point.backend in {None, backend}]
