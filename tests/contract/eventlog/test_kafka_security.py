"""A broker that demands SASL_SSL: whom it admits, what the others are told, and that the password shows nowhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from shared.errors import ConfigurationError, TransientError
from shared.eventlog.kafka import KafkaEventLog, KafkaSettings
from tests.contract.eventlog.adapters import event, take
from tests.servers.kafka import KafkaBroker, Security, started

pytestmark = pytest.mark.kafka
PASSWORD = "correct-horse-42"  # noqa: S105 - of the broker that this module starts
WRONG_PASSWORD = "wrong-horse-43"  # noqa: S105


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """An authority, and the file of its certificate."""
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("authorities") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return authority, path


@pytest.fixture(scope="module")
def broker(
    authorities: tuple[trustme.CA, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaBroker]:
    """A broker that admits `fiscus`, over TLS. Its certificate names 127.0.0.1, but not localhost."""
    folder = tmp_path_factory.mktemp("secure-kafka")
    issued = authorities[0].issue_cert("127.0.0.1")
    key = load_pem_private_key(issued.private_key_pem.bytes(), password=None)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = folder / "broker.pem"
    certificate.write_bytes(pem + b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    running = started(folder, security=Security(certificate=certificate, users={"fiscus": PASSWORD}))
    yield running
    running.stop()


@pytest.fixture
def settings(broker: KafkaBroker, authorities: tuple[trustme.CA, Path]) -> dict[str, Any]:
    """Settings that the broker accepts."""
    return {
        "bootstrap_servers": broker.bootstrap,
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_username": "fiscus",
        "sasl_password": PASSWORD,
        "ssl_ca_file": authorities[1],
        "session_timeout_seconds": 6,
        "request_timeout_seconds": 5,
    }


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
def test_who_knows_the_password_publishes_and_consumes(
    settings: dict[str, Any], mechanism: str, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log = KafkaEventLog(KafkaSettings(**settings | {"sasl_mechanism": mechanism}))
    log.create_topics({topic: 2})
    log.publish([event(topic, f"{n}", n) for n in range(5)])
    consumer = log.consumer(kafka_prefix + "group", [topic], member="a")
    records = take(consumer, 5)
    consumer.commit({records[0].topic_partition: 1}, [event(topic, "out", 0)])
    assert consumer.committed() == {records[0].topic_partition: 1}
    log.close()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sasl_password": WRONG_PASSWORD}, "does not accept the user and password.*SASL_PASSWORD"),
        (
            {"sasl_password": WRONG_PASSWORD, "sasl_mechanism": "PLAIN"},
            "does not accept the user and password",
        ),
        ({"sasl_username": "nobody"}, "does not accept the user and password"),
        ({"sasl_mechanism": "SCRAM-SHA-256"}, "does not accept the user and password.*SASL_MECHANISM"),
    ],
)
def test_who_does_not_is_told_so_in_one_line_without_the_password(
    settings: dict[str, Any], changes: dict[str, str], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    log = KafkaEventLog(KafkaSettings(**settings | changes))
    for refused in (
        lambda: log.create_topics({"in": 1}),
        lambda: log.publish([event("in", "a", 0)]),
        lambda: log.consumer("group", ["in"], member="a").poll(1, 0),
    ):
        with pytest.raises(ConfigurationError, match=message) as caught:
            refused()
        assert "horse" not in str(caught.value)
        assert "\n" not in str(caught.value)
    log.close()
    assert "horse" not in caplog.text


def test_a_broker_whose_certificate_nobody_vouches_for_is_not_trusted(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    log = KafkaEventLog(KafkaSettings(**settings | {"ssl_ca_file": other}))
    with pytest.raises(ConfigurationError, match=r"certificate is not trusted.*SSL_CA_FILE"):
        log.create_topics({"in": 1})
    log.close()


def test_a_certificate_must_name_the_host_unless_settings_say_otherwise(
    settings: dict[str, Any], broker: KafkaBroker, kafka_prefix: str
) -> None:
    elsewhere = settings | {"bootstrap_servers": broker.bootstrap.replace("127.0.0.1", "localhost")}
    log = KafkaEventLog(KafkaSettings(**elsewhere))
    with pytest.raises(ConfigurationError, match=r"certificate is not trusted.*host name"):
        log.create_topics({kafka_prefix: 1})
    log.close()
    lenient = KafkaEventLog(KafkaSettings(**elsewhere | {"ssl_check_hostname": False}))
    lenient.create_topics({kafka_prefix: 1})
    lenient.close()


def test_a_client_without_tls_gets_no_answer_in_time(settings: dict[str, Any]) -> None:
    log = KafkaEventLog(
        KafkaSettings(bootstrap_servers=settings["bootstrap_servers"], request_timeout_seconds=1)
    )
    with pytest.raises(TransientError):
        log.create_topics({"in": 1})
    log.close()


@pytest.mark.parametrize("field", ["ssl_ca_file", "ssl_certificate_file"])
def test_a_file_that_is_no_certificate_is_named(settings: dict[str, Any], field: str, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pem", tmp_path / "empty.pem"):
        (tmp_path / "empty.pem").write_text("nothing")
        log = KafkaEventLog(KafkaSettings(**settings | {field: path}))
        with pytest.raises(ConfigurationError, match=f"{path.name}.*FISCUS_KAFKA__{field.upper()}"):
            log.create_topics({"in": 1})
        log.close()


def test_a_broker_that_stands_still_during_the_handshake_is_given_up_in_time(
    settings: dict[str, Any], broker: KafkaBroker, kafka_prefix: str
) -> None:
    log = KafkaEventLog(
        KafkaSettings(**settings | {"request_timeout_seconds": 1, "delivery_timeout_seconds": 1})
    )
    log.create_topics({kafka_prefix: 1})
    broker.pause()
    try:
        for _ in range(3):
            with pytest.raises(TransientError):
                log.end_offsets([kafka_prefix])
        with pytest.raises(TransientError):
            log.publish([event(kafka_prefix, "a", 0)])
    finally:
        broker.resume()
    log.publish([event(kafka_prefix, "a", 0)])
    log.close()
