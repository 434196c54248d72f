"""The kafka tier: a real Apache Kafka broker (KRaft, one node) for the tests, started when the first test wants it.

`FISCUS_TEST_KAFKA=host:port` gives a broker instead; it must speak PLAINTEXT, have `group.min.session.timeout.ms` of
1000 or less, and belong to the tests alone: they create and delete topics. Tests that stop or pause the broker are
skipped then.

Tests share the broker of their worker. They keep apart by names of their own: `kafka_prefix` gives each test one for
its topics and groups.
"""

from __future__ import annotations

import atexit
import base64
import ctypes
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.servers.kafka_jars import CannotRunError, jars

READY_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
JVM: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms128m", "-Xmx512m")
LOGGING: Final = Path(__file__).with_name("kafka_log4j2.properties")
PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None)


@cache
def lacks() -> str | None:
    """Why the tests of this tier cannot run here; None where they can. Fetches the broker's jars the first time."""
    if os.environ.get("FISCUS_TEST_KAFKA"):
        return None
    try:
        jars()
    except CannotRunError as error:
        return f"{error}; or name a broker in FISCUS_TEST_KAFKA (host:port)"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What a broker that admits only known users over TLS needs. Files are PEM, the key is PKCS #8."""

    certificate: Path
    """The broker's key and certificate chain in one file."""
    users: dict[str, str]
    """Passwords by user, for SCRAM-SHA-512 and PLAIN."""


class KafkaBroker:
    """A broker in a process of its own, which dies with ours. `start` may be called again after `stop` or `kill`."""

    def __init__(self, folder: Path, *, security: Security | None = None) -> None:
        """Keep data and log of the broker in `folder`; nothing is started yet."""
        self._folder = folder
        self._security = security
        self._process: subprocess.Popen[bytes] | None = None
        self._port, self._controller_port, self._inner_port = free_ports(3)

    @property
    def bootstrap(self) -> str:
        """Where clients find the broker, as `host:port`. Stays the same for life."""
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The process of the running broker."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until topics can be created. On the first start the storage is formatted."""
        settings = self._folder / "server.properties"
        if not settings.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            settings.write_text(self._properties(), encoding="ascii")
            self._format(settings)
        with (self._folder / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._java("kafka.Kafka", str(settings)),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only calls prctl
            )
        atexit.register(self.kill)
        try:
            self._await_ready()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Shut down in good order (SIGTERM), or by force where that takes too long."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        atexit.unregister(self.kill)

    def kill(self) -> None:
        """Let the broker die at once (SIGKILL)."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Let the broker stand still (SIGSTOP): its ports are open, nothing is answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let the broker go on (SIGCONT)."""
        os.kill(self.pid, signal.SIGCONT)

    def mend(self) -> None:
        """Make the broker work again, whatever a test has done to it."""
        if self._process is None or self._process.poll() is not None:
            self.start()
        else:
            self.resume()
            self._await_ready()

    def _await_ready(self) -> None:
        """Wait until a topic can be created: the port is open long before."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = (self._folder / "broker.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"the Kafka broker did not get ready: {said[-2000:]}")
            if self._answers():
                return
            time.sleep(0.1)

    def _answers(self) -> bool:
        # The plugin is loaded for every test run, few of which need Kafka.
        from shared.errors import TransientError  # noqa: PLC0415
        from shared.eventlog.kafka import KafkaEventLog, KafkaSettings  # noqa: PLC0415

        inner = f"127.0.0.1:{self._inner_port if self._security else self._port}"
        log = KafkaEventLog(KafkaSettings(bootstrap_servers=(inner,), request_timeout_seconds=5))
        try:
            log.create_topics({"ready": 1})
        except TransientError:
            return False
        finally:
            log.close()
        return True

    def _format(self, settings: Path) -> None:
        """Write the storage's metadata, with the users that SCRAM knows."""
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode("ascii").rstrip("=")
        command = self._java(
            "kafka.tools.StorageTool", "format", "--standalone", "-t", cluster, "-c", str(settings)
        )
        for user, password in (self._security.users if self._security else {}).items():
            command += ["--add-scram", f"SCRAM-SHA-512=[name={user},password={password}]"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"the broker's storage cannot be formatted: {done.stdout}{done.stderr}")

    def _java(self, main: str, *arguments: str) -> list[str]:
        return ["java", *JVM, f"-Dlog4j2.configurationFile={LOGGING}", "-cp", f"{jars()}/*", main, *arguments]

    def _properties(self) -> str:
        controller, clients, inner = (
            f"127.0.0.1:{port}" for port in (self._controller_port, self._port, self._inner_port)
        )
        return "\n".join(
            [
                "process.roles=broker,controller",
                "node.id=1",
                f"controller.quorum.bootstrap.servers={controller}",
                f"listeners=CLIENTS://{clients},INNER://{inner},CONTROLLER://{controller}",
                f"advertised.listeners=CLIENTS://127.0.0.1:{self._port},INNER://127.0.0.1:{self._inner_port}",
                "controller.listener.names=CONTROLLER",
                "inter.broker.listener.name=INNER",
                (
                    "listener.security.protocol.map=CONTROLLER:PLAINTEXT,INNER:PLAINTEXT,"
                    f"CLIENTS:{'SASL_SSL' if self._security else 'PLAINTEXT'}"
                ),
                f"log.dirs={self._folder / 'data'}",
                "offsets.topic.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.num.partitions=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "group.min.session.timeout.ms=1000",
                "auto.create.topics.enable=false",
                # After a crash the controller lets the broker in again when its old session is over (9 s by default).
                "broker.session.timeout.ms=2000",
                "broker.heartbeat.interval.ms=300",
                *self._security_properties(),
                "",
            ]
        )

    def _security_properties(self) -> list[str]:
        if self._security is None:
            return []
        plain = " ".join(f'user_{user}="{password}"' for user, password in self._security.users.items())
        login = "org.apache.kafka.common.security"
        return [
            "ssl.keystore.type=PEM",
            f"ssl.keystore.location={self._security.certificate}",
            "sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN",
            f"listener.name.clients.scram-sha-512.sasl.jaas.config={login}.scram.ScramLoginModule required;",
            f"listener.name.clients.plain.sasl.jaas.config={login}.plain.PlainLoginModule required {plain};",
        ]


