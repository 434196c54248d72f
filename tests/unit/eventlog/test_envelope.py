"""Events and their form on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ContractError
from shared.events.envelope import Event, Message, event_id

text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
extra_names = text.filter(lambda name: not name.startswith("ce_") and name != "content-type")
events = st.builds(
    Event,
    topic=text,
    key=text,
    id=text,
    type=text,
    source=text,
    data=st.binary(),
    subject=st.none() | text,
    time=st.none() | st.datetimes(timezones=st.just(UTC)),
    dataschema=st.none() | text,
    headers=st.dictionaries(extra_names, st.text(st.characters(exclude_categories=["Cs"])), max_size=3),
)

MINIMAL = (("ce_specversion", b"1.0"), ("ce_id", b"1"), ("ce_source", b"/s"), ("ce_type", b"t"))


def message(headers: tuple[tuple[str, bytes], ...] = MINIMAL, key: bytes | None = b"k") -> Message:
    return Message(topic="a.topic", key=key, value=b"{}", headers=headers)


@given(events)
def test_an_event_survives_the_wire(event: Event) -> None:
    assert Event.from_message(event.to_message()) == event


def test_attributes_are_headers_of_the_binary_mode() -> None:
    event = Event(
        topic="a.topic",
        key="k",
        id="1",
        type="t",
        source="/s",
        data=b"{}",
        subject="表三",
        time=datetime(2024, 1, 31, 16, 0, tzinfo=timezone(timedelta(hours=8))),
        dataschema="urn:x",
        headers={"traceparent": "00-ab-cd-01"},
    )
    assert event.to_headers() == (
        ("ce_specversion", b"1.0"),
        ("ce_id", b"1"),
        ("ce_source", b"/s"),
        ("ce_type", b"t"),
        ("ce_subject", "表三".encode()),
        ("ce_time", b"2024-01-31T08:00:00Z"),
        ("ce_dataschema", b"urn:x"),
        ("content-type", b"application/json"),
        ("traceparent", b"00-ab-cd-01"),
    )


def test_unknown_attributes_of_a_newer_writer_are_passed_over() -> None:
    event = Event.from_message(message((*MINIMAL, ("ce_severity", b"9"), ("x", b"y"))))
    assert event.headers == {"x": "y"}


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (message(MINIMAL[1:]), "ce_specversion"),
        (message(MINIMAL[:1]), "ce_id, ce_source, ce_type"),
        (message((*MINIMAL[:1], ("ce_id", b""), *MINIMAL[2:])), "ce_id"),
        (message((("ce_specversion", b"2.0"), *MINIMAL[1:])), "version 2.0"),
        (message((*MINIMAL, ("content-type", b"text/plain"))), "text/plain is not JSON"),
        (message((*MINIMAL, ("ce_subject", b"\xff"))), "header is not UTF-8"),
        (message((*MINIMAL, ("ce_time", b"yesterday"))), "ce_time is not a time: yesterday"),
        (message(key=None), "no key"),
        (message(key=b"\xff"), "key is not UTF-8"),
        (Message(topic="a.topic", key=b"k", value=None, headers=MINIMAL), "no value"),
    ],
)
def test_what_is_no_event_breaks_the_contract(broken: Message, complaint: str) -> None:
    with pytest.raises(ContractError, match=complaint) as caught:
        Event.from_message(broken)
    assert caught.value.where == "a.topic"
    assert caught.value.remedy


def test_json_with_a_charset_is_json() -> None:
    assert (
        Event.from_message(message((*MINIMAL, ("content-type", b"Application/JSON; charset=utf-8")))).id
        == "1"
    )


def test_a_header_of_an_attribute_cannot_be_smuggled_in() -> None:
    event = Event(topic="a", key="k", id="1", type="t", source="/s", data=b"", headers={"ce_id": "2"})
    with pytest.raises(ValueError, match="ce_id"):
        event.to_message()


def test_a_time_needs_a_zone() -> None:
    somewhere = datetime(2024, 1, 1)  # noqa: DTZ001 - the fault that is looked for
    event = Event(topic="a", key="k", id="1", type="t", source="/s", data=b"", time=somewhere)
    with pytest.raises(ValueError, match="time zone"):
        event.to_message()


def test_the_last_of_several_headers_counts() -> None:
    assert message((("a", b"1"), ("a", b"2"))).header("a") == "2"
    assert message().header("a") is None


def test_an_event_id_is_the_same_for_ever() -> None:
    """Readers recognise a repeated event by it, also after an upgrade."""
    assert event_id("e3b0", "extractor", "section", 3, "1") == "010a6b8f8f3a65413f5611af6abc92b5"


@given(st.tuples(text, text, text, st.integers(0), text), st.tuples(text, text, text, st.integers(0), text))
def test_event_ids_differ_where_the_events_do(
    one: tuple[str, str, str, int, str], other: tuple[str, str, str, int, str]
) -> None:
    assert (event_id(*one) == event_id(*other)) == (one == other)


def test_parts_of_an_id_cannot_be_shifted_into_one_another() -> None:
    assert event_id("a", "bc", "d", 1, "1") != event_id("ab", "c", "d", 1, "1")
