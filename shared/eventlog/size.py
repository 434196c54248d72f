"""How large a record may be, on every log alike: what fits one adapter fits them all.

In come events and raw messages, out go messages to append, or `RecordTooLargeError`. A raw message may be larger than
an event: a dead letter is the record that failed with more headers, and must never be too large where that one was not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from shared.eventlog.port import Outgoing, RecordTooLargeError
from shared.events.envelope import Event, Message

LARGEST_EVENT_BYTES: Final = 4 * 1024 * 1024
"""Key, value and headers of an event, with `RECORD_OVERHEAD_BYTES`."""
LETTER_BYTES: Final = 32 * 1024
"""What a dead letter may have beyond its record: the headers that tell the cause, of some 5 kB at most."""
LARGEST_RECORD_BYTES: Final = LARGEST_EVENT_BYTES + LETTER_BYTES
RECORD_OVERHEAD_BYTES: Final = 1024
"""More than the lengths and the batch header around a record take."""


def to_messages(items: Sequence[Outgoing]) -> list[Message]:
    """Give the messages of what is to be published. Raises `RecordTooLargeError` when one is larger than allowed."""
    return [_message(item) for item in items]


def size_of(message: Message) -> int:
    """The bytes that a message takes in the log, at most."""
    headers = sum(len(name.encode("utf-8")) + len(value) for name, value in message.headers)
    return len(message.key or b"") + len(message.value or b"") + headers + RECORD_OVERHEAD_BYTES


def _message(item: Outgoing) -> Message:
    message, most = (
        (item.to_message(), LARGEST_EVENT_BYTES) if isinstance(item, Event) else (item, LARGEST_RECORD_BYTES)
    )
    if (size := size_of(message)) > most:
        raise RecordTooLargeError(
            f"an event of {size} bytes is too large, {most} is the most",
            where=message.topic,
            remedy="split its data",
        )
    return message
