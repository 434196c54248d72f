"""Structured logs on stderr: JSON lines for machines, coloured lines on a terminal, one context around each record.

Every line carries what `bind_record` bound: document, event, place in the log, trace. Libraries that log
through the standard library come out in the same form, from WARNING up, and do not repeat themselves by the second.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

import structlog
from structlog.typing import Processor

from shared.errors import ConfigurationError
from shared.eventlog.port import Record
from shared.observability.damping import Damper
from shared.observability.tracing import trace_id

LEVELS: Final = ("debug", "info", "warning", "error", "critical")
"""What `--log-level` takes."""


def configure_logging(
    level: str = "info", *, stream: TextIO | None = None, colours: bool | None = None
) -> None:
    """Let everything log to `stream` (default: stderr) from `level` on.

    `colours` chooses the form for people; by default it is chosen on a terminal, JSON lines elsewhere. Raises
    `ConfigurationError` for a level that is not one of `LEVELS`.
    """
    if level.lower() not in LEVELS:
        raise ConfigurationError(f"no such log level: {level}", remedy=f"choose one of {', '.join(LEVELS)}")
    target = sys.stderr if stream is None else stream
    for_people = target.isatty() if colours is None else colours
    threshold = logging.getLevelNamesMapping()[level.upper()]
    ending = _for_people() if for_people else _for_machines()
    structlog.configure(
        processors=[*_common(), *ending],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(file=target),
        cache_logger_on_first_use=False,
    )
    _adopt_standard_library(target, max(threshold, logging.WARNING), ending)


@contextmanager
def bind_record(record: Record, *, stage: str) -> Iterator[None]:
    """Let every line inside the block name the record that is worked on; afterwards the context is as it was."""
    with structlog.contextvars.bound_contextvars(
        stage=stage,
        document_id=None if record.key is None else record.key.decode("utf-8", errors="replace"),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        event_id=record.header("ce_id"),
        trace_id=trace_id(record.header("traceparent")),
    ):
        yield


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _for_machines() -> list[Processor]:
    # A non-ASCII name is printed as it is; what JSON cannot hold (a path, a decimal) is printed as its text.
    return [
        # Without the values of local variables: a password may be among them.
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]


def _for_people() -> list[Processor]:
    plain = structlog.dev.RichTracebackFormatter(show_locals=False)
    return [structlog.dev.ConsoleRenderer(colors=True, exception_formatter=plain)]


def _adopt_standard_library(target: TextIO, threshold: int, ending: list[Processor]) -> None:
    handler = logging.StreamHandler(target)
    handler.addFilter(Damper())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_common(), structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(threshold)
