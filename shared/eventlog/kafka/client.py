"""Connections to the brokers: one function that makes any of the library's clients, or says why it cannot be made.

In come our settings, out goes a connected `KafkaProducer`, `KafkaConsumer` or `KafkaAdminClient`. The library
connects while it constructs, tries wrong certificates again until it times out, and leaves a thread and sockets
behind where it fails; so brokers are looked at first, and what is left behind is closed.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient

from shared.errors import ConfigurationError, TransientError
from shared.eventlog.kafka.errors import REFUSED_USER, translated
from shared.eventlog.kafka.mends import DIRECT, EncryptedSocket
from shared.eventlog.kafka.settings import KafkaSettings

RECONNECT_SECONDS: Final = 1.0
"""The longest pause between attempts to connect: brokers that are back should be noticed at once."""


class Connected(NamedTuple):
    """A client, and a way to ask whether it has a connection."""

    client: Any
    network: Any

    def knows(self, topics: Iterable[str]) -> bool:
        """Whether the client has heard how many partitions each of these topics has. It asks by itself."""
        return all(self.network.cluster.partitions_for_topic(topic) for topic in topics)

    def reaches_a_broker(self) -> bool:
        """Whether any connection is established. A broker that stands still counts until a request has timed out."""
        nodes = [broker.node_id for broker in self.network.cluster.brokers()]
        # The library keeps a connection of its own, with this name, for the coordinator of a group.
        return any(
            self.network.connected(node) or self.network.connected(f"coordinator-{node}") for node in nodes
        )


def connect(
    kind: Callable[..., Any], settings: KafkaSettings, label: str, options: Mapping[str, Any]
) -> Connected:
    """A client of `kind`; `label` names it to the brokers' operators.

    Raises `TransientError` when no broker answers, `ConfigurationError` when one does and will not have us.
    """
    _mute_debugging()
    context = _tls(settings)
    _look(settings, context)
    networks: list[Any] = []

    def network(**configuration: Any) -> Any:  # noqa: ANN401 - the library has no types
        networks.append(KafkaNetClient(**configuration))
        if settings.security_protocol.startswith("SASL_"):
            _introduce(networks[-1], settings.request_timeout_seconds)
        return networks[-1]

    try:
        with translated(settings.bootstrap_servers):
            made = kind(**_options(settings, context, label), **options, kafka_client=network)
    except BaseException:
        for left_behind in networks:
            left_behind.close()
        raise
    return Connected(made, networks[-1])


def _introduce(network: Any, seconds: float) -> None:  # noqa: ANN401 - the library has no types
    """Log in at one of the first brokers, so as to hear when it refuses: the library would only try again and again."""

    async def log_in() -> None:
        for broker in network.cluster.bootstrap_brokers():
            try:
                # Without the last argument, a failure would begin a search for brokers that does not end.
                await network._manager.get_connection(  # noqa: SLF001 - there is no public way to one connection
                    broker.node_id, timeout_ms=seconds * 1000, refresh_metadata_on_err=False
                )
            except REFUSED_USER:
                raise
            except KafkaError:
                continue
            return

    network._manager.run(log_in)  # noqa: SLF001


class _Hidden(str):
    """A text that the library can use, and that shows in no `repr` of its configuration."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'**********'"


def _options(settings: KafkaSettings, context: ssl.SSLContext | None, label: str) -> dict[str, Any]:
    """What all clients have in common."""
    request_ms = round(settings.request_timeout_seconds * 1000)
    options: dict[str, Any] = {
        "bootstrap_servers": list(settings.bootstrap_servers),
        "proxy_url": DIRECT,
        "client_id": re.sub(r"[^A-Za-z0-9._-]+", "-", label),
        "security_protocol": settings.security_protocol,
        "ssl_context": context,
        "request_timeout_ms": request_ms,
        "bootstrap_timeout_ms": request_ms,
        "reconnect_backoff_max_ms": round(RECONNECT_SECONDS * 1000),
    }
    if settings.security_protocol.startswith("SASL_") and settings.sasl_password is not None:
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": _Hidden(settings.sasl_password.get_secret_value()),
        }
    return options


def _mute_debugging() -> None:
    """Keep the library's debugging lines out of every log: they show requests, and PLAIN sends the password in one."""
    logger = logging.getLogger("kafka")
    if logger.getEffectiveLevel() < logging.INFO:
        logger.setLevel(logging.INFO)


def _tls(settings: KafkaSettings) -> ssl.SSLContext | None:
    """The terms of encryption; None where there is to be none. `ConfigurationError` for files that do not serve."""
    if settings.security_protocol not in {"SSL", "SASL_SSL"}:
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ssl_ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"the authorities' certificates cannot be read ({error.strerror or error})",
            where=str(settings.ssl_ca_file),
            remedy="let FISCUS_KAFKA__SSL_CA_FILE name a PEM file",
        ) from error
    context.sslsocket_class = EncryptedSocket
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = settings.ssl_check_hostname
    if settings.ssl_certificate_file is not None:
        try:
            context.load_cert_chain(settings.ssl_certificate_file, settings.ssl_key_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"our certificate or its key cannot be read ({error.strerror or error})",
                where=str(settings.ssl_certificate_file),
                remedy="let FISCUS_KAFKA__SSL_CERTIFICATE_FILE and FISCUS_KAFKA__SSL_KEY_FILE name PEM files",
            ) from error
    return context


def _look(settings: KafkaSettings, context: ssl.SSLContext | None) -> None:
    """Return when one of the first brokers can be reached by TCP, and TLS where it is wanted; else say why not."""
    complaints = []
    for server in settings.bootstrap_servers:
        host, _, port = server.rpartition(":")
        try:
            with socket.create_connection(
                (host.strip("[]"), int(port)), settings.request_timeout_seconds
            ) as plain:
                if context is not None:
                    context.wrap_socket(plain, server_hostname=host.strip("[]")).close()
        except ssl.SSLCertVerificationError as error:
            raise ConfigurationError(
                f"the broker's certificate is not trusted ({error.verify_message})",
                where=f"Kafka at {server}",
                remedy="check FISCUS_KAFKA__SSL_CA_FILE and the host name",
            ) from error
        except ssl.SSLError as error:
            raise ConfigurationError(
                f"the broker does not agree on TLS ({error.reason or error})",
                where=f"Kafka at {server}",
                remedy="check FISCUS_KAFKA__SECURITY_PROTOCOL and the port",
            ) from error
        except OSError as error:
            complaints.append(f"{server}: {error.strerror or error}")
        else:
            return
    raise TransientError("no Kafka broker answers", where="; ".join(complaints))
