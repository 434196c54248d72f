"""Joins the two files of one disclosure: asks for the text to be judged against the tables, once both have arrived.

In come departments of which something was stored, out go readings of texts on the topic of sections, each with the
sections of its tables behind its own (`shared.events.joining`), to be judged like any other. What is due is told by the
warehouse alone (`services.loader.pairing`): so nothing is lost where a loader dies between storing and asking, and
nothing is asked twice once the new judgement is stored. A file whose sections the log keeps no longer is told.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, Protocol

import structlog

from services.loader.observer import LoaderObserver, Unobserved
from services.loader.pairing import Part, due
from shared.errors import TransientError
from shared.eventlog.port import EventLog, Record, RecordTooLargeError, TopicPartition
from shared.eventlog.scan import scan
from shared.events.digest import sections_digest
from shared.events.envelope import Event
from shared.events.joining import joined, parted
from shared.events.topics import EXTRACTED, JudgementOrder

log = structlog.get_logger(__name__)

WORK_SECONDS: Final = 20.0
"""How long joins may hold up the loading at a time; what is left is done between the next polls."""
RETRY_SECONDS: Final = 10.0
"""How long a department waits whose sections could not be read."""
_WINDOWS: Final = (512, 10_000)
"""How many records before a manifest its sections are looked for: they are published together, beside those of the few
documents that other extractors publish at the same moment."""
_MANIFEST: Final = "manifest"


class JoinOutcome(StrEnum):
    """What became of a text that is to be judged anew."""

    JOINED = "joined"
    """It is put on the log with its tables."""
    PARTED = "parted"
    """It is put on the log by itself: it has no tables any more."""
    SECTIONS_GONE = "sections_gone"
    """The log keeps the sections of one of the files no longer: that file has to be submitted again."""
    TOO_LARGE = "too_large"
    """A section does not fit into the log together with the name of its file."""


class Publications(Protocol):
    """What a joiner asks of a warehouse. See `Warehouse` for each."""

    def parts_beside_texts(self) -> Mapping[str, tuple[Part, ...]]:
        """What can be joined, of each department that has published a text by itself."""
        ...

    def parts(self, department: str) -> tuple[Part, ...]:
        """What can be joined of one department."""
        ...

    def manifest_place(self, document_id: str) -> tuple[int, JudgementOrder] | None:
        """Where a document's sections end."""
        ...


