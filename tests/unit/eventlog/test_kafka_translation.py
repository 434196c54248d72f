"""What comes from the Kafka client and what becomes of it: errors and records."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from kafka import errors as kafka_errors
from kafka.consumer.fetcher import ConsumerRecord

from shared.errors import ConfigurationError, FiscusError, TransientError
from shared.eventlog.kafka.errors import translated, translation
from shared.eventlog.kafka.session import _record
from shared.eventlog.port import RecordTooLargeError


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (kafka_errors.KafkaTimeoutError("60 s"), TransientError),
        (kafka_errors.KafkaConnectionError("refused"), TransientError),
        (kafka_errors.NodeNotReadyError(1), TransientError),
        (kafka_errors.NotLeaderForPartitionError(), TransientError),
        (kafka_errors.CoordinatorLoadInProgressError(), TransientError),
        (kafka_errors.UnknownBrokerIdError(7), TransientError),
        (kafka_errors.OutOfOrderSequenceNumberError(), TransientError),
        (kafka_errors.KafkaError("anything"), TransientError),
        (kafka_errors.SaslAuthenticationFailedError("no"), ConfigurationError),
        (kafka_errors.UnsupportedSaslMechanismError("no"), ConfigurationError),
        (kafka_errors.TopicAuthorizationFailedError({"in"}), ConfigurationError),
        (kafka_errors.GroupAuthorizationFailedError("group"), ConfigurationError),
        (kafka_errors.ClusterAuthorizationFailedError(), ConfigurationError),
        (kafka_errors.InvalidSessionTimeoutError(), ConfigurationError),
        (kafka_errors.InconsistentGroupProtocolError(), ConfigurationError),
        (kafka_errors.InvalidReplicationFactorError(), ConfigurationError),
        (kafka_errors.InvalidTopicError("in/out"), ConfigurationError),
        (kafka_errors.IncompatibleBrokerVersion(), ConfigurationError),
        (kafka_errors.MessageSizeTooLargeError(), RecordTooLargeError),
        (kafka_errors.RecordListTooLargeError(), RecordTooLargeError),
    ],
)
def test_the_kind_of_an_error_says_whether_waiting_helps(
    error: kafka_errors.KafkaError, kind: type[FiscusError]
) -> None:
    with pytest.raises(kind, match=r"\(Kafka at a:1, b:2\)") as caught, translated(["a:1", "b:2"]):
        raise error
    assert type(caught.value) is kind
    assert caught.value.__cause__ is error
    assert "\n" not in str(caught.value)


def test_what_a_broker_says_about_a_refused_user_is_not_repeated() -> None:
    """Its words are not ours to vouch for: they might repeat what was sent."""
    error = translation(kafka_errors.SaslAuthenticationFailedError("user:secret"), ["a:1"])
    assert "secret" not in str(error)


def test_other_errors_pass_through() -> None:
    with pytest.raises(KeyError), translated(["a:1"]):
        raise KeyError("a fault of ours")


def test_a_record_of_another_writer_may_have_headers_without_value() -> None:
    values: dict[str, Any] = dict.fromkeys(ConsumerRecord._fields)
    values |= {
        "topic": "in",
        "partition": 3,
        "offset": 7,
        "timestamp": 1_709_209_800_123,
        "value": b"{}",
        "headers": [("ce_id", None), ("备注", b"\xff")],
    }
    record = _record(ConsumerRecord(**values))
    assert record.headers == (("ce_id", b""), ("备注", b"\xff"))
    assert (record.key, record.value) == (None, b"{}")
    assert (record.topic, record.partition, record.offset) == ("in", 3, 7)
    assert record.timestamp == datetime(2024, 2, 29, 12, 30, 0, 123_000, tzinfo=UTC)
