"""A service that kills itself: `python -m tests.chaos.programs.doomed STAGE POINT TURN`.

It is `python -m services.STAGE`, with the methods of the adapters wrapped so that the process sends itself SIGKILL when
POINT of `tests.chaos.points` is reached for the TURN-th time; the product has no hook for it. Just before, it logs
`chaos.died`. Two more points are for documents that are poison, TURN being the document's id: `kills_worker` kills the
worker process that is to read it, `kills_service` the service, each time. With `full`, TURN is a file: while it
is there, the embedded log is full. `never` disturbs nothing.

A validator run by this program makes small batches, so that documents have several parts.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final, NoReturn

import kafka
from kafka.producer.future import FutureRecordMetadata

from services.extractor.isolation.process import WorkerProcess
from services.loader.assembly import Assembler
from services.loader.warehouse.documents import Documents
from services.loader.warehouse.relational import RelationalWarehouse
from services.validator import records
from shared.eventlog.embedded import storage
from shared.eventlog.embedded.consumer import EmbeddedConsumer
from shared.eventlog.kafka.consumer import KafkaMember
from shared.eventlog.port import RebalancedError
from shared.service.loop import ServiceLoop

CONSUMERS: Final[tuple[type[Any], ...]] = (EmbeddedConsumer, KafkaMember)
BATCH_BYTES: Final = 20_000


def die(point: str) -> NoReturn:
    """Say so, and be gone as if the machine had taken the process."""
    os.write(sys.stderr.fileno(), json.dumps({"event": "chaos.died", "point": point}).encode() + b"\n")
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


class Trap:
    """Springs when it is stepped on for the `turn`-th time."""

    def __init__(self, point: str, turn: int) -> None:
        self._point = point
        self._left = turn

    @property
    def is_last(self) -> bool:
        """Whether the next step is the deadly one."""
        return self._left == 1

    def step(self) -> None:
        """Count, and die in time."""
        self._left -= 1
        if self._left == 0:
            die(self._point)


def around(owner: Any, name: str, wrapper: Callable[..., Any]) -> None:  # noqa: ANN401 - classes and modules
    """Let `wrapper(inner, *arguments)` be called in place of a function or method."""
    inner = getattr(owner, name)

    @wraps(inner)
    def wrapped(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        return wrapper(inner, *arguments, **named)

    setattr(owner, name, wrapped)


def before(owner: Any, name: str, trap: Trap, when: Callable[..., bool] = lambda *_, **__: True) -> None:  # noqa: ANN401
    """Step on the trap before a call, where `when(*arguments)` holds."""

    def wrapper(inner: Callable[..., Any], *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        if when(*arguments, **named):
            trap.step()
        return inner(*arguments, **named)

    around(owner, name, wrapper)


def after(owner: Any, name: str, trap: Trap, when: Callable[[Any], bool] = lambda _: True) -> None:  # noqa: ANN401
    """Step on the trap after a call, where `when(result)` holds."""

    def wrapper(inner: Callable[..., Any], *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        result = inner(*arguments, **named)
        if when(result):
            trap.step()
        return result

    around(owner, name, wrapper)


def _has_outputs(_consumer: object, _watermarks: object, outputs: Sequence[object] = ()) -> bool:
    """Whether a commit publishes something."""
    return bool(outputs)


def opened(trap: Trap) -> None:
    """Everything is open."""
    before(ServiceLoop, "run", trap)


def polled(trap: Trap) -> None:
    """Records came."""
    for consumer in CONSUMERS:
        after(consumer, "poll", trap, bool)


def parsing(trap: Trap) -> None:
    """A worker is busy; whoever waits for it looks at its memory every 50 ms."""

    def memory(inner: Callable[..., Any], process: WorkerProcess) -> Any:  # noqa: ANN401
        if trap.is_last:
            os.kill(process._process.pid, signal.SIGKILL)
        trap.step()
        return inner(process)

    around(WorkerProcess, "_memory", memory)


def worked(trap: Trap) -> None:
    """The commit is to begin."""
    for consumer in CONSUMERS:
        before(consumer, "commit", trap, _has_outputs)


def between_parts(trap: Trap) -> None:
    """Half of the outputs is in the log, or (loader) a document is begun and not whole."""
    if STAGE == "loader":
        after(Assembler, "add", trap, lambda whole: whole is None)
        return

    def append(inner: Callable[..., Any], connection: object, messages: Sequence[object]) -> None:
        if len(messages) > 1:
            inner(connection, messages[: len(messages) // 2])
            trap.step()
            messages = messages[len(messages) // 2 :]
        inner(connection, messages)

    sends = itertools.count(1)

    def send(inner: Callable[..., Any], producer: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        future = inner(producer, *arguments, **named)
        if next(sends) % 3 == 0:
            future.get(60)
            trap.step()
        return future

    around(storage, "append", append)
    around(kafka.KafkaProducer, "send", send)


def sent(trap: Trap) -> None:
    """Outputs are with the producer, or in an open transaction. On Kafka at each confirmation."""
    after(storage, "append", trap)
    before(FutureRecordMetadata, "get", trap)


def storing(trap: Trap) -> None:
    """The document's rows are written, the transaction is open."""
    after(Documents, "write", trap)


