"""The text and the tables of one disclosure, published as two files, as one reading of the text.

In come the messages of two whole readings, out go the events of a new reading of the text: its own sections word for
word, behind them those of the tables as `CompanionSection`s, and a manifest over all. The same readings give the same
events. What was joined before is parted first, so that a joined reading can be joined anew or parted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from shared.events.digest import sections_digest
from shared.events.envelope import Event, Message, event_id
from shared.events.topics import COMPANION_KINDS, READING_OFFSET

_COMPANION: Final = "companion"
_CONTRACT: Final = "v1"
_SENDER: Final = "extractor"
"""Whose events they are, as far as their identity goes: what he would have said of one file with both parts."""


def joined(text: Sequence[Message], tables: Sequence[Message], *, first_end: int) -> list[Event]:
    """Give the sections of a text with those of the tables behind them, and the manifest over both.

    Both readings are whole: sections in order, the manifest last. `first_end` is the offset of the manifest by which
    the extractor ended the reading of the text.
    """
    manifest = _content(tables[-1])
    companion, reading = str(manifest["document_id"]), str(manifest["section"]["digest"])
    carried = [
        {"kind": _COMPANION, "document_id": companion, "reading": reading, "section": section}
        for section in (_content(message)["section"] for message in tables[:-1])
        if section["kind"] in COMPANION_KINDS
    ]
    return _reading(text, carried, first_end, act=f"{companion}:{reading}")


def parted(text: Sequence[Message], *, first_end: int) -> list[Event]:
    """Give the sections of a text by themselves, with their manifest. See `joined`."""
    return _reading(text, (), first_end, act=None)


def _reading(
    text: Sequence[Message], carried: Iterable[Mapping[str, Any]], first_end: int, *, act: str | None
) -> list[Event]:
    own = [message for message in text[:-1] if _content(message)["section"]["kind"] != _COMPANION]
    last, told = Event.from_message(text[-1]), _content(text[-1])
    further = [
        _payload({**told, "ordinal": ordinal, "section": section})
        for ordinal, section in enumerate(carried, start=len(own))
    ]
    payloads = [*(message.value or b"" for message in own), *further]
    section = {**told["section"], "section_count": len(payloads), "digest": sections_digest(payloads)}
    manifest = _payload({**told, "ordinal": len(payloads), "section": section})
    return [
        *(_without_order(Event.from_message(message)) for message in own),
        *(_made(last, payload, ordinal, act, {}) for ordinal, payload in enumerate(further, start=len(own))),
        _made(last, manifest, len(payloads), act, {READING_OFFSET: str(first_end)}),
    ]


def _made(like: Event, payload: bytes, ordinal: int, act: str | None, headers: Mapping[str, str]) -> Event:
    """Give an event of the same kind with another payload."""
    return replace(
        _without_order(like),
        id=event_id(like.key, _SENDER, like.type, ordinal, _CONTRACT, act=act),
        data=payload,
        headers={**_without_order(like).headers, **headers},
    )


def _without_order(event: Event) -> Event:
    headers = {name: text for name, text in event.headers.items() if name != READING_OFFSET}
    return replace(event, headers=headers)


def _content(message: Message) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(message.value or b"")
    return content


def _payload(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
