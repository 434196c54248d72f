"""Mends faults of the client library, kafka-python 3.0.0 to 3.0.12, from outside.

1. What a group answers between two polls is thrown away: `heed_answer`.
2. A connection that is refused leaves its socket open: `DirectSocket`.
3. A resumed partition may never be read again: `free_parked`.
4. What a broker says before it hangs up is thrown away, its reason for refusing a user above all: `LastWords`.

With other faults our own classes deal where they meet them. A producer that is collected puts its module's logger out
of action, and one that cannot deliver cannot be closed (`publisher`). A client whose construction fails leaves a
thread and sockets behind, and a refused user is tried again and again (`client`). A TLS handshake has no time limit
(`catalogue`).
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import Any, Final

from kafka.net.inet import KafkaNetSocket

DIRECT: Final = "direct://"
"""The "proxy" of clients that connect directly, by `DirectSocket`."""


def heed_answer(consumer: Any) -> None:  # noqa: ANN401 - the library has no types
    """Let the next poll of a `KafkaConsumer` take the answer that its group gave since the last one.

    To join a group the library sends a request that lasts until all members have joined, and a poll waits for the
    answer a while. An answer that comes between two polls is dropped (`BaseCoordinator.join_group_async` takes a
    finished task for none) and the request is sent again; where the member leads its group, that begins a new
    rebalance, which everybody has to join again. An answer that is out of date does no harm: the group refuses the
    generation that it names.
    """
    coordinator = consumer._coordinator  # noqa: SLF001 - there is no public way to it
    task = coordinator._join_task  # noqa: SLF001
    if task is not None and not isinstance(task, _Unheard):
        coordinator._join_task = _Unheard(task)  # noqa: SLF001


def free_parked(consumer: Any) -> None:  # noqa: ANN401
    """Let the next poll of a `KafkaConsumer` look at the records that were parked while their partition was paused.

    `Fetcher._fetched_records` takes parked records of resumed partitions up again only where it holds no others, and
    asks so by `is None`; a batch that is used up is false, but not None, and keeps them parked for ever.
    """
    fetcher = consumer._fetcher  # noqa: SLF001 - there is no public way to it
    if not fetcher._next_partition_records:  # noqa: SLF001
        fetcher._next_partition_records = None  # noqa: SLF001


class _Unheard:
    """A task that is under way or finished, but that nobody has heard the end of: to the library it is not done."""

    is_done = False

    def __init__(self, task: Any) -> None:  # noqa: ANN401
        self._task = task

    def add_callback(self, callback: Callable[[Any], None]) -> None:
        """Call `callback` with the result, when it is there."""
        self._task.add_callback(callback)

    def add_errback(self, callback: Callable[[Any], None]) -> None:
        """Call `callback` with the error, when there is one."""
        self._task.add_errback(callback)


class LastWords:
    """Mixed into a socket class: the end of the stream is not told together with the bytes before it.

    The socket also closes itself when it is collected. The library forgets some: those whose handshake was given up,
    or whose connection was wanted no more by the time it stood.
    """

    _heard = False
    close: Callable[[], None]

    def recv(self, *arguments: Any) -> bytes:  # noqa: ANN401 - as in the socket
        """Receive. The end that directly follows bytes is told as "nothing yet" once."""
        received: bytes = super().recv(*arguments)  # type: ignore[misc] # of the socket
        self._heard, heard = bool(received), self._heard
        if heard and not received:
            raise BlockingIOError
        return received

    def __del__(self) -> None:
        """Close it."""
        self.close()


class PlainSocket(LastWords, socket.socket):
    """A socket whose peer is heard out."""


class EncryptedSocket(LastWords, ssl.SSLSocket):
    """A socket with TLS whose peer is heard out: for `SSLContext.sslsocket_class`."""


class DirectSocket(KafkaNetSocket):  # type: ignore[misc] # the library has no types
    """Connects as the library does without a proxy, and closes the socket when that fails."""

    SCHEMES = (DIRECT.removesuffix("://"),)

    def socket(self, family: int, sock_type: int, proto: int) -> PlainSocket:
        """See the library."""
        return PlainSocket(family, sock_type, proto)

    async def sock_connect(self, net: Any, sock: Any, sockaddr: Any, timeout_at: float | None = None) -> Any:  # noqa: ANN401
        """See the library."""
        try:
            return await super().sock_connect(net, sock, sockaddr, timeout_at=timeout_at)
        except BaseException:
            sock.close()
            raise