class Joiner:
    """Knows which departments are to be looked at, and asks for joint judgements."""

    def __init__(
        self,
        event_log: EventLog,
        warehouse: Publications,
        observer: LoaderObserver | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read sections from `event_log` and publish there; both stay the caller's to close."""
        self._log = event_log
        self._warehouse = warehouse
        self._observer = observer or Unobserved()
        self._clock = clock
        self._waiting: dict[str, float] = {}

    def look_back(self) -> None:
        """Have every department looked at of which a text is due. Raises TransientError."""
        for department, parts in self._warehouse.parts_beside_texts().items():
            if due(parts):
                self.look_at(department)

    def look_at(self, department: str) -> None:
        """Have a department looked at."""
        self._waiting.setdefault(department, self._clock())
        self._observer.joins_waiting(len(self._waiting))

    def work(self) -> None:
        """Look at the departments whose turn it is, as far as the time allows, and publish what is due.

        Raises TransientError where the warehouse cannot be asked now; a log that cannot be read is tried again later.
        """
        deadline = self._clock() + WORK_SECONDS
        for department, since in list(self._waiting.items()):
            if since > self._clock():
                continue
            if self._clock() > deadline:
                return
            parts = self._warehouse.parts(department)
            try:
                for text_id, tables in due(parts).items():
                    self._ask(text_id, tables)
            except TransientError as error:
                self._waiting[department] = self._clock() + RETRY_SECONDS
                log.warning("document.join_postponed", department=department, error=str(error))
            else:
                del self._waiting[department]
                self._observer.joins_waiting(len(self._waiting))

    def _ask(self, text_id: str, tables: Part | None) -> None:
        """Put a text on the log again, with its tables or without any."""
        tables_id = tables.document_id if tables else None
        outcome, missing = self._published(text_id, tables_id)
        self._observer.joined(outcome.value)
        if missing is None:
            log.info("document.join_asked", document_id=text_id, tables_id=tables_id, outcome=outcome.value)
            return
        log.warning(
            "document.join_impossible",
            document_id=text_id,
            tables_id=tables_id,
            outcome=outcome.value,
            error=f"the text stays judged without its tables: {_why(outcome, missing)}",
        )

    def _published(self, text_id: str, tables_id: str | None) -> tuple[JoinOutcome, str | None]:
        """Give what came of it, and the file that is to blame where nothing did."""
        text = self._kept(text_id)
        if text is None:
            return JoinOutcome.SECTIONS_GONE, text_id
        reading, first_end = text
        events: Sequence[Event]
        if tables_id is None:
            outcome, events = JoinOutcome.PARTED, parted(reading, first_end=first_end)
        else:
            tables = self._kept(tables_id)
            if tables is None:
                return JoinOutcome.SECTIONS_GONE, tables_id
            outcome, events = JoinOutcome.JOINED, joined(reading, tables[0], first_end=first_end)
        try:
            self._log.publish(events)
        except RecordTooLargeError:
            return JoinOutcome.TOO_LARGE, tables_id or text_id
        return outcome, None

    def _kept(self, document_id: str) -> tuple[list[Record], int] | None:
        """Give the reading of a document that was judged last, and where it was ended first; None where it is gone."""
        place = self._warehouse.manifest_place(document_id)
        if place is None:
            return None
        number, order = place
        reading = kept_reading(self._log, document_id, TopicPartition(EXTRACTED, number), order.judged)
        return None if reading is None else (reading, order.reading)


def kept_reading(
    event_log: EventLog, document_id: str, partition: TopicPartition, end: int
) -> list[Record] | None:
    """Give the sections of a document whose manifest stands at `end`, the manifest last.

    None where the log does not keep them whole. Raises TransientError where it cannot be read now.
    """
    for window in _WINDOWS:
        start = max(0, end - window)
        records: list[Record] = []
        for record in scan(event_log, partition.topic, starts={partition: start}):
            if record.offset > end:
                break
            if record.key == document_id.encode("utf-8"):
                records.append(record)
            if record.offset == end:
                break
        whole = _whole(records, end)
        if whole is not None or start == 0:
            return whole
    return None


def _whole(records: Sequence[Record], end: int) -> list[Record] | None:
    """Give the sections that the manifest at `end` promises, and it; None where they are not all there."""
    if not records or records[-1].offset != end:
        return None
    last = _content(records[-1])
    if last is None or last["section"].get("kind") != _MANIFEST:
        return None
    found: dict[int, Record] = {}
    for record in records[:-1]:
        content = _content(record)
        if content is not None and content["extractor_version"] == last["extractor_version"]:
            found[content["ordinal"]] = record
    count = last["section"]["section_count"]
    sections = [found[ordinal] for ordinal in range(count) if ordinal in found]
    promised = last["section"]["digest"]
    if len(sections) < count or sections_digest(record.value or b"" for record in sections) != promised:
        return None
    return [*sections, records[-1]]


def _content(record: Record) -> dict[str, Any] | None:
    """What a record says; None where it is no section event (a validator has put it to the dead letters)."""
    try:
        content: dict[str, Any] = json.loads(record.value or b"")
        _ = content["extractor_version"], content["ordinal"], content["section"]["kind"]
    except (ValueError, KeyError, TypeError):
        return None
    return content


def _why(outcome: JoinOutcome, missing: str) -> str:
    if outcome is JoinOutcome.TOO_LARGE:
        return f"a section of {missing} is larger than the event log takes"
    return f"the event log keeps the sections of {missing} no longer; submit that file again"
