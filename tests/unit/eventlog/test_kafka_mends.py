"""The faults of the Kafka client that are mended: each test sees the mend, and the last ones the fault itself."""

from __future__ import annotations

import gc
import socket
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.net.inet import create_connection
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaTCPTransport

from shared.eventlog.kafka.mends import DIRECT, PlainSocket, heed_answer
from tests.servers.kafka import free_ports


class Coordinator:
    """As much of the library's coordinator as the mend looks at."""

    def __init__(self, task: Future | None) -> None:
        self._join_task: Any = task


class Consumer:
    """As much of the library's consumer as the mend looks at."""

    def __init__(self, task: Future | None) -> None:
        self._coordinator = Coordinator(task)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_an_answer_of_the_group_waits_to_be_heard(before: bool, fails: bool) -> None:
    """Whether it came before the poll or comes during it, the library awaits it rather than ask again."""

    def finish() -> None:
        if fails:
            task.failure(kafka_errors.RebalanceInProgressError())
        else:
            task.success(b"assignment")

    task = Future()
    if before:
        finish()
    consumer = Consumer(task)
    heed_answer(consumer)
    heed_answer(consumer)
    waiting = consumer._coordinator._join_task
    assert not waiting.is_done
    heard: list[Any] = []
    waiting.add_callback(heard.append)
    waiting.add_errback(heard.append)
    if not before:
        finish()
    assert heard == [kafka_errors.RebalanceInProgressError() if fails else b"assignment"]


def test_where_no_answer_is_awaited_there_is_nothing_to_heed() -> None:
    consumer = Consumer(None)
    heed_answer(consumer)
    assert consumer._coordinator._join_task is None


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a connection; ours does not block, as the library has it."""
    with socket.create_server(("127.0.0.1", 0)) as server, PlainSocket() as ours:
        ours.connect(server.getsockname())
        theirs, _ = server.accept()
        ours.setblocking(False)
        with theirs:
            yield ours, theirs


def await_end(ours: socket.socket) -> None:
    """Wait until the other end's hanging up has arrived."""
    deadline = time.monotonic() + 10
    while ours.recv(1000, socket.MSG_PEEK) != b"reason" and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)


def test_what_a_broker_says_before_it_hangs_up_is_heard(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"reason")
    theirs.close()
    await_end(ours)
    transport = KafkaTCPTransport(None, ours)
    assert transport._sock_recv() == (b"reason", None)
    assert transport._sock_recv() == (b"", kafka_errors.KafkaConnectionError("socket disconnected"))


def test_without_the_mend_the_library_would_tell_an_error_with_the_words() -> None:
    """With it, the transport drops them: when this fails, the library is mended and `LastWords` can go."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as ours:
        ours.connect(server.getsockname())
        theirs, _ = server.accept()
        theirs.sendall(b"reason")
        theirs.close()
        await_end(ours)
        ours.setblocking(False)
        words, error = KafkaTCPTransport(None, ours)._sock_recv()
    assert words == b"reason"
    assert error is not None


@pytest.mark.parametrize(("proxy", "unclosed"), [(DIRECT, 0), (None, 1)])
def test_a_refused_connection_leaves_no_socket_open(proxy: str | None, unclosed: int) -> None:
    """The second case is the library without the mend; when it fails, `DirectSocket` need not close sockets."""
    (port,) = free_ports(1)
    net = NetworkSelector()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(kafka_errors.KafkaConnectionError):
            net.run(create_connection, net, "127.0.0.1", port, (), proxy)
        net.close()
        gc.collect()
    assert len([one for one in caught if "unclosed" in str(one.message)]) == unclosed
