"""Settings of the Kafka log: what they accept, and that they keep the password to themselves."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.eventlog.kafka import KafkaSettings

SECURE = {
    "security_protocol": "SASL_SSL",
    "sasl_mechanism": "PLAIN",
    "sasl_username": "fiscus",
    "sasl_password": "correct-horse-42",
}


@pytest.mark.parametrize(
    ("given", "servers"),
    [
        ("a:1", ("a:1",)),
        ("a:1, b.example:65535", ("a:1", "b.example:65535")),
        (["a:1", "[::1]:9092"], ("a:1", "[::1]:9092")),
    ],
)
def test_brokers_are_a_list_or_a_text_with_commas(given: object, servers: tuple[str, ...]) -> None:
    settings = KafkaSettings(bootstrap_servers=given)  # type: ignore[arg-type]
    assert settings.bootstrap_servers == servers


@pytest.mark.parametrize(
    "given", ["", "a", "a:", ":1", "a:0", "a:65536", "a:x", "a:1,", "a:1,,b:2", "a:９", []]
)
def test_what_is_no_list_of_addresses_is_refused(given: object) -> None:
    with pytest.raises(ValidationError, match="bootstrap_servers"):
        KafkaSettings(bootstrap_servers=given)  # type: ignore[arg-type]


@pytest.mark.parametrize("lacking", ["sasl_mechanism", "sasl_username", "sasl_password"])
@pytest.mark.parametrize("how", [None, ""])
def test_a_password_protocol_needs_mechanism_user_and_password(lacking: str, how: str | None) -> None:
    if (lacking, how) == ("sasl_mechanism", ""):
        return
    with pytest.raises(ValidationError, match=f"needs FISCUS_KAFKA__{lacking.upper()}"):
        KafkaSettings(**SECURE | {lacking: how})  # type: ignore[arg-type]


def test_delivery_lasts_at_least_as_long_as_one_request() -> None:
    with pytest.raises(ValidationError, match="FISCUS_KAFKA__DELIVERY_TIMEOUT_SECONDS"):
        KafkaSettings(delivery_timeout_seconds=10, request_timeout_seconds=20)


@pytest.mark.parametrize(
    "field", ["session_timeout_seconds", "max_poll_interval_seconds", "request_timeout_seconds"]
)
@pytest.mark.parametrize("seconds", [0, 0.5, -1, float("inf"), float("nan")])
def test_times_are_seconds_of_a_sensible_length(field: str, seconds: float) -> None:
    with pytest.raises(ValidationError, match=field):
        KafkaSettings.model_validate({field: seconds})


def test_the_password_shows_in_no_text_of_the_settings() -> None:
    settings = KafkaSettings(**SECURE)  # type: ignore[arg-type]
    for text in (str(settings), repr(settings), settings.model_dump_json(), repr(settings.model_dump())):
        assert "horse" not in text
    assert settings.sasl_password is not None
    assert settings.sasl_password.get_secret_value() == "correct-horse-42"


def test_the_password_shows_in_no_message_about_wrong_settings() -> None:
    with pytest.raises(ValidationError) as caught:
        KafkaSettings(**SECURE | {"sasl_mechanism": "MD5", "no_such_setting": 1})  # type: ignore[arg-type]
    assert "horse" not in str(caught.value)
