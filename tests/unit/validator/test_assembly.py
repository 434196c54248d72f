"""From section events in any order to a document, or to one line that says what is missing."""

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest

from services.validator.assembly import Draft, IncompleteError, assemble, parse_section
from shared.errors import ContractError
from shared.events.digest import sections_digest
from shared.events.topics import (
    HeadSection,
    ManifestOutcome,
    NarrativeSection,
    Section,
    SectionEvent,
    TableSection,
)
from tests.typeset.generate import generate
from tests.unit.validator.documents import DOCUMENT_ID, assembled, manifest

DOCUMENT = assembled(generate(4))
assert DOCUMENT.head is not None
HEAD = HeadSection(head=DOCUMENT.head)


def payload(ordinal: int, section: Section, version: str = "1", document_id: str = DOCUMENT_ID) -> bytes:
    event = SectionEvent(document_id=document_id, ordinal=ordinal, extractor_version=version, section=section)
    return event.model_dump_json().encode()


def payloads(*sections: Section, version: str = "1", document_id: str = DOCUMENT_ID) -> list[bytes]:
    """The payloads of sections with their manifest behind them."""
    made = [payload(number, section, version, document_id) for number, section in enumerate(sections)]
    end = manifest(section_count=len(made), digest=sections_digest(made))
    return [*made, payload(len(made), end, version, document_id)]


def parts(count: int) -> list[TableSection]:
    """The second table in parts of a few rows."""
    table = DOCUMENT.tables[1]
    size = -(-len(table.rows) // count)
    return [
        TableSection(
            table=replace(table, rows=table.rows[n * size : (n + 1) * size], part=n + 1, parts=count)
        )
        for n in range(count)
    ]


def test_a_document_is_the_same_in_whatever_order_its_sections_come() -> None:
    made = payloads(HEAD, *parts(2), NarrativeSection(claims=DOCUMENT.claims))

    for order in permutations(made):
        (document,), faults = assemble(order)
        assert faults == []
        assert document.head == DOCUMENT.head
        assert document.tables == (DOCUMENT.tables[1],)
        assert document.claims == DOCUMENT.claims


def test_repeated_sections_change_nothing() -> None:
    made = payloads(HEAD, *parts(3))
    noisy = made * 3
    Random(7).shuffle(noisy)

    assert assemble(noisy) == assemble(made)


def test_documents_that_come_mixed_are_kept_apart() -> None:
    other = "f" * 64
    mixed = [p for pair in zip(payloads(HEAD), payloads(HEAD, document_id=other), strict=True) for p in pair]
    documents, faults = assemble(mixed)

    assert [document.document_id for document in documents] == [DOCUMENT_ID, other]
    assert faults == []


def test_sections_of_another_extractor_version_are_no_part_of_the_document() -> None:
    old = payload(0, HeadSection(head=HEAD.head.model_copy(update={"department": "旧名"})), version="0")
    (document,), _ = assemble([*payloads(HEAD), old])

    assert document.head == DOCUMENT.head


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (payloads(HEAD, *parts(2))[:-1], "no manifest after 3 sections"),
        (payloads(HEAD, *parts(2))[1:], "1 of 3 sections are missing: 0"),
        ([payloads(HEAD)[0], payload(1, manifest(section_count=1))], "do not have the digest"),
        (payloads(*parts(1)), "0 sections say who published the document, one should"),
        (payloads(HEAD, parts(3)[0], parts(3)[2]), "the parts of T2 are not 1 to 3"),
    ],
)
def test_what_is_not_whole_is_said_in_one_line(made: list[bytes], fault: str) -> None:
    documents, faults = assemble(made)

    assert documents == []
    assert fault in str(faults[0])
    assert DOCUMENT_ID in str(faults[0])


def test_a_failure_manifest_makes_a_document_without_anything_read() -> None:
    end = manifest(
        ManifestOutcome.UNREADABLE, section_count=0, reason_code="encrypted", reason="it asks for a password"
    )
    (document,), _ = assemble([payload(0, HEAD), payload(0, end)])

    assert not document.is_readable
    assert (document.head, document.tables) == (None, ())


@pytest.mark.parametrize("bytes_", [b"", b"{}", b"not json", b'{"document_id": "a", "ordinal": 0}'])
def test_what_is_no_section_is_refused_with_its_beginning(bytes_: bytes) -> None:
    with pytest.raises(ContractError, match="not a section event"):
        parse_section(bytes_)


def test_a_draft_takes_sections_of_its_own_document_alone() -> None:
    with pytest.raises(ContractError, match="a section of document"):
        Draft("a" * 64).add(parse_section(payload(0, HEAD)), payload(0, HEAD))


def test_a_draft_is_not_whole_before_its_manifest() -> None:
    draft = Draft(DOCUMENT_ID)
    draft.add(parse_section(payload(0, HEAD)), payload(0, HEAD))

    with pytest.raises(IncompleteError, match="no manifest"):
        draft.whole()
