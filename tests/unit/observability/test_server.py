"""The HTTP endpoints, asked as a scraper and a probe ask them."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.parser import text_string_to_metric_families

from shared.errors import ConfigurationError
from shared.observability.server import ObservabilityServer
from shared.service.health import Health

HOST = "127.0.0.1"


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def server(health: Health) -> Iterator[ObservabilityServer]:
    registry = CollectorRegistry()
    Counter("fiscus_asked_total", "Asked.", registry=registry).inc(3)
    with ObservabilityServer(
        registry, live=health.live_probe, ready=health.ready_probe, host=HOST
    ) as running:
        yield running


def ask(server: ObservabilityServer, path: str) -> tuple[int, str]:
    """Status and body."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{server.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_metrics_are_in_the_text_format(server: ObservabilityServer) -> None:
    status, body = ask(server, "/metrics")
    (family,) = (family for family in text_string_to_metric_families(body) if family.name == "fiscus_asked")
    assert status == 200
    assert [s.value for s in family.samples if s.name == "fiscus_asked_total"] == [3]


def test_a_probe_follows_the_loop(server: ObservabilityServer, health: Health) -> None:
    assert ask(server, "/healthz") == (200, '{"ok": true, "reason": ""}')
    status, body = ask(server, "/readyz")
    assert (status, json.loads(body)) == (503, {"ok": False, "reason": "starting"})
    health.ready()
    assert ask(server, "/readyz")[0] == 200
    health.hindered("数据库 away")
    status, body = ask(server, "/readyz")
    assert (status, json.loads(body)["reason"]) == (503, "数据库 away")
    assert ask(server, "/healthz")[0] == 200, "an outage elsewhere is no reason to restart"


def test_what_the_probes_answer_is_among_the_metrics(server: ObservabilityServer, health: Health) -> None:
    def told() -> set[str]:
        return set(ask(server, "/metrics")[1].splitlines())

    assert told() >= {"fiscus_alive 1.0", "fiscus_ready 0.0"}
    health.ready()
    assert told() >= {"fiscus_alive 1.0", "fiscus_ready 1.0"}


def test_a_loop_that_hangs_is_seen_in_the_metrics() -> None:
    now = 0.0
    health = Health(stall_seconds=10, clock=lambda: now)
    with ObservabilityServer(
        CollectorRegistry(), live=health.live_probe, ready=health.ready_probe, host=HOST
    ) as server:
        now = 11.0
        assert "fiscus_alive 0.0" in ask(server, "/metrics")[1].splitlines()


def test_a_registry_can_be_served_again_after_its_server_was_closed(health: Health) -> None:
    registry = CollectorRegistry()
    for _ in range(2):
        with ObservabilityServer(registry, live=health.live_probe, ready=health.ready_probe, host=HOST):
            assert registry.get_sample_value("fiscus_ready") == 0
    assert registry.get_sample_value("fiscus_ready") is None


def test_other_paths_are_not_there(server: ObservabilityServer) -> None:
    status, body = ask(server, "/")
    assert status == 404
    assert "/metrics" in body


def test_a_silent_client_does_not_keep_others_waiting(server: ObservabilityServer) -> None:
    with socket.create_connection((HOST, server.port)):
        assert ask(server, "/healthz")[0] == 200


def test_a_taken_port_is_named(server: ObservabilityServer, health: Health) -> None:
    with pytest.raises(ConfigurationError, match=f"{HOST}:{server.port}.*choose another port"):
        ObservabilityServer(
            CollectorRegistry(), live=health.live_probe, ready=health.ready_probe, host=HOST, port=server.port
        )
    with pytest.raises(ConfigurationError, match="99999"):
        ObservabilityServer(
            CollectorRegistry(), live=health.live_probe, ready=health.ready_probe, host=HOST, port=99999
        )


def test_a_closed_server_does_not_answer(health: Health) -> None:
    server = ObservabilityServer(
        CollectorRegistry(), live=health.live_probe, ready=health.ready_probe, host=HOST
    )
    port = server.port
    server.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((HOST, port), timeout=5).close()
