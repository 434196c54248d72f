"""What the services write is what the contract says: payloads, headers, keys, and not one field more."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from services.extractor import service as extractor
from services.loader import service as loader
from services.validator import service as validator
from shared.contract.channels import CHANNELS, GROUPS
from shared.contract.schemas import schema_of
from shared.events.topics import ACCEPTED, DEADLETTER, EXTRACTED, QUARANTINED, SUBMITTED, TOPICS, schema_uri
from shared.service.deadletter import read_cause
from tests.contract.events.checking import closed, faults, header_faults
from tests.contract.events.conftest import Written

EVENT_TOPICS = [topic for topic in TOPICS if topic != DEADLETTER]


@pytest.mark.parametrize("topic", TOPICS)
def test_something_stands_on_each_topic(written: Written, topic: str) -> None:
    assert written[topic]


def test_every_kind_of_section_and_row_is_among_what_was_written(written: Written) -> None:
    kinds = {json.loads(message.value or b"")["section"]["kind"] for message in written[EXTRACTED]}
    branches = schema_of(EXTRACTED)["properties"]["section"]["oneOf"]
    assert len(kinds) == len(branches)
    batches = [json.loads(message.value or b"") for message in [*written[ACCEPTED], *written[QUARANTINED]]]
    families = {name for batch in batches for name, rows in batch.items() if isinstance(rows, list) and rows}
    assert families == {"lines", "claims", "plans", "indicators", "figures", "findings", "checks"}


@pytest.mark.parametrize("topic", EVENT_TOPICS)
def test_every_payload_satisfies_its_schema_and_has_no_field_that_it_does_not_name(
    written: Written, topic: str
) -> None:
    assert faults(closed(schema_of(topic)), written[topic]) == []


@pytest.mark.parametrize("topic", TOPICS)
def test_the_headers_are_those_of_the_asyncapi_document(written: Written, topic: str) -> None:
    assert header_faults(topic, written[topic]) == []


@pytest.mark.parametrize("topic", EVENT_TOPICS)
def test_every_event_names_its_schema(written: Written, topic: str) -> None:
    assert {message.header("ce_dataschema") for message in written[topic]} == {schema_uri(topic)}
    assert schema_of(topic)["$id"] == schema_uri(topic)


def test_a_dead_letter_keeps_the_headers_of_what_failed(written: Written) -> None:
    (letter,) = written[DEADLETTER]
    assert letter.header("ce_dataschema") == schema_uri(SUBMITTED)
    assert read_cause(letter).topic == SUBMITTED


@pytest.mark.parametrize("topic", EVENT_TOPICS)
def test_types_and_sources_are_those_of_the_channel(written: Written, topic: str) -> None:
    (channel,) = (channel for channel in CHANNELS if channel.topic == topic)
    assert {message.header("ce_type") for message in written[topic]} == {channel.event_type}
    assert {message.header("ce_source") for message in written[topic]} == {channel.source}


def test_the_groups_are_those_that_the_services_join() -> None:
    assert {
        "extractor": extractor.GROUP,
        "validator": validator.GROUP,
        "loader": loader.GROUP,
    } == GROUPS


def test_a_payload_that_breaks_the_contract_is_noticed(written: Written) -> None:
    """The checks above can fail: a number in place of a decimal's text, a field too many, one too few."""
    message = written[ACCEPTED][0]
    batch = json.loads(message.value or b"")
    spoilt = {
        "a number": {**batch, "lines": [{**batch["lines"][0], "amount_yuan": 1.5}]},
        "a field more": {**batch, "lines": [{**batch["lines"][0], "colour": "red"}]},
        "a field less": {name: value for name, value in batch.items() if name != "part"},
        "no time zone": {**batch, "document": {**batch["document"], "submitted_at": "2026-01-01T00:00:00"}},
    }
    schema = closed(schema_of(ACCEPTED))
    for what, payload in spoilt.items():
        assert faults(schema, [replace(message, value=json.dumps(payload).encode())]), what


def test_headers_that_break_the_contract_are_noticed(written: Written) -> None:
    message = written[EXTRACTED][0]
    without = tuple(header for header in message.headers if header[0] != "ce_dataschema")
    wrong = tuple((name, b"1" if name == "ce_id" else value) for name, value in message.headers)
    assert header_faults(EXTRACTED, [replace(message, headers=without)])
    assert header_faults(EXTRACTED, [replace(message, headers=wrong)])
