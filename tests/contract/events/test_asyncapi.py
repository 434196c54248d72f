"""The AsyncAPI document is sound, names every topic, and agrees with schemas, services and settings.

Its form was tried with the official JSON Schema of AsyncAPI 3.0.0 and the official parser; what can be held without
them is held here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.loader.position import TOPICS as LOADED
from shared.contract.__main__ import ASYNCAPI_FILE
from shared.contract.asyncapi import SCHEMA_FORMAT
from shared.contract.channels import CHANNELS, PARTITIONS, RETENTION_DAYS
from shared.contract.schemas import schema_of
from shared.eventlog.scan import GROUP_PREFIX
from shared.events.topics import DEADLETTER, TOPICS
from shared.service.deadletter import PREFIX, Cause
from shared.settings import EventLogSettings
from tests.contract.events.checking import Json
from tests.unit.docs.pages import ROOT

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / ASYNCAPI_FILE).read_text(encoding="utf-8"))


def references(part: Json) -> Iterator[str]:
    """Every `$ref` of the document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from references(one)


def resolve(reference: str) -> Json:
    """What a reference means: a file or a place in the document. Raises KeyError or OSError where there is none."""
    name, _, pointer = reference.partition("#")
    found = (
        json.loads((ROOT / ASYNCAPI_FILE).parent.joinpath(name).read_text(encoding="utf-8"))
        if name
        else DOCUMENT
    )
    for step in filter(None, pointer.split("/")):
        found = found[step]
    return found


def operations(action: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The operations by application and topic."""
    return {
        (one["tags"][0]["name"], resolve(one["channel"]["$ref"])["address"]): one
        for one in DOCUMENT["operations"].values()
        if one["action"] == action
    }


def test_it_is_of_version_3() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT["info"]["title"] == "Fiscus"


@pytest.mark.parametrize("reference", sorted(set(references(DOCUMENT))))
def test_every_reference_leads_somewhere(reference: str) -> None:
    assert resolve(reference) is not None


def test_a_reference_that_leads_nowhere_is_noticed() -> None:
    with pytest.raises(KeyError):
        resolve("#/channels/nothing")
    with pytest.raises(OSError, match="nothing"):
        resolve("../shared/events/schemas/nothing.json")


def test_every_topic_has_its_channel_and_no_other() -> None:
    addresses = [channel["address"] for channel in DOCUMENT["channels"].values()]
    assert sorted(addresses) == sorted(TOPICS)


@pytest.mark.parametrize("name", DOCUMENT["channels"])
def test_the_payload_of_each_channel_is_the_schema_of_its_topic(name: str) -> None:
    channel = DOCUMENT["channels"][name]
    (message,) = (resolve(message["$ref"]) for message in channel["messages"].values())
    assert message["payload"]["schemaFormat"] == SCHEMA_FORMAT
    assert resolve(message["payload"]["schema"]["$ref"]) == schema_of(channel["address"])


@pytest.mark.parametrize("name", DOCUMENT["channels"])
def test_the_kafka_bindings_name_topic_partitions_and_key(name: str) -> None:
    channel = DOCUMENT["channels"][name]
    (message,) = (resolve(message["$ref"]) for message in channel["messages"].values())
    bound = channel["bindings"]["kafka"]
    assert (bound["topic"], bound["partitions"], bound["bindingVersion"]) == (
        channel["address"],
        PARTITIONS,
        "0.5.0",
    )
    assert message["bindings"]["kafka"]["key"]["pattern"] == "^[0-9a-f]{64}$"


def test_the_kafka_bindings_tell_how_long_records_are_kept() -> None:
    told = {
        channel["address"]: channel["bindings"]["kafka"]["topicConfiguration"]["retention.ms"]
        for channel in DOCUMENT["channels"].values()
    }
    assert told == {topic: days * 86_400_000 for topic, days in RETENTION_DAYS.items()}


def test_the_partitions_are_those_of_the_settings() -> None:
    assert EventLogSettings.model_fields["partitions"].default == PARTITIONS


def test_what_a_service_receives_it_does_in_its_group() -> None:
    bound = {key: one["bindings"]["kafka"]["groupId"] for key, one in operations("receive").items()}
    groups = {key: group["const"] for key, group in bound.items() if "const" in group}
    assert groups == {
        ("extractor", "fiscus.documents.submitted.v1"): "fiscus-extractor",
        ("validator", "fiscus.sections.extracted.v1"): "fiscus-validator",
        **{("loader", topic): "fiscus-loader" for topic in LOADED},
    }


def test_dead_letters_are_looked_at_in_groups_of_their_own_and_sent_again_to_whoever_works_on_them() -> None:
    received = {key: one for key, one in operations("receive").items() if key[0] == "deadletters"}
    groups = {one["bindings"]["kafka"]["groupId"]["pattern"] for one in received.values()}
    assert groups == {f"^{GROUP_PREFIX}"}
    worked_on = {topic for name, topic in operations("receive") if name != "deadletters"}
    assert {topic for name, topic in operations("send") if name == "deadletters"} == worked_on
    assert ("deadletters", DEADLETTER) in received


def test_every_topic_has_a_sender_and_every_service_sends_dead_letters() -> None:
    sent = operations("send").keys()
    assert {topic for _, topic in sent} == set(TOPICS)
    assert {name for name, topic in sent if topic == DEADLETTER} == {"extractor", "validator", "loader"}


def test_operations_speak_of_messages_of_their_channel() -> None:
    for one in DOCUMENT["operations"].values():
        assert all(
            message["$ref"].startswith(one["channel"]["$ref"] + "/messages/") for message in one["messages"]
        )


def test_the_headers_of_dead_letters_are_the_fields_of_a_cause() -> None:
    schema = DOCUMENT["components"]["schemas"]["deadLetterHeaders"]
    names = {PREFIX + field.name for field in fields(Cause)}
    assert names == set(schema["required"]) == set(schema["properties"])


def test_each_channel_of_the_code_is_one_topic() -> None:
    assert tuple(channel.topic for channel in CHANNELS) == TOPICS


def test_paths_in_it_are_relative_to_it() -> None:
    assert all(not Path(reference).is_absolute() for reference in references(DOCUMENT) if reference[0] != "#")
