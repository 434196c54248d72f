"""From section events to a whole document.

In come the payloads of `fiscus.sections.extracted.v1` in any order, repeated or not; out goes an `AssembledDocument`
once the manifest is there and its count and digest agree with the sections. Payloads of another extractor version are
no part of a document: a manifest speaks for the sections of its own version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from pydantic import ValidationError

from shared.errors import ContractError
from shared.events.digest import sections_digest
from shared.events.section_json import section_event
from shared.events.topics import (
    CompanionSection,
    FiguresSection,
    HeadSection,
    Manifest,
    ManifestOutcome,
    NarrativeSection,
    ObservationsSection,
    OutlineSection,
    PagesSection,
    PerformanceSection,
    Section,
    SectionEvent,
    TableSection,
)
from shared.model.document import Head, Heading, Observation, PageAccount
from shared.model.narrative import Claim, Figure
from shared.model.performance import PerformancePlan
from shared.model.table import Table

_ERROR_TEXT = 200
S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """What a text is judged against: the file with the tables of the same disclosure."""

    document_id: str
    reading: str
    """The digest that its manifest promises."""
    head: Head | None = None
    tables: tuple[Table, ...] = ()
    plans: tuple[PerformancePlan, ...] = ()
    pages: tuple[PageAccount, ...] = ()
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembledDocument:
    """Everything that was read in one document. Without a head no document could be made of the file."""

    document_id: str
    extractor_version: str
    manifest: Manifest
    head: Head | None = None
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    """In reading order, each joined from its parts; a table that is printed twice stands here twice."""
    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    plans: tuple[PerformancePlan, ...] = ()
    pages: tuple[PageAccount, ...] = ()
    observations: tuple[Observation, ...] = ()
    companion: Companion | None = None
    """The other file of the disclosure, where the sections were joined with its own."""

    @property
    def is_readable(self) -> bool:
        """True where the extractor could make a document of the file."""
        return self.manifest.outcome is ManifestOutcome.COMPLETE


class IncompleteError(ContractError):
    """The sections of a document do not make the whole that its manifest promises."""

    def __init__(self, document_id: str, what: str) -> None:
        """`what` is missing or wrong, in one line."""
        super().__init__(what, where=f"document {document_id}", remedy="submit the document again")


def parse_section(payload: bytes) -> SectionEvent:
    """Read one payload. Raises ContractError where it is none."""
    try:
        return section_event(payload)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ContractError(
            f"not a section event: {place}: {first['msg']}"[:_ERROR_TEXT],
            where=payload[:60].decode("utf-8", errors="replace"),
            remedy="mend the writer, then replay",
        ) from None


@dataclass(slots=True)
class Draft:
    """The sections of one document as far as they have come. Repeats take the place of what they repeat."""

    document_id: str
    _sections: dict[tuple[str, int], tuple[bytes, SectionEvent]] = field(default_factory=dict)
    _manifest: SectionEvent | None = None

    def add(self, event: SectionEvent, payload: bytes) -> None:
        """Take in a section or the manifest."""
        if event.document_id != self.document_id:
            raise ContractError(
                f"a section of document {event.document_id}",
                where=f"document {self.document_id}",
                remedy="mend the writer: the key of an event is its document id",
            )
        if type(event.section) is Manifest:
            self._manifest = event
        else:
            self._sections[event.extractor_version, event.ordinal] = (payload, event)

    def begins_with(self, event: SectionEvent, payload: bytes) -> bool:
        """Whether the first section is here already, word for word."""
        return event.ordinal == 0 and self.beginning(event.extractor_version) == payload

    def beginning(self, extractor_version: str) -> bytes | None:
        """The payload of the first section of this extractor version; None where it is not here."""
        here = self._sections.get((extractor_version, 0))
        return None if here is None else here[0]

    def whole(self) -> AssembledDocument:
        """Give the document. Raises IncompleteError where the manifest is missing or promises other sections."""
        if self._manifest is None:
            raise IncompleteError(self.document_id, f"no manifest after {len(self._sections)} sections")
        manifest = self._manifest.section
        assert isinstance(manifest, Manifest)  # noqa: S101 - only manifests are kept there
        version = self._manifest.extractor_version
        events = self._promised(manifest, version) if manifest.outcome is ManifestOutcome.COMPLETE else []
        return _join(self.document_id, version, manifest, [event.section for event in events])

    def _promised(self, manifest: Manifest, version: str) -> list[SectionEvent]:
        found = [self._sections.get((version, ordinal)) for ordinal in range(manifest.section_count)]
        present = [section for section in found if section is not None]
        if len(present) < len(found):
            missing = [str(ordinal) for ordinal, section in enumerate(found) if section is None]
            what = f"{len(missing)} of {len(found)} sections are missing: {', '.join(missing[:10])}"
            raise IncompleteError(self.document_id, what)
        if sections_digest(payload for payload, _ in present) != manifest.digest:
            raise IncompleteError(
                self.document_id, "the sections do not have the digest that the manifest promises"
            )
        return [event for _, event in present]


def assemble(payloads: Iterable[bytes]) -> tuple[list[AssembledDocument], list[IncompleteError]]:
    """Give the whole documents among payloads in any order, and what is wrong with each of the others.

    Documents come in the order in which their first payload stands. Raises ContractError for what is no section event.
    """
    drafts: dict[str, Draft] = {}
    for payload in payloads:
        event = parse_section(payload)
        drafts.setdefault(event.document_id, Draft(event.document_id)).add(event, payload)
    documents: list[AssembledDocument] = []
    faults: list[IncompleteError] = []
    for draft in drafts.values():
        try:
            documents.append(draft.whole())
        except IncompleteError as error:
            faults.append(error)
    return documents, faults


def _join(
    document_id: str, version: str, manifest: Manifest, sections: Sequence[Section]
) -> AssembledDocument:
    if manifest.outcome is not ManifestOutcome.COMPLETE:
        return AssembledDocument(document_id=document_id, extractor_version=version, manifest=manifest)
    heads = _of(sections, HeadSection)
    if len(heads) != 1:
        raise IncompleteError(
            document_id, f"{len(heads)} sections say who published the document, one should"
        )
    return AssembledDocument(
        document_id=document_id,
        extractor_version=version,
        manifest=manifest,
        head=heads[0].head,
        headings=tuple(heading for section in _of(sections, OutlineSection) for heading in section.headings),
        tables=_joined_tables(document_id, [section.table for section in _of(sections, TableSection)]),
        claims=tuple(claim for section in _of(sections, NarrativeSection) for claim in section.claims),
        figures=tuple(figure for section in _of(sections, FiguresSection) for figure in section.figures),
        plans=tuple(section.plan for section in _of(sections, PerformanceSection)),
        pages=tuple(page for section in _of(sections, PagesSection) for page in section.pages),
        observations=tuple(o for section in _of(sections, ObservationsSection) for o in section.observations),
        companion=_companion(document_id, _of(sections, CompanionSection)),
    )


def _companion(document_id: str, joined: Sequence[CompanionSection]) -> Companion | None:
    if not joined:
        return None
    named = {(section.document_id, section.reading) for section in joined}
    if len(named) != 1:
        raise IncompleteError(document_id, f"the sections of {len(named)} other files are joined with it")
    ((companion_id, reading),) = named
    sections = [one.section for one in joined]
    return Companion(
        document_id=companion_id,
        reading=reading,
        head=next((section.head for section in _of(sections, HeadSection)), None),
        tables=_joined_tables(document_id, [section.table for section in _of(sections, TableSection)]),
        plans=tuple(section.plan for section in _of(sections, PerformanceSection)),
        pages=tuple(page for section in _of(sections, PagesSection) for page in section.pages),
        observations=tuple(o for section in _of(sections, ObservationsSection) for o in section.observations),
    )


def _of(sections: Sequence[Section], kind: type[S]) -> list[S]:
    # By the type itself: to ask whether a model is an instance of another takes ten times as long.
    return cast("list[S]", [section for section in sections if type(section) is kind])


def _joined_tables(document_id: str, parts: Sequence[Table]) -> tuple[Table, ...]:
    """Join the parts of each table; a part numbered 1 begins the next table."""
    groups: list[list[Table]] = []
    for part in parts:
        if part.part == 1 or not groups:
            groups.append([])
        groups[-1].append(part)
    for group in groups:
        first = group[0]
        expected = [(first.table_id, number) for number in range(1, first.parts + 1)]
        if [(part.table_id, part.part) for part in group] != expected:
            raise IncompleteError(document_id, f"the parts of {first.table_id} are not 1 to {first.parts}")
    return tuple(group[0] if len(group) == 1 else _joined(group) for group in groups)


def _joined(parts: Sequence[Table]) -> Table:
    rows = tuple(row for part in parts for row in part.rows)
    return replace(parts[0], rows=rows, parts=1)
