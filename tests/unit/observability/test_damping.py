"""Libraries that say the same again and again are damped; what is said once is not."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.observability.damping import QUIET_SECONDS, Damper
from shared.observability.logs import configure_logging


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def said(line: int, text: str = "Connection to %s failed", level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord("kafka.net.manager", level, "manager.py", line, text, ("node 1",), None)


def test_one_place_in_the_code_is_heard_once_in_a_while_with_the_number_of_what_was_left_out() -> None:
    clock = Clock()
    damper = Damper(clock=clock)
    passed = []
    for _ in range(200):  # ten a second
        record = said(248)
        passed += [record.getMessage()] if damper.filter(record) else []
        clock.seconds += QUIET_SECONDS / 100
    assert passed == [
        "Connection to node 1 failed",
        "Connection to node 1 failed (99 more like it were left out)",
    ]


def test_other_places_and_levels_are_heard_at_once() -> None:
    damper = Damper(clock=Clock())
    records = [said(1), said(2), said(1, level=logging.WARNING), said(1)]
    assert [damper.filter(record) for record in records] == [True, True, True, False]


def test_what_is_said_rarely_is_told_as_it_is() -> None:
    clock = Clock()
    damper = Damper(clock=clock)
    for _ in range(3):
        record = said(1)
        assert damper.filter(record)
        assert record.getMessage() == "Connection to node 1 failed"
        clock.seconds += QUIET_SECONDS


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where a service would log to; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    written = io.StringIO()
    configure_logging("info", stream=written)
    yield written
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_service_damps_its_libraries_and_not_itself(stream: io.StringIO) -> None:
    for _ in range(20):
        logging.getLogger("kafka.net.connection").error("Connection lost: %s", "reset by peer")
        structlog.get_logger().warning("loop.log_failed")
    told = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert told.count("Connection lost: reset by peer") == 1
    assert told.count("loop.log_failed") == 20
