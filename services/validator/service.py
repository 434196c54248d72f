"""The validator as a service: section events in, record batches and finding events out, document by document.

Sections are gathered until the manifest comes; then the document is judged at once. The watermark stays below the
first section of the oldest open document, so that a validator that dies finds everything again. What does not begin
with a document's first section belongs to one that was judged before, and is passed over.

Two extractors may write the same document at the same time, where one was taken for dead and is not, and one extractor
may repeat what the log had taken in after all. What they write is the same, so their sections go into one draft, in
whatever order they come; writers of different versions do not mix, and the one that began last counts.

Memory is bounded by the documents that are being written at the moment, one for each extractor. A beginning that nobody
continues is dropped when its partition has gone on by `ABANDON_AFTER` records. Until then it holds the watermark; one
that this process has judged already, from the same beginning on, does so for `JUDGED_SECONDS` at most.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

import structlog

from services.validator.assembly import AssembledDocument, Draft, IncompleteError, parse_section
from services.validator.basis import Basis
from services.validator.judgement import Judgement, validate
from services.validator.observer import Unobserved, ValidatorObserver
from services.validator.records import Act, batch_payloads, finding_events, json_of
from shared.errors import ContractError, FiscusError
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Event, event_id
from shared.events.topics import (
    ACCEPTED,
    FINDINGS,
    QUARANTINED,
    READING_OFFSET,
    JudgementOrder,
    Manifest,
    SectionEvent,
    schema_uri,
)
from shared.layout import Layout
from shared.model.finding import Verdict
from shared.service.open_work import OpenWork

log = structlog.get_logger(__name__)

GROUP: Final = "fiscus-validator"
"""The consumer group of all validators."""
ACCEPTED_TYPE: Final = "fiscus.record.accepted.v1"
QUARANTINED_TYPE: Final = "fiscus.document.quarantined.v1"
FINDING_TYPE: Final = "fiscus.finding.made.v1"
ABANDON_AFTER: Final = 10_000
"""How many records a partition may go on while nobody goes on with a document that is incomplete.

The sections of a document are published together, so between its first and last stand at most those of the documents
that other extractors publish at the same moment. A beginning that is left so far behind was published by an extractor
that died of it, or that had lost its partition to another one: the document comes again, or came before, from its first
section. So dropping is safe."""
JUDGED_SECONDS: Final = 300.0
"""How long a document that was judged already holds the watermark when it begins again and nobody goes on. Longer than
a log takes to confirm a document or to refuse it; after that nothing is lost if the validator dies."""
JUDGED_REMEMBERED: Final = 1_000
"""Of how many judged documents the beginning is remembered, about 0.3 MB. A beginning that comes late comes within the
records of few documents: from an extractor that was taken for dead while another one read its document."""
_CONTRACT: Final = "v1"
_TRUSTED = frozenset({Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS})


def utc_today() -> dt.date:
    """The present day, by which waivers expire."""
    return dt.datetime.now(dt.UTC).date()


class ValidatorHandler:
    """Gathers sections and judges documents. See `shared.service.handler.StatefulHandler` and `GivesUp`."""

    def __init__(
        self,
        basis: Basis | Sequence[Layout],
        observer: ValidatorObserver | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], dt.date] = utc_today,
    ) -> None:
        """Judge by this basis; by the shipped policy and without waivers, where layouts alone are given."""
        self._basis = basis if isinstance(basis, Basis) else Basis(basis)
        self._today = today
        self._observer = observer or Unobserved()
        self._drafts: dict[tuple[TopicPartition, str], Draft] = {}
        self._open = OpenWork(clock)
        self._judged: dict[tuple[TopicPartition, str], bytes] = {}

    def handle(self, record: Record) -> Sequence[Event]:
        """Take a section in; give the events of its document when it is whole.

        Raises ContractError for what is no section, and for a manifest that promises other sections than have come; the
        document is then closed, so that it holds nothing back.
        """
        event = Event.from_message(record)
        section = parse_section(event.data)
        if section.document_id != event.key:
            raise ContractError(
                "the section is not of the document that is its key",
                where=f"{record.topic}[{record.partition}] at {record.offset}",
                remedy="mend the writer, then replay the dead letter",
            )
        is_whole = self._take_in(section, event.data, record)
        events = self._finish(section.document_id, record) if is_whole else ()
        self._abandon(record)
        self._observer.oldest_open(self._open.oldest())
        return events

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """See `StatefulHandler`."""
        return self._open.watermarks()

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """See `StatefulHandler`."""
        self._open.forget(partitions)
        self._drafts = {key: draft for key, draft in self._drafts.items() if key[0] not in partitions}
        self._judged = {key: judged for key, judged in self._judged.items() if key[0] not in partitions}

    def give_up(self, record: Record, error: FiscusError) -> Sequence[Event]:  # noqa: ARG002 - as the port says
        """See `GivesUp`: what came of the record's document is dropped, so that it holds nothing back."""
        if record.key is not None:
            self._close(record.key.decode("utf-8", errors="replace"), record)
        return ()

    def _take_in(self, section: SectionEvent, payload: bytes, record: Record) -> bool:
        """Add a section to its document; tell whether the document may be whole now."""
        key = (record.topic_partition, section.document_id)
        draft = self._drafts.get(key)
        if section.ordinal == 0 and not (draft and draft.begins_with(section, payload)):
            # Another document is made of the same bytes now: what came before is not needed any more.
            self._close(section.document_id, record)
            draft = self._drafts[key] = Draft(section.document_id)
        if draft is None:
            return False
        self._open.begin(section.document_id, record, seconds=self._patience(key, payload))
        is_manifest = isinstance(section.section, Manifest)
        if is_manifest and section.ordinal > 0 and draft.beginning(section.extractor_version) is None:
            return False  # the end of a document that was overtaken
        draft.add(section, payload)
        return is_manifest

    def _patience(self, key: tuple[TopicPartition, str], payload: bytes) -> float:
        """How long a document that begins with this payload may hold its watermark, in seconds."""
        judged = self._judged.get(key)
        return JUDGED_SECONDS if judged is not None and judged == _fingerprint(payload) else math.inf

    def _finish(self, document_id: str, record: Record) -> Sequence[Event]:
        draft = self._drafts[record.topic_partition, document_id]
        try:
            document = draft.whole()
        except IncompleteError:
            self._close(document_id, record)
            raise
        events, judgement = _judged(document, self._basis, self._today(), _order(record))
        self._remember(record.topic_partition, draft, document)
        self._close(document_id, record)
        self._observer.judged(judgement)
        for waiver in judgement.idle_waivers:
            log.info("waiver.idle", document_id=document_id, rule_id=waiver.rule, waiver=str(waiver))
        log.info(
            "document.judged",
            document_id=document_id,
            verdict=judgement.verdict.value,
            findings=len(judgement.findings),
        )
        return events

    def _remember(self, partition: TopicPartition, draft: Draft, document: AssembledDocument) -> None:
        """Keep the fingerprint of the beginning of a document that was judged."""
        beginning = draft.beginning(document.extractor_version)
        if beginning is None:
            return
        self._judged.pop((partition, document.document_id), None)
        self._judged[partition, document.document_id] = _fingerprint(beginning)
        if len(self._judged) > JUDGED_REMEMBERED:
            del self._judged[next(iter(self._judged))]

    def _abandon(self, reached: Record) -> None:
        """Drop beginnings that nobody has continued for long."""
        for document_id, first in self._open.left_behind(reached, ABANDON_AFTER).items():
            log.warning("document.abandoned", document_id=document_id, first_offset=first.offset)
            self._close(document_id, reached)

    def _close(self, document_id: str, record: Record) -> None:
        self._drafts.pop((record.topic_partition, document_id), None)
        self._open.finish(document_id, record)


