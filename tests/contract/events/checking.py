"""Messages against the contract: payloads against their schemas, headers against the AsyncAPI document.

A *strict* schema is one that is closed: it refuses every field it does not name. Readers must not use it, writers must
satisfy it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from jsonschema import Draft202012Validator, FormatChecker

from shared.contract.asyncapi import document
from shared.contract.channels import CHANNELS
from shared.contract.schemas import Schema
from shared.events.envelope import Message

Json: TypeAlias = Any
"""What JSON can hold."""
_FORMATS: Final = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_instant(text: object) -> bool:
    return not isinstance(text, str) or dt.datetime.fromisoformat(text).tzinfo is not None


@_FORMATS.checks("date", raises=ValueError)
def _is_date(text: object) -> bool:
    return not isinstance(text, str) or bool(dt.date.fromisoformat(text))


def closed(schema: Json) -> Json:
    """The schema with every object in it closed to fields it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {keyword: closed(part) for keyword, part in schema.items()}
    return {**made, "additionalProperties": False} if schema.get("type") == "object" else made


def faults(schema: Schema, messages: Iterable[Message]) -> list[str]:
    """What is wrong with the payloads of messages, one line a fault."""
    validator = Draft202012Validator(schema, format_checker=_FORMATS)
    return [
        f"{error.json_path}: {error.message[:200]}"
        for message in messages
        for error in validator.iter_errors(json.loads(message.value or b""))
    ]


def header_faults(topic: str, messages: Iterable[Message]) -> list[str]:
    """What is wrong with the headers of messages of a topic, by the AsyncAPI document."""
    told = document()
    (name,) = (channel.name for channel in CHANNELS if channel.topic == topic)
    schema = {**told["components"]["messages"][name]["headers"], "components": told["components"]}
    validator = Draft202012Validator(schema, format_checker=_FORMATS)
    return [
        f"{error.json_path}: {error.message}"
        for message in messages
        for error in validator.iter_errors({name: value.decode() for name, value in message.headers})
    ]
