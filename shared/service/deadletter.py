"""Dead letters: what could not be processed, exactly as it was, with the reason in its headers.

Key, value and headers of the record stay as they are, byte for byte; beside them stand headers `fiscus_dlq_…`,
after the pattern of Kafka Connect. The stack trace is for the log, not for the header. `restored` undoes it,
for a replay: the event keeps its id, and its attempts begin anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.errors import ContractError, FiscusError, one_line
from shared.eventlog.port import Record
from shared.events.envelope import Message

PREFIX: Final = "fiscus_dlq_"
LONGEST_MESSAGE: Final = 1000
"""Characters kept of an error's text: a header is for reading in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a record is a dead letter. Each field is a header `fiscus_dlq_<field>`."""

    topic: str
    partition: int
    offset: int
    stage: str
    exception_class: str
    message: str
    attempts: int
    first_failure_at: str
    """RFC 3339, UTC."""
    last_failure_at: str
    service_version: str
    content_sha256: str
    """Of the value; of nothing for a record without one."""


def cause_of(
    record: Record,
    error: BaseException,
    *,
    stage: str,
    attempts: int,
    first_failure: datetime,
    last_failure: datetime,
    service_version: str,
) -> Cause:
    """The cause of a record's failure. The error's text is cut to `LONGEST_MESSAGE` characters and one line."""
    return Cause(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        stage=stage,
        exception_class=type(error).__name__,
        message=(str(error) if isinstance(error, FiscusError) else one_line(str(error)))[:LONGEST_MESSAGE],
        attempts=attempts,
        first_failure_at=first_failure.isoformat(),
        last_failure_at=last_failure.isoformat(),
        service_version=service_version,
        content_sha256=hashlib.sha256(record.value or b"").hexdigest(),
    )


def dead_letter(record: Record, cause: Cause, topic: str) -> Message:
    """The message for the dead-letter `topic`. Causes of an earlier failure, before a replay, are replaced."""
    told = tuple(
        (PREFIX + name, str(getattr(cause, name)).encode("utf-8")) for name in Cause.__dataclass_fields__
    )
    return Message(topic=topic, key=record.key, value=record.value, headers=(*_original(record), *told))


def read_cause(letter: Message) -> Cause:
    """The cause that a dead letter carries; `ContractError` when it is no dead letter."""
    texts = {name: letter.header(PREFIX + name) for name in Cause.__dataclass_fields__}
    found = {name: text for name, text in texts.items() if text is not None}
    missing = sorted(texts.keys() - found.keys())
    if missing:
        raise ContractError(f"headers of a dead letter are missing: {', '.join(missing)}", where=letter.topic)
    numbers = {name: _number(found.pop(name), name, letter) for name in ("partition", "offset", "attempts")}
    return Cause(**numbers, **found)  # type: ignore[arg-type]


def restored(letter: Message) -> Message:
    """The message as it was before it failed, for the topic it came from; `ContractError` when it is no dead letter."""
    cause = read_cause(letter)
    return Message(topic=cause.topic, key=letter.key, value=letter.value, headers=_original(letter))


def _original(message: Message) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, value) for name, value in message.headers if not name.startswith(PREFIX))


def _number(text: str, name: str, letter: Message) -> int:
    try:
        return int(text)
    except ValueError:
        raise ContractError(f"header {PREFIX}{name} is not a number", where=letter.topic) from None
