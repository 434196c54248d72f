"""Who says what to whom: each topic with its event type, its writers and its readers.

The one place where the traffic between the services is listed as data. The types, sources and groups are those
in the services' own code, which this package may not import; the tests compare them, with real events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shared.events.topics import ACCEPTED, DEADLETTER, EXTRACTED, FINDINGS, QUARANTINED, SUBMITTED

SUBMITTER: Final = "submitter"
EXTRACTOR: Final = "extractor"
VALIDATOR: Final = "validator"
LOADER: Final = "loader"
DEADLETTERS: Final = "deadletters"
REVALIDATION: Final = "revalidation"
JOINING: Final = "joining"
APPLICATIONS: Final = {
    SUBMITTER: "Asks for the reading of documents: `fiscus submit` and `fiscus watch`.",
    EXTRACTOR: "Reads documents and tells their sections.",
    VALIDATOR: "Checks documents and decides on them.",
    LOADER: "Writes documents into the warehouse.",
    JOINING: "Sends the sections of a text again with those of its tables, where a department publishes the two as two "
    "files; a part of the loader.",
    DEADLETTERS: "Shows dead letters, and sends what failed again with the rest of its document: `fiscus deadletter`.",
    REVALIDATION: "Sends the sections of documents again, to have them judged anew: `fiscus revalidate --services`.",
}
"""Whatever sends or receives, with what it does."""
GROUPS: Final = {EXTRACTOR: "fiscus-extractor", VALIDATOR: "fiscus-validator", LOADER: "fiscus-loader"}
"""The consumer group of each service."""
_INSPECTION: Final = "fiscus-inspection-"
GROUP_PREFIXES: Final = {DEADLETTERS: _INSPECTION, JOINING: _INSPECTION, REVALIDATION: _INSPECTION}
"""How the groups begin of whatever reads a part of a topic now and then, and commits nothing."""
PARTITIONS: Final = 12
"""How many partitions a topic has where nothing else is set."""
REPLAY_DAYS: Final = 400
"""How long is kept what a document can be replayed, judged or loaded anew from: until its department has published for
the next year, and a month more. Dead letters are kept as long, and what replays them (the rest of the document) too."""
WATCH_DAYS: Final = 30
"""How long is kept what nobody reads again: the warehouse has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One topic."""

    topic: str
    name: str
    """Its name in the AsyncAPI document."""
    title: str
    summary: str
    event_type: str | None
    """`ce_type`; None for dead letters, which keep that of the event that failed."""
    source: str | None
    """`ce_source`; None as above."""
    senders: tuple[str, ...]
    receivers: tuple[str, ...] = ()
    """Those of ours. Who else listens is not ours to list."""
    retention_days: int = REPLAY_DAYS
    """How long Kafka keeps a record, read or not."""


CHANNELS: Final = (
    Channel(
        topic=SUBMITTED,
        name="documentsSubmitted",
        title="Submission",
        summary="A document is to be read; the file stays behind its URI.",
        event_type="fiscus.document.submitted.v1",
        source="/fiscus/submission",
        senders=(SUBMITTER, DEADLETTERS),
        receivers=(EXTRACTOR,),
    ),
    Channel(
        topic=EXTRACTED,
        name="sectionsExtracted",
        title="Section of a document",
        summary="What was read, section by section in order; the manifest ends the document.",
        event_type="fiscus.section.extracted.v1",
        source="/fiscus/extractor",
        senders=(EXTRACTOR, JOINING, DEADLETTERS, REVALIDATION),
        receivers=(VALIDATOR, JOINING, DEADLETTERS, REVALIDATION),
    ),
    Channel(
        topic=ACCEPTED,
        name="recordsAccepted",
        title="Records of an accepted document",
        summary="Rows for the trusted tables of the warehouse, in batches of bounded size.",
        event_type="fiscus.record.accepted.v1",
        source="/fiscus/validator",
        senders=(VALIDATOR, DEADLETTERS),
        receivers=(LOADER, DEADLETTERS),
    ),
    Channel(
        topic=QUARANTINED,
        name="documentsQuarantined",
        title="Records of a quarantined or unreadable document",
        summary="The same rows of a document that is not trusted, kept apart.",
        event_type="fiscus.document.quarantined.v1",
        source="/fiscus/validator",
        senders=(VALIDATOR, DEADLETTERS),
        receivers=(LOADER, DEADLETTERS),
    ),
    Channel(
        topic=FINDINGS,
        name="findings",
        title="Finding",
        summary="One finding, for those who watch rather than load. No service of Fiscus reads it.",
        event_type="fiscus.finding.made.v1",
        source="/fiscus/validator",
        senders=(VALIDATOR,),
        retention_days=WATCH_DAYS,
    ),
    Channel(
        topic=DEADLETTER,
        name="deadLetters",
        title="Dead letter",
        summary="What could not be processed, as it was, with the cause in its headers.",
        event_type=None,
        source=None,
        senders=(EXTRACTOR, VALIDATOR, LOADER),
        receivers=(DEADLETTERS,),
    ),
)

RETENTION_DAYS: Final = {channel.topic: channel.retention_days for channel in CHANNELS}
"""How many days each topic keeps its records."""
