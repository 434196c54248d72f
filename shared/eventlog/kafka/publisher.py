"""Publishing: messages go in, and when `publish` returns every one of them is on all in-sync replicas.

One idempotent producer is shared by all threads. What it retries by itself, for as long as the delivery timeout, is
written once and in order. When a send has failed for good, nothing is known of the producer's state or of what is in
the log: the producer is given up, the caller repeats, and the repetition may stand in the log a second time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any, Final

import kafka
from kafka.errors import KafkaError
from kafka.serializer import Serializer

from shared.errors import ConfigurationError
from shared.eventlog.kafka.client import Connected, connect
from shared.eventlog.kafka.errors import translation
from shared.eventlog.kafka.settings import KafkaSettings
from shared.eventlog.size import LARGEST_RECORD_BYTES, RECORD_OVERHEAD_BYTES
from shared.events.envelope import Message

BATCH_BYTES: Final = 512 * 1024
"""Records of one partition go out in batches of up to this size, one batch at a time: fewer, larger ones are faster."""
CLOSE_SECONDS: Final = 5.0
GRACE_SECONDS: Final = 1.0
_NOTHING: Final = object()
"""Stands for an absent value: the library refuses a message with neither key nor value unless one is serialized."""


class Publisher:
    """Publishes for one event log. The producer is made at the first use, and anew after every failure."""

    def __init__(self, settings: KafkaSettings) -> None:
        """Nothing is connected yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._producer: Connected | None = None
        self._closed = False

    def publish(self, messages: Sequence[Message]) -> None:
        """Publish in order, to topics that exist; return when all are durable.

        Raises `TransientError` when that is not certain in time, `RecordTooLargeError` for a message that its topic
        does not take.
        """
        producer = self._connected()
        deadline = time.monotonic() + self._settings.delivery_timeout_seconds + GRACE_SECONDS
        try:
            # Every future is asked. `flush` would not do: it tells of no failure, and takes a batch that the broker
            # wants in parts for one.
            for future in [_send(producer.client, message) for message in messages]:
                future.get(timeout=max(0.0, deadline - time.monotonic()))
        except KafkaError as error:
            self._give_up(producer)
            raise translation(error, self._settings.bootstrap_servers) from error

    def close(self) -> None:
        """Release the producer. May be called twice."""
        with self._lock:
            self._closed = True
            producer, self._producer = self._producer, None
        if producer is not None:
            producer.client.finish()

    def _connected(self) -> Connected:
        with self._lock:
            if self._closed:
                raise ConfigurationError("the event log is closed", where="Kafka")
            if self._producer is None:
                self._producer = connect(_Producer, self._settings, "fiscus", self._options())
            return self._producer

    def _options(self) -> dict[str, Any]:
        """Said in full, although most are defaults: a default that conflicts turns idempotence off with a warning."""
        return {
            "acks": "all",
            "enable_idempotence": True,
            "max_in_flight_requests_per_connection": 5,
            "delivery_timeout_ms": round(self._settings.delivery_timeout_seconds * 1000),
            "max_block_ms": round(self._settings.request_timeout_seconds * 1000),
            "max_request_size": LARGEST_RECORD_BYTES + RECORD_OVERHEAD_BYTES,
            "batch_size": BATCH_BYTES,
            "linger_ms": 0,
            "allow_auto_create_topics": False,
            "value_serializer": _AsItIs(),
        }

    def _give_up(self, producer: Connected) -> None:
        """Let nobody use this producer again. Messages that other threads have under way in it fail."""
        with self._lock:
            if self._producer is producer:
                self._producer = None
        producer.client.abandon()


class _Producer(kafka.KafkaProducer):  # type: ignore[misc] # the library has no types
    """The library's producer, with two ways to end it that are bounded in time."""

    def finish(self) -> None:
        """End it in good order, or by force where that takes too long."""
        try:
            self.close(CLOSE_SECONDS)
        except KafkaError:
            self.abandon()

    def abandon(self) -> None:
        """End it by force: what is under way fails. `close` would first wait for all of it."""
        self._unregister_cleanup()
        self._sender.force_close()
        self._sender.join(CLOSE_SECONDS)
        self._metrics.close()
        self._closed = True

    def __del__(self) -> None:
        """Nothing. The library's would put its logger out of action, for the whole process."""


class _AsItIs(Serializer):  # type: ignore[misc] # the library has no types
    """Bytes stay what they are, and `_NOTHING` becomes no value."""

    def serialize(self, topic: str, headers: object, data: object) -> object:
        """See the library."""
        del topic, headers
        return None if data is _NOTHING else data


def _send(producer: Any, message: Message) -> Any:  # noqa: ANN401 - the library has no types
    """Hand a message over; its future. The library chooses the partition by key, as all of Kafka's own clients do."""
    value = _NOTHING if message.value is None else message.value
    return producer.send(message.topic, value, key=message.key, headers=list(message.headers))