def stored(trap: Trap) -> None:
    """The warehouse has the document."""
    after(RelationalWarehouse, "store", trap)


def flushed(trap: Trap) -> None:
    """What is left to do is to commit the watermark."""
    after(storage, "store_watermarks", trap)
    before(kafka.KafkaConsumer, "commit", trap)


def statement(trap: Trap) -> None:
    """Each SQL statement of a commit counts."""

    def commit(inner: Callable[..., Any], consumer: EmbeddedConsumer, *arguments: Any) -> None:  # noqa: ANN401
        consumer._connection.set_trace_callback(lambda _: trap.step())
        try:
            inner(consumer, *arguments)
        finally:
            consumer._connection.set_trace_callback(None)

    around(EmbeddedConsumer, "commit", commit)


def committed(trap: Trap) -> None:
    """The commit has returned."""
    for consumer in CONSUMERS:
        after(consumer, "commit", trap)


def assigned(trap: Trap) -> None:
    """The first poll that leaves the member with partitions."""

    def poll(inner: Callable[..., Any], consumer: Any, *arguments: Any) -> Any:  # noqa: ANN401
        had = consumer.assignment()
        try:
            return inner(consumer, *arguments)
        finally:
            if consumer.assignment() - had:
                trap.step()

    for consumer in CONSUMERS:
        around(consumer, "poll", poll)


def rebalanced(trap: Trap) -> None:
    """A poll tells a loss."""

    def poll(inner: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
        try:
            return inner(*arguments)
        except RebalancedError:
            trap.step()
            raise

    for consumer in CONSUMERS:
        around(consumer, "poll", poll)


def poison(document_id: str, lethal: Callable[[WorkerProcess], None]) -> None:
    """Do something lethal each time that this document is to be read."""

    def run(inner: Callable[..., Any], process: WorkerProcess, job: Any, *arguments: Any) -> Any:  # noqa: ANN401
        if job.arguments[0].document_id == document_id:
            lethal(process)
        return inner(process, job, *arguments)

    around(WorkerProcess, "run", run)


def full(switch: Path) -> None:
    """While the switch is there, SQLite may not make the log's file larger."""

    def commit(inner: Callable[..., Any], consumer: EmbeddedConsumer, *arguments: Any) -> None:  # noqa: ANN401
        pages = 1 if switch.exists() else 2**30  # SQLite makes the least of it that the file has already
        consumer._connection.execute(f"PRAGMA max_page_count = {pages}")
        inner(consumer, *arguments)

    around(EmbeddedConsumer, "commit", commit)


def main(point: str, turn: str) -> int:
    """Set the trap and run the service."""
    records.BATCH_BYTES = BATCH_BYTES  # type: ignore[misc]
    if point == "kills_worker":
        poison(turn, lambda process: os.kill(process._process.pid, signal.SIGKILL))
    elif point == "kills_service":
        poison(turn, lambda _: die(point))
    elif point == "full":
        full(Path(turn))
    elif point != "never":
        globals()[point](Trap(point, int(turn)))
    program = importlib.import_module(f"services.{STAGE}.__main__")
    return int(program.main([]))


if __name__ == "__main__":
    STAGE = sys.argv[1]
    sys.exit(main(*sys.argv[2:]))
