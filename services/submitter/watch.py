"""Watching a folder: files that are complete are submitted once, for as long as the watch runs and after restarts.

In comes a folder, looked at again and again (a network share tells nothing by itself); out go submissions. A file is
complete when size and time of change have stood still for the settle time on our own clock, whatever the time of
change says: copies keep old ones. Names in the making (hidden, or with an ending that is not of a document) are not
looked at until they are renamed.

What was submitted once is not submitted again: not after a restart, not under another name. What cannot be read is told
once, and tried again; what is neither PDF nor text is told once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from typing import Final, Protocol

from services.submitter.memory import Memory, Sign
from services.submitter.submit import BATCH, SubmissionClock
from shared.errors import TransientError
from shared.eventlog.port import EventLog
from shared.events.topics import TOPICS, Submission
from shared.service.backoff import Backoff
from shared.settings import EventLogSettings
from shared.sources import Found, PassedOver, Trouble, discover, submission_of
from shared.sources.passed_over import REMEDY
from shared.sources.submission import printable, submission_event

SETTLE_SECONDS: Final = 5.0
INTERVAL_SECONDS: Final = 2.0


class Listener(Protocol):
    """Hears what the watch does. All calls come from its thread."""

    def submitted(self, submission: Submission) -> None:
        """A document is on the log."""
        ...

    def trouble(self, line: str) -> None:
        """Something cannot be done now, in one line; told once until it is over."""
        ...


@dataclass(slots=True)
class _Waiting:
    """A file that is not known: how it looked, and since when it has looked so."""

    sign: Sign
    since: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """How to watch."""

    settle_seconds: float = SETTLE_SECONDS
    """How long a file must stand still."""
    interval_seconds: float = INTERVAL_SECONDS
    """How long to rest between two looks; at least as long as a look takes."""
    partitions: int = EventLogSettings().partitions
    """Of each topic, where the log has none yet."""
    backoff: Backoff = field(default_factory=Backoff)
    """How long to rest after a failure of the log."""


class Watch:
    """Watches one folder. Used by one thread."""

    def __init__(
        self,
        folder: Path,
        log: EventLog,
        memory: Memory,
        listener: Listener,
        *,
        settings: WatchSettings | None = None,
        refuse: Callable[[Path], str | None] = lambda _: None,
        submission_clock: SubmissionClock | None = None,
        clock: Callable[[], float] = time.monotonic,
        dice: Random | None = None,
    ) -> None:
        """`refuse` gives the reason why a file may not be submitted, or None. `log` and `memory` stay the caller's."""
        self._folder = folder
        self._log = log
        self._memory = memory
        self._listener = listener
        self._settings = settings or WatchSettings()
        self._refuse = refuse
        self._submission_clock = submission_clock or SubmissionClock()
        self._clock = clock
        self._dice = dice or SystemRandom()
        self._waiting: dict[Path, _Waiting] = {}
        self._told: set[str] = set()

    def run(self, stop: threading.Event) -> None:
        """Look until `stop` is set; what the log does not take is submitted when it is back.

        Raises ConfigurationError where that cannot be: the log has other topics.
        """
        failures = 0
        has_topics = False
        while not stop.is_set():
            began = self._clock()
            try:
                if not has_topics:
                    self._log.create_topics(dict.fromkeys(TOPICS, self._settings.partitions))
                    has_topics = True
                self.look(stop)
            except TransientError as error:
                failures += 1
                if failures == 1:
                    self._listener.trouble(str(error))
                stop.wait(self._settings.backoff.draw(failures, self._dice))
            else:
                failures = 0
                stop.wait(max(self._settings.interval_seconds, self._clock() - began))

    def look(self, stop: threading.Event | None = None) -> None:
        """Look once, and submit what is complete, or as much of it as goes until `stop`.

        Raises TransientError where log or memory cannot be written.
        """
        troubles: set[str] = set()
        signs = self._signs(troubles)
        self._waiting = {path: self._seen(path, sign) for path, sign in signs.items()}
        # Older files first: the order of submission is the order of revisions.
        complete = sorted(
            (path for path in self._waiting if self._is_complete(path)), key=lambda p: (signs[p].mtime_ns, p)
        )
        for start in range(0, len(complete), BATCH):
            if stop is not None and stop.is_set():
                return
            self._submit(complete[start : start + BATCH], troubles)
        for line in sorted(troubles - self._told):
            self._listener.trouble(line)
        self._told = troubles

    def _signs(self, troubles: set[str]) -> dict[Path, Sign]:
        """The files below the folder that are not known as they are now."""
        signs = {}
        for item in discover([self._folder]):
            if isinstance(item, Trouble):
                troubles.add(printable(item.message))
                continue
            if isinstance(item, PassedOver):
                if item.path != self._memory.path:
                    told = f"this is neither PDF nor text and is not submitted ({printable(str(item.path))})"
                    troubles.add(f"{told}: {REMEDY}")
                continue
            sign = _sign(item)
            if sign is not None and not self._memory.knows(self._name(item.path), sign):
                signs[item.path] = sign
        return signs

    def _seen(self, path: Path, sign: Sign) -> _Waiting:
        before = self._waiting.get(path)
        return before if before is not None and before.sign == sign else _Waiting(sign, self._clock())

    def _is_complete(self, path: Path) -> bool:
        return self._clock() - self._waiting[path].since >= self._settings.settle_seconds

    def _submit(self, paths: Sequence[Path], troubles: set[str]) -> None:
        """Hash and publish some files, then note them. What changes while it is read waits anew."""
        submissions: dict[str, Submission] = {}
        notes: dict[str, tuple[Sign, str]] = {}
        for path in paths:
            sign = self._waiting[path].sign
            submission = self._hashed(path, troubles)
            if submission is None:
                continue
            if _sign(Found(path)) != sign:
                del self._waiting[path]
                continue
            notes[self._name(path)] = (sign, submission.document_id)
            if not self._memory.knows_document(submission.document_id):
                submissions.setdefault(submission.document_id, submission)
        self._publish(submissions.values())
        if notes:
            self._memory.note(notes)

    def _hashed(self, path: Path, troubles: set[str]) -> Submission | None:
        if (reason := self._refuse(path)) is not None:
            troubles.add(reason)
            return None
        try:
            return submission_of(path, self._submission_clock.next())
        except TransientError as error:
            if path.exists():  # what was taken away meanwhile is no trouble
                troubles.add(str(error))
            return None

    def _publish(self, submissions: Collection[Submission]) -> None:
        if submissions:
            self._log.publish([submission_event(submission) for submission in submissions])
        for submission in submissions:
            self._listener.submitted(submission)

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self._folder))


def _sign(item: Found) -> Sign | None:
    """How a file looks; None where it is gone."""
    try:
        found = item.path.stat()
    except OSError:
        return None
    return Sign(found.st_size, found.st_mtime_ns)
