"""Structured logs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import structlog

from shared.errors import ConfigurationError
from shared.eventlog.port import Record
from shared.observability.logs import LEVELS, bind_record, configure_logging


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_event_level_time_and_values(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream)
    structlog.get_logger().info(
        "document.finished", name="预算.pdf", path=Path("a/b"), amount=Decimal("1.50")
    )
    (line,) = lines(stream)
    assert (
        line.items()
        >= {
            "event": "document.finished",
            "level": "info",
            "name": "预算.pdf",
            "path": "a/b",
            "amount": "1.50",
        }.items()
    )
    assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None
    assert "预算" in stream.getvalue(), "Chinese is printed as it is"


def test_an_exception_is_part_of_its_line(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream)
    structlog.get_logger().error("record.surprise", exc_info=KeyError("合计"))
    (line,) = lines(stream)
    assert line["exception"][0]["exc_type"] == "KeyError"


@pytest.mark.parametrize(("level", "told"), [("debug", 3), ("info", 2), ("ERROR", 1), ("critical", 0)])
def test_the_level_chooses_what_is_told(stream: io.StringIO, level: str, told: int) -> None:
    configure_logging(level, stream=stream)
    log = structlog.get_logger()
    log.debug("a")
    log.info("b")
    log.error("c")
    assert len(lines(stream)) == told


def test_an_unknown_level_is_refused_with_those_there_are(stream: io.StringIO) -> None:
    with pytest.raises(ConfigurationError, match=r"loud.*debug, info, warning, error, critical"):
        configure_logging("loud", stream=stream)
    assert len(LEVELS) == 5


def test_colours_are_for_terminals_only(stream: io.StringIO) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    for target in (terminal, stream):
        configure_logging("info", stream=target)
        structlog.get_logger().info("document.finished")
    assert "\x1b[" in terminal.getvalue()
    assert "\x1b[" not in stream.getvalue()


def test_libraries_that_log_their_own_way_come_out_in_the_same_form(stream: io.StringIO) -> None:
    configure_logging("debug", stream=stream)
    logging.getLogger("some.library").warning("connection to %s lost", "broker")
    logging.getLogger("some.library").info("chatter")
    (line,) = lines(stream)
    assert (
        line.items()
        >= {
            "event": "connection to broker lost",
            "level": "warning",
            "logger": "some.library",
        }.items()
    )


def test_lines_around_a_record_name_it_and_later_ones_do_not(stream: io.StringIO) -> None:
    record = Record(
        topic="fiscus.documents.submitted.v1",
        key=b"e3b0c442",
        value=b"{}",
        headers=(
            ("ce_id", b"77"),
            ("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ),
        partition=3,
        offset=14,
        timestamp=datetime.now(UTC),
    )
    configure_logging("info", stream=stream)
    log = structlog.get_logger()
    with bind_record(record, stage="extractor"):
        log.info("inside")
    log.info("outside")
    inside, outside = lines(stream)
    context = {
        "stage": "extractor",
        "document_id": "e3b0c442",
        "topic": "fiscus.documents.submitted.v1",
        "partition": 3,
        "offset": 14,
        "event_id": "77",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }
    assert inside.items() >= context.items()
    assert not context.keys() & outside.keys()


def test_a_record_that_is_no_event_can_be_named_too(stream: io.StringIO) -> None:
    record = Record(topic="t", key=b"\xff", value=None, partition=0, offset=0, timestamp=datetime.now(UTC))
    configure_logging("info", stream=stream)
    with bind_record(record, stage="extractor"):
        structlog.get_logger().info("inside")
    assert lines(stream)[0].items() >= {"document_id": "\ufffd", "event_id": None, "trace_id": None}.items()