def _fingerprint(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()


def _order(manifest: Record) -> JudgementOrder:
    """Which judgement of its document the one that this record asks for is."""
    told = manifest.header(READING_OFFSET)
    if told is None:
        return JudgementOrder(reading=manifest.offset, judged=manifest.offset)
    if not told.isdecimal():
        raise ContractError(
            f"the header {READING_OFFSET} is no offset: {told[:40]}",
            where=f"{manifest.topic}[{manifest.partition}] at {manifest.offset}",
            remedy="mend the writer, then replay the dead letter",
        )
    return JudgementOrder(reading=int(told), judged=manifest.offset)


def judge(
    payloads: Iterable[bytes], basis: Basis | Sequence[Layout], *, today: dt.date | None = None
) -> list[Event]:
    """Judge one document, given as the payloads of its section events in any order, and give what would be published.

    `basis` and `today` as in `ValidatorHandler`. Raises ContractError where the payloads are no sections, of several
    documents, or not whole.
    """
    draft: Draft | None = None
    for payload in payloads:
        section = parse_section(payload)
        draft = draft or Draft(section.document_id)
        draft.add(section, payload)
    if draft is None:
        raise ContractError(
            "no section events", where="the input", remedy="feed the output of `fiscus extract`"
        )
    whole = basis if isinstance(basis, Basis) else Basis(basis)
    return _judged(draft.whole(), whole, today or utc_today())[0]


def _judged(
    document: AssembledDocument, basis: Basis, today: dt.date, order: JudgementOrder | None = None
) -> tuple[list[Event], Judgement]:
    waivers = basis.waivers_of(document.document_id, today)
    judgement = validate(document, basis.layouts, basis.policy, waivers)
    identity = basis.judgement(document.manifest, document.extractor_version, today)
    return produced(document, judgement, Act(identity, order)), judgement


def produced(document: AssembledDocument, judgement: Judgement, act: Act) -> list[Event]:
    """Give the events of a judged document: the batches of its records, then its findings."""
    trusted = judgement.verdict in _TRUSTED
    topic, kind = (ACCEPTED, ACCEPTED_TYPE) if trusted else (QUARANTINED, QUARANTINED_TYPE)
    return [
        *(
            _event(topic, kind, part, document.document_id, payload, act)
            for part, payload in enumerate(batch_payloads(document, judgement, act))
        ),
        *(
            _event(FINDINGS, FINDING_TYPE, told.finding_no, told.document_id, json_of(told), act)
            for told in finding_events(document, judgement, act)
        ),
    ]


def _event(  # noqa: PLR0917 - what tells one event of a judgement from another
    topic: str, kind: str, ordinal: int, document_id: str, payload: bytes, act: Act
) -> Event:
    return Event(
        topic=topic,
        key=document_id,
        id=event_id(document_id, "validator", kind, ordinal, _CONTRACT, act=act.identity),
        type=kind,
        source="/fiscus/validator",
        data=payload,
        subject=document_id,
        dataschema=schema_uri(topic),
    )
