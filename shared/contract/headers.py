"""JSON Schemas of the headers: CloudEvents attributes in binary mode, the trace, the cause of a dead letter.

Headers are UTF-8 texts on the wire, so that every property is a string, numbers included.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final, get_type_hints

from shared.contract.channels import Channel
from shared.events.envelope import JSON_CONTENT_TYPE, SPEC_VERSION, TRACEPARENT
from shared.events.topics import EXTRACTED, READING_OFFSET, TOPICS, schema_uri
from shared.service.deadletter import PREFIX, Cause

Schema = dict[str, Any]
DOCUMENT_ID: Final[Schema] = {
    "type": "string",
    "pattern": "^[0-9a-f]{64}$",
    "description": "SHA-256 of the document's bytes, lower-case hex: all events of a document stand in one partition.",
}
_REQUIRED: Final = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_dataschema", "content-type")
_REPLAYED: Final[Schema] = {
    READING_OFFSET: {
        "type": "string",
        "pattern": "^[0-9]+$",
        "description": "Of a manifest that stands here again, to be judged anew: the offset of the first.",
    }
}
_TIMES: Final = ("first_failure_at", "last_failure_at")


def event_headers() -> Schema:
    """Give the schema of the headers that every event has."""
    return {
        "type": "object",
        "required": list(_REQUIRED),
        "properties": {
            "ce_specversion": {"type": "string", "const": SPEC_VERSION, "description": "CloudEvents 1.0."},
            "ce_id": {
                "type": "string",
                "pattern": "^[0-9a-f]{32}$",
                "description": "A function of what the event says: work done twice gives the same id.",
            },
            "ce_source": {
                "type": "string",
                "description": "Who says so; source and id together name the event.",
            },
            "ce_type": {"type": "string", "description": "What happened."},
            "ce_subject": DOCUMENT_ID,
            "ce_time": {
                "type": "string",
                "format": "date-time",
                "description": "When it happened, where only a clock could tell.",
            },
            "ce_dataschema": {
                "type": "string",
                "format": "uri",
                "enum": [schema_uri(topic) for topic in TOPICS],
                "description": "The `$id` of the payload's JSON Schema.",
            },
            "content-type": {"type": "string", "const": JSON_CONTENT_TYPE},
            TRACEPARENT: {
                "type": "string",
                "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$",
                "description": "W3C trace context: one trace follows a document from its submission to its rows.",
            },
        },
    }


def headers_of(channel: Channel) -> Schema:
    """Give what the headers of this topic say beyond those of every event."""
    if channel.event_type is None:
        return {"$ref": "#/components/schemas/deadLetterHeaders"}
    return {
        "allOf": [
            {"$ref": "#/components/schemas/eventHeaders"},
            {
                "type": "object",
                "properties": {
                    "ce_type": {"type": "string", "const": channel.event_type},
                    "ce_source": {"type": "string", "const": channel.source},
                    "ce_dataschema": {"type": "string", "const": schema_uri(channel.topic)},
                    **(_REPLAYED if channel.topic == EXTRACTED else {}),
                },
            },
        ]
    }


def dead_letter_headers() -> Schema:
    """Give the schema of the headers of a dead letter: the cause, beside whatever headers the record had."""
    kinds = get_type_hints(Cause)
    names = [field.name for field in fields(Cause)]
    return {
        "type": "object",
        "description": "The headers of the record that failed, unchanged, and the cause beside them.",
        "required": [PREFIX + name for name in names],
        "properties": {PREFIX + name: _cause(name, kinds[name]) for name in names},
    }


def _cause(name: str, kind: type) -> Schema:
    said = {"type": "string", "description": _CAUSES[name]}
    if kind is int:
        return {**said, "pattern": "^[0-9]+$"}
    return {**said, "format": "date-time"} if name in _TIMES else said


_CAUSES: Final = {
    "topic": "Where the record stood.",
    "partition": "Its partition.",
    "offset": "Its offset.",
    "stage": "The service that gave it up.",
    "exception_class": "The class of the error.",
    "message": "The error in one line: what, where, what to do.",
    "attempts": "How often it was tried.",
    "first_failure_at": "When it failed first, UTC.",
    "last_failure_at": "When it was given up, UTC.",
    "service_version": "The version of the service that gave it up.",
    "content_sha256": "SHA-256 of the value, of nothing for a record without one.",
}
