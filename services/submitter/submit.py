"""Submitting documents: places in, submissions on the event log in batches, and an account of each out.

What is told as submitted is durable on the log. Submissions are in order: each has a later time than the one
before, since the order of submission decides which publication of a disclosure is the current one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.submitter.collect import NotSubmitted
from shared.errors import TransientError
from shared.eventlog.port import EventLog
from shared.events.topics import Submission
from shared.sources import PassedOver, Sources, submission_of
from shared.sources.place import ObjectPlace
from shared.sources.submission import submission_event, submission_of_object

BATCH: Final = 100
"""Submissions published together: a tenth of a second of hashing small files, and little to repeat after an outage."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A document whose content was submitted before in the same run, from the place `first_uri`."""

    uri: str
    first_uri: str


Account = Submission | Repeated | NotSubmitted | PassedOver
"""What became of one document, or of what is none."""


class SubmissionClock:
    """Times of submission: the present, and each later than the one before by a microsecond at least."""

    def __init__(self, now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        """`now` gives the present in UTC."""
        self._now = now
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)

    def next(self) -> dt.datetime:
        """Give the next time."""
        self._last = max(self._now(), self._last + dt.timedelta(microseconds=1))
        return self._last


class Submitter:
    """Submits documents to one event log."""

    def __init__(self, log: EventLog, sources: Sources, clock: SubmissionClock | None = None) -> None:
        """`sources` gives the object store; `log` has its topics."""
        self._log = log
        self._sources = sources
        self._clock = clock or SubmissionClock()

    def submit(self, items: Iterable[Path | ObjectPlace | NotSubmitted | PassedOver]) -> Iterator[Account]:
        """Hash and publish documents batch by batch; give what became of each once that is certain.

        Raises TransientError where the log does not take a batch: what was given before is submitted, the rest is not.
        """
        first_places: dict[str, str] = {}
        batch: list[Account] = []
        for item in items:
            batch.append(self._account(item, first_places))
            if len(batch) == BATCH:
                yield from self._published(batch)
                batch = []
        yield from self._published(batch)

    def _account(
        self, item: Path | ObjectPlace | NotSubmitted | PassedOver, first_places: dict[str, str]
    ) -> Account:
        if isinstance(item, NotSubmitted | PassedOver):
            return item
        try:
            submission = self._hashed(item)
        except TransientError as error:
            return NotSubmitted(str(error), may_mend=True)
        first = first_places.setdefault(submission.document_id, submission.uri)
        return submission if first == submission.uri else Repeated(submission.uri, first)

    def _hashed(self, item: Path | ObjectPlace) -> Submission:
        if isinstance(item, Path):
            return submission_of(item, self._clock.next())
        return submission_of_object(self._sources.objects, item, self._clock.next())

    def _published(self, batch: list[Account]) -> list[Account]:
        self._log.publish([submission_event(item) for item in batch if isinstance(item, Submission)])
        return batch
