"""The HTTP endpoints of a service: `/metrics` for Prometheus, `/healthz` and `/readyz` for probes.

A probe answers 200 when all is well and 503 when not, with JSON `{"ok": …, "reason": …}`. It asks functions, so
this module knows neither loops nor logs. What the probes answer is among the metrics too, so that it can be seen over
time. The server runs in threads that do not keep the process alive.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Gauge, make_wsgi_app

from shared.errors import ConfigurationError
from shared.observability.catalogue import ALIVE, READY, Metric

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Answer(Protocol):
    """What a probe answers."""

    @property
    def ok(self) -> bool:
        """Whether all is well."""
        ...

    @property
    def reason(self) -> str:
        """Why not, empty where it is."""
        ...


class ObservabilityServer:
    """Serves the endpoints from its construction until `close`; also a context manager."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        live: Callable[[], Answer],
        ready: Callable[[], Answer],
        host: str = "0.0.0.0",  # noqa: S104 - a scraper and a kubelet come from other machines
        port: int = 0,
    ) -> None:
        """Listen on `port` (0: any free one, see `port`); `ConfigurationError` when it is taken or not allowed."""
        self._metrics: WSGIApplication = make_wsgi_app(registry)
        self._probes = {"/healthz": live, "/readyz": ready}
        try:
            self._server = make_server(host, port, self._answer, _Server, _QuietHandler)
        except (OSError, OverflowError) as error:
            raise ConfigurationError(
                f"cannot listen for scrapes and probes ({error})",
                where=f"{host}:{port}",
                remedy="choose another port",
            ) from error
        self._registry = registry
        self._gauges = [_gauge(ALIVE, live, registry), _gauge(READY, ready, registry)]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="observability", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Stop listening, and take the answers of the probes from the registry."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for gauge in self._gauges:
            self._registry.unregister(gauge)

    def __enter__(self) -> Self:
        """The server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            return self._metrics(environ, start_response)
        probe = self._probes.get(path)
        if probe is None:
            start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"not here: /metrics, /healthz and /readyz are\n"]
        answer = probe()
        status = "200 OK" if answer.ok else "503 Service Unavailable"
        start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        return [json.dumps({"ok": answer.ok, "reason": answer.reason}, ensure_ascii=False).encode("utf-8")]


def _gauge(metric: Metric, probe: Callable[[], Answer], registry: CollectorRegistry) -> Gauge:
    """A metric that asks the probe at each scrape."""
    gauge = Gauge(metric.name, metric.meaning, registry=registry)
    gauge.set_function(lambda: float(probe().ok))
    return gauge


class _Server(ThreadingMixIn, WSGIServer):
    """One thread for each request, so that a slow scraper does not hold up a probe."""

    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    """Does not log each request: scrapes and probes come every few seconds."""

    timeout = 10  # seconds; a client that connects and says nothing does not hold a thread for ever

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Nothing."""