@dataclass(frozen=True, slots=True)
class GivenBroker:
    """A broker that somebody else runs: nothing is done to it but by its clients."""

    bootstrap: str


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def started(folder: Path, *, security: Security | None = None) -> KafkaBroker:
    """A broker that is ready. A fresh start is tried twice: ports may be snatched, machines be busy."""
    try:
        broker = KafkaBroker(folder / "first", security=security)
        broker.start()
    except RuntimeError:
        broker = KafkaBroker(folder / "second", security=security)
        broker.start()
    return broker


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker | GivenBroker]:
    """The broker of this worker, ready: `.bootstrap` is its address. For tests with the marker `kafka`."""
    given = os.environ.get("FISCUS_TEST_KAFKA")
    if given:
        yield GivenBroker(given)
        return
    broker = started(tmp_path_factory.mktemp("kafka"))
    yield broker
    broker.stop()


@pytest.fixture
def breakable_kafka(kafka_broker: KafkaBroker | GivenBroker) -> Iterator[KafkaBroker]:
    """The broker of this worker, for a test that stops, kills or pauses it; mended when the test is over."""
    if not isinstance(kafka_broker, KafkaBroker):
        pytest.skip("the broker that FISCUS_TEST_KAFKA names is not ours to break")
    yield kafka_broker
    kafka_broker.mend()


@pytest.fixture
def kafka_prefix() -> str:
    """A name that no other test has, to begin the names of topics and groups with."""
    return f"test-{uuid.uuid4().hex[:12]}-"


def _die_with_parent() -> None:
    """In the child, before it becomes the broker: be killed when the test process is gone, however it went."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
