"""From the errors of the Kafka client to ours: whether waiting helps, or somebody must change something.

What comes in is any `KafkaError`; what goes out says in one line what is wrong, with which brokers, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from kafka import errors as kafka_errors
from kafka.errors import KafkaError

from shared.errors import ConfigurationError, FiscusError, TransientError
from shared.eventlog.port import RecordTooLargeError

REFUSED_USER: Final = (
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
    kafka_errors.IllegalSaslStateError,
    kafka_errors.SecurityDisabledError,
)
"""What a broker says to a user, password or mechanism that it does not accept."""
_REFUSED_SETTING: Final = (
    kafka_errors.InconsistentGroupProtocolError,
    kafka_errors.InvalidConfigurationError,
    kafka_errors.InvalidGroupIdError,
    kafka_errors.InvalidPartitionsError,
    kafka_errors.InvalidReplicationFactorError,
    kafka_errors.InvalidSessionTimeoutError,
    kafka_errors.InvalidTopicError,
    kafka_errors.KafkaConfigurationError,
    kafka_errors.PolicyViolationError,
    kafka_errors.UnsupportedForMessageFormatError,
    kafka_errors.UnsupportedVersionError,
)
_TOO_LARGE: Final = (kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError)


@contextmanager
def translated(servers: Sequence[str]) -> Iterator[None]:
    """Turn what the Kafka client raises inside the block into our errors; `servers` say where it happened."""
    try:
        yield
    except KafkaError as error:
        raise translation(error, servers) from error


def translation(error: BaseException, servers: Sequence[str]) -> FiscusError:
    """Our error for one of the Kafka client's.

    An error that is not known here is taken for transient: brokers and networks fail in more ways than there are
    names for, and work that waits is neither lost nor done twice.
    """
    where = f"Kafka at {', '.join(servers)}"
    if isinstance(error, REFUSED_USER):
        return ConfigurationError(
            f"the broker does not accept the user and password ({type(error).__name__})",
            where=where,
            remedy="check FISCUS_KAFKA__SASL_MECHANISM, FISCUS_KAFKA__SASL_USERNAME and FISCUS_KAFKA__SASL_PASSWORD",
        )
    if isinstance(error, kafka_errors.AuthorizationError):
        return ConfigurationError(
            f"the broker does not allow it ({_said(error)})", where=where, remedy="grant it to the Kafka user"
        )
    if isinstance(error, _REFUSED_SETTING):
        return ConfigurationError(
            f"the broker does not accept a setting ({_said(error)})",
            where=where,
            remedy="see the broker's limits",
        )
    if isinstance(error, _TOO_LARGE):
        return RecordTooLargeError(
            "an event is larger than the topic takes",
            where=where,
            remedy="raise max.message.bytes of the topic",
        )
    return TransientError(f"Kafka does not do it now ({_said(error)})", where=where)


def _said(error: BaseException) -> str:
    """The name of an error, and what it says in one short line."""
    text = " ".join(str(argument) for argument in error.args)
    name = type(error).__name__
    return f"{name}: {text[:200]}" if text else name
