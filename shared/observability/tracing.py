"""W3C trace context: one trace follows a document from its submission to its rows.

Only the `traceparent` header is made and passed on (https://www.w3.org/TR/trace-context/, version 00); no
tracing library is needed for that, and one may be added later. Ids are random: they never enter the identity of
an event.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from shared.events.envelope import TRACEPARENT, Event, Message

_PATTERN: Final = re.compile(
    r"^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$"
)


def new_traceparent() -> str:
    """The header of a new, sampled trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def child_traceparent(parent: str | None) -> str:
    """The header of a step within the trace of `parent`; of a new trace where `parent` is none or malformed.

    Malformed headers come from outside and must not stop a document; the specification says to begin anew.
    """
    found = _PATTERN.match(parent or "")
    if not found:
        return new_traceparent()
    return f"00-{found[1]}-{secrets.token_hex(8)}-{found[3]}"


def trace_id(traceparent: str | None) -> str | None:
    """The 32 hex digits of the trace in the header; None where there is none or it is malformed."""
    found = _PATTERN.match(traceparent or "")
    return found[1] if found else None


def in_trace_of(cause: Message, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events as steps of the trace that `cause` belongs to; an event that names a trace itself keeps it."""
    header = child_traceparent(cause.header(TRACEPARENT))
    return tuple(
        event
        if TRACEPARENT in event.headers
        else replace(event, headers={**event.headers, TRACEPARENT: header})
        for event in events
    )
