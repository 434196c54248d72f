"""The W3C trace context."""

from __future__ import annotations

import re

import pytest

from shared.events.envelope import Event, Message
from shared.observability.tracing import child_traceparent, in_trace_of, new_traceparent, trace_id

HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def event(**headers: str) -> Event:
    return Event(topic="t", key="k", id="1", type="t", source="/s", data=b"{}", headers=headers)


def cause(value: bytes | None) -> Message:
    return Message(topic="t", key=b"k", value=b"", headers=() if value is None else (("traceparent", value),))


def test_a_new_trace_is_well_formed_and_like_no_other() -> None:
    headers = {new_traceparent() for _ in range(100)}
    assert len(headers) == 100
    assert all(re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", header) for header in headers)


def test_a_step_stays_in_the_trace_with_a_span_of_its_own() -> None:
    child = child_traceparent(HEADER)
    assert trace_id(child) == trace_id(HEADER) == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert child != HEADER


def test_a_trace_that_is_not_sampled_stays_so() -> None:
    assert child_traceparent(HEADER[:-2] + "00").endswith("-00")


def test_a_header_of_a_later_version_is_understood() -> None:
    assert trace_id(HEADER.replace("00-", "01-", 1) + "-more") == trace_id(HEADER)


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        "",
        "nonsense",
        HEADER.upper(),
        "ff" + HEADER[2:],
        HEADER.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32),
        HEADER.replace("00f067aa0ba902b7", "0" * 16),
    ],
)
def test_a_malformed_header_begins_a_new_trace(malformed: str | None) -> None:
    assert trace_id(malformed) is None
    assert trace_id(child_traceparent(malformed)) is not None


def test_events_follow_the_trace_of_their_cause_together() -> None:
    followers = in_trace_of(cause(HEADER.encode()), [event(), event(x="y")])
    headers = {follower.headers["traceparent"] for follower in followers}
    assert len(headers) == 1
    assert trace_id(headers.pop()) == trace_id(HEADER)
    assert followers[1].headers["x"] == "y"


def test_an_event_that_names_its_trace_keeps_it() -> None:
    (kept,) = in_trace_of(cause(None), [event(traceparent=HEADER)])
    assert kept.headers["traceparent"] == HEADER
