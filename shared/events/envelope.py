"""The envelope of every event: CloudEvents 1.0 attributes in the headers, the payload as JSON bytes in the value.

An `Event` is what a service means to say; a `Message` is its form on the wire (key, value, headers). The
mapping is the *binary content mode* of the CloudEvents Kafka protocol binding: each attribute is a UTF-8 header
`ce_<name>`, except `datacontenttype`, which is the header `content-type`; the record key is ours. Headers that
are no attributes (the W3C `traceparent`) travel beside them unchanged.

Identity is a function of the input: `event_id` knows no clock and no random number, so that work done twice
says the same thing twice, and readers see that it is the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Self

from shared.errors import ContractError

SPEC_VERSION = "1.0"
JSON_CONTENT_TYPE = "application/json"
TRACEPARENT = "traceparent"
_REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type")
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

Headers = tuple[tuple[str, bytes], ...]
"""Headers on the wire: names and raw values in order. Names may repeat, as Kafka allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message for a topic, as raw bytes. `value` None is a tombstone; `key` None leaves the partition to the log."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    def header(self, name: str) -> str | None:
        """The last header of that name as text, None where there is none. Bytes that are not UTF-8 become U+FFFD."""
        for key, value in reversed(self.headers):
            if key == name:
                return value.decode("utf-8", errors="replace")
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event: something that happened to the document that is its key.

    `source` and `id` together name the event in the whole world; an event with the same pair is the same event.
    """

    topic: str
    key: str
    """The document id: all events of a document stand in one partition, in order."""
    id: str
    """See `event_id`."""
    type: str
    """What happened, for example `fiscus.section.extracted.v1`."""
    source: str
    """Who says so, for example `/fiscus/extractor`."""
    data: bytes
    """The payload, JSON in UTF-8."""
    subject: str | None = None
    time: datetime | None = None
    """When it happened, with a time zone; None where only a clock could tell."""
    dataschema: str | None = None
    """URI of the JSON Schema of the payload."""
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    """Further headers, `traceparent` among them; names that begin with `ce_` and `content-type` are reserved."""

    def to_headers(self) -> Headers:
        """The headers on the wire: the attributes in binary mode, then the further headers."""
        attributes = {
            "ce_specversion": SPEC_VERSION,
            "ce_id": self.id,
            "ce_source": self.source,
            "ce_type": self.type,
            "ce_subject": self.subject,
            "ce_time": None if self.time is None else _rfc3339(self.time),
            "ce_dataschema": self.dataschema,
            "content-type": JSON_CONTENT_TYPE,
        }
        clash = sorted(name for name in self.headers if _is_reserved(name))
        if clash:
            raise ValueError(f"header names are reserved for attributes: {', '.join(clash)}")
        named = [(name, text) for name, text in attributes.items() if text is not None]
        return tuple((name, text.encode("utf-8")) for name, text in [*named, *self.headers.items()])

    def to_message(self) -> Message:
        """The event as it goes on the wire."""
        return Message(
            topic=self.topic, key=self.key.encode("utf-8"), value=self.data, headers=self.to_headers()
        )

    @classmethod
    def from_headers(cls, headers: Headers, *, topic: str, key: str, data: bytes) -> Self:
        """The event that `headers` describe.

        Unknown `ce_` attributes of newer writers are passed over. Raises `ContractError` when a required
        attribute is missing, the version is not 1.x, the content is not JSON or a header is not UTF-8.
        """
        texts = _decoded(headers, topic)
        _require(texts, topic)
        return cls(
            topic=topic,
            key=key,
            id=texts["ce_id"],
            type=texts["ce_type"],
            source=texts["ce_source"],
            data=data,
            subject=texts.get("ce_subject"),
            time=_instant(texts.get("ce_time"), topic),
            dataschema=texts.get("ce_dataschema"),
            headers=MappingProxyType({name: text for name, text in texts.items() if not _is_reserved(name)}),
        )

    @classmethod
    def from_message(cls, message: Message) -> Self:
        """The event that a message (or a record of the log) carries; `ContractError` when it carries none."""
        if message.value is None:
            raise _broken("the message has no value", message.topic)
        if message.key is None:
            raise _broken("the message has no key", message.topic)
        try:
            key = message.key.decode("utf-8")
        except UnicodeDecodeError:
            raise _broken("the key is not UTF-8", message.topic) from None
        return cls.from_headers(message.headers, topic=message.topic, key=key, data=message.value)


def event_id(
    document_id: str,
    producer: str,
    kind: str,
    ordinal: int,
    contract_version: str,
    *,
    act: str | None = None,
) -> str:
    """The id of an event, 32 hex digits, from what it says and nothing else.

    `producer` is the service, `kind` the event type, `ordinal` its number among the document's events of that
    kind, `contract_version` the version of the payload's contract: a payload of another form is another event.
    `act` tells apart what the producer says of one document at several times, where it does: a judgement and a later
    one. The parts are joined as a JSON array, so that no two different lists of parts give the same text.
    """
    named = [document_id, producer, kind, ordinal, contract_version]
    parts = json.dumps(named if act is None else [*named, act], ensure_ascii=True)
    return hashlib.sha256(parts.encode("ascii")).hexdigest()[:32]


def _is_reserved(name: str) -> bool:
    return name.startswith("ce_") or name == "content-type"


def _decoded(headers: Headers, topic: str) -> dict[str, str]:
    try:
        return {name: value.decode("utf-8") for name, value in headers}
    except UnicodeDecodeError:
        raise _broken("a header is not UTF-8", topic) from None


def _require(texts: Mapping[str, str], topic: str) -> None:
    missing = [name for name in _REQUIRED if not texts.get(name)]
    if missing:
        raise _broken(f"CloudEvents attributes are missing: {', '.join(missing)}", topic)
    if texts["ce_specversion"].split(".")[0] != SPEC_VERSION.split(".", maxsplit=1)[0]:
        raise _broken(f"CloudEvents version {texts['ce_specversion']} is not known", topic)
    content_type = texts.get("content-type", JSON_CONTENT_TYPE)
    if content_type.split(";")[0].strip().lower() != JSON_CONTENT_TYPE:
        raise _broken(f"content type {content_type} is not JSON", topic)


def _rfc3339(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("the time of an event needs a time zone")
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _instant(text: str | None, topic: str) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _broken(f"ce_time is not a time: {text[:40]}", topic) from None


def _broken(what: str, topic: str) -> ContractError:
    return ContractError(what, where=topic, remedy="mend the writer, then replay the dead letter")
