"""Events of every released version are read by the present code, and what is written now suits their readers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel

from services.extractor import service as extractor
from services.loader import service as loader
from services.validator.assembly import assemble, parse_section
from shared.contract.schemas import PAYLOADS, schema_files, schema_of
from shared.errors import ContractError
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Event, Message
from shared.events.topics import (
    ACCEPTED,
    DEADLETTER,
    EXTRACTED,
    FINDINGS,
    QUARANTINED,
    SUBMITTED,
    TOPICS,
    FindingEvent,
)
from shared.service.deadletter import read_cause, restored
from tests.contract.events import keeping
from tests.contract.events.checking import Json, faults, header_faults
from tests.contract.events.compatibility import Effect, changes
from tests.contract.events.conftest import Written

READERS: Final[Mapping[str, Callable[[Record], BaseModel]]] = {
    SUBMITTED: extractor.decode,
    EXTRACTED: lambda record: parse_section(Event.from_message(record).data),
    ACCEPTED: loader.decode,
    QUARANTINED: loader.decode,
    FINDINGS: lambda record: FindingEvent.model_validate_json(Event.from_message(record).data),
}
"""How each topic is read, by the service that reads it where there is one."""
VERSIONS = keeping.versions()
KEPT = [(version, topic) for version in VERSIONS for topic in keeping.topics(version)]
EVENTS = [(version, topic) for version, topic in KEPT if topic != DEADLETTER]


def record(message: Message) -> Record:
    """The message as it stands in a log."""
    log = MemoryEventLog()
    log.create_topics({message.topic: 1})
    log.publish([message])
    (made,) = log.partitions.records[TopicPartition(message.topic, 0)]
    return made


def value(message: Message) -> Json:
    return json.loads(message.value or b"")


def with_unknown_fields(payload: Json) -> Json:
    """The payload as a newer writer might send it: a field more in every object."""
    if isinstance(payload, list):
        return [with_unknown_fields(part) for part in payload]
    if not isinstance(payload, dict):
        return payload
    return {
        "added_later": {"by": "a newer writer"},
        **{k: with_unknown_fields(v) for k, v in payload.items()},
    }


def test_the_first_release_is_kept() -> None:
    assert "v0.1" in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_is_kept_whole(version: str) -> None:
    assert set(keeping.topics(version)) <= set(TOPICS), "a topic is gone: its readers wait for nothing"
    assert all(keeping.events(version, topic) for topic in keeping.topics(version))


@pytest.mark.parametrize(("version", "topic"), KEPT)
def test_what_was_added_since_breaks_nobody(version: str, topic: str) -> None:
    found = changes(keeping.schema(version, topic), schema_of(topic))
    assert [str(change) for change in found if change.effect is Effect.BREAKING] == []


@pytest.mark.parametrize(("version", "topic"), EVENTS)
def test_every_event_satisfies_the_schema_of_its_time_and_the_present_one(version: str, topic: str) -> None:
    messages = keeping.events(version, topic)
    assert faults(keeping.schema(version, topic), messages) == []
    assert faults(schema_of(topic), messages) == []


@pytest.mark.parametrize(("version", "topic"), KEPT)
def test_the_headers_of_every_event_are_still_those_of_the_contract(version: str, topic: str) -> None:
    assert header_faults(topic, keeping.events(version, topic)) == []


@pytest.mark.parametrize(("version", "topic"), EVENTS)
def test_every_event_is_read_and_nothing_of_it_is_lost(version: str, topic: str) -> None:
    """What was written comes back from the present models, field by field: none is dropped, changed or rounded."""
    for message in keeping.events(version, topic):
        read = json.loads(READERS[topic](record(message)).model_dump_json())
        assert differences(value(message), read) == []


def differences(old: Json, new: Json, path: str = "") -> list[str]:
    """Where `new` lacks or contradicts something of `old`; what it has beyond is fine."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [d for name in old for d in differences(old[name], new.get(name, "missing"), f"{path}.{name}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            d for number, part in enumerate(old) for d in differences(part, new[number], f"{path}[{number}]")
        ]
    return [] if old == new and type(old) is type(new) else [f"{path}: {old!r} is read as {new!r}"]


@pytest.mark.parametrize(("version", "topic"), EVENTS)
def test_a_reader_passes_over_fields_that_it_does_not_know(version: str, topic: str) -> None:
    for message in keeping.events(version, topic):
        newer = replace(message, value=json.dumps(with_unknown_fields(value(message))).encode())
        assert READERS[topic](record(newer)) == READERS[topic](record(message))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sections_still_make_whole_documents(version: str) -> None:
    """Counts and digests of the manifests hold over the bytes as they were written."""
    documents, broken = assemble(message.value or b"" for message in keeping.events(version, EXTRACTED))
    assert broken == []
    assert any(document.is_readable for document in documents)
    assert any(not document.is_readable for document in documents)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dead_letter_can_be_explained_and_sent_again(version: str) -> None:
    for letter in keeping.events(version, DEADLETTER):
        cause = read_cause(letter)
        again = restored(letter)
        assert (again.topic, again.key, again.value) == (cause.topic, letter.key, letter.value)
        assert again.header("ce_id") == letter.header("ce_id")


@pytest.mark.parametrize(("version", "topic"), EVENTS)
def test_what_is_written_now_satisfies_the_schema_of_then(version: str, topic: str, written: Written) -> None:
    """An old reader can go on. Where a value or kind was added, readers go first, and then this may differ."""
    old = keeping.schema(version, topic)
    if any(change.effect is Effect.READERS_FIRST for change in changes(old, schema_of(topic))):
        pytest.skip("values were added: readers are upgraded first")
    assert faults(old, written[topic]) == []


@pytest.mark.parametrize("topic", PAYLOADS)
def test_an_event_that_lacks_a_field_is_refused(topic: str) -> None:
    """Reading is no formality: without its document's id no event is read."""
    message = keeping.events(VERSIONS[-1], topic)[0]
    payload = {name: part for name, part in value(message).items() if name != "document_id"}
    with pytest.raises((ContractError, ValueError)):
        READERS[topic](record(replace(message, value=json.dumps(payload).encode())))


def test_what_is_kept_is_not_written_again(
    tmp_path: Path, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "FOLDER", tmp_path)
    keeping.keep("v9.9", written)
    assert keeping.versions() == ["v9.9"]
    assert {f"{topic}.json" for topic in keeping.topics("v9.9")} == schema_files().keys()
    assert value(keeping.events("v9.9", FINDINGS)[0]) == value(written[FINDINGS][0])
    with pytest.raises(FileExistsError):
        keeping.keep("v9.9", written)
