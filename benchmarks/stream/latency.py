"""End-to-end latency: single documents submitted at a steady rate, from submission to the committed row.

The rate lies well below what the services can do, so that a document seldom waits for another. Submissions are
published over one open connection, as a watched folder does it; the clock starts before the file is hashed.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.stream.arithmetic import percentile
from benchmarks.stream.loaded import LoaderLog
from benchmarks.stream.servers import Servers
from shared.eventlog.port import EventLog
from shared.sources import submission_of
from shared.sources.submission import submission_event
from tests.servers.services import Services

WARM_UP: Final = 3
"""The first documents start the worker and fill caches; they do not count."""
_PATIENCE_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from submission to commit of documents that came one by one. Percentiles are measured values."""

    documents: str
    """What they are."""
    count: int
    per_second: float
    """How many a second were submitted."""
    p50: float
    p90: float
    p99: float
    most: float


def latency(servers: Servers, documents: str, paths: Sequence[Path], interval: float) -> Latency:
    """Submit a document every `interval` seconds to one service of each kind; the first `WARM_UP` do not count."""
    log_place, warehouse = servers.places()
    with (
        tempfile.TemporaryDirectory(prefix="fiscus-bench-") as folder,
        Services(Path(folder), log_place, warehouse, documents=paths[0].parent) as services,
    ):
        services.start_all()
        follower = LoaderLog(services.running["loader"][0])
        log = log_place.open()
        try:
            _submit(log, paths[:WARM_UP], 0.0)
            follower.wait(WARM_UP, _PATIENCE_SECONDS)
            submitted = _submit(log, paths[WARM_UP:], interval)
            follower.wait(len(paths), _PATIENCE_SECONDS)
        finally:
            log.close()
        services.stop()
    committed = {one.document_id: one.at for one in follower.loaded}
    seconds = [committed[document_id] - at for document_id, at in submitted.items()]
    return Latency(
        documents=documents,
        count=len(seconds),
        per_second=1 / interval,
        p50=percentile(seconds, 0.5),
        p90=percentile(seconds, 0.9),
        p99=percentile(seconds, 0.99),
        most=max(seconds),
    )


def _submit(log: EventLog, paths: Sequence[Path], interval: float) -> dict[str, float]:
    """Submit one after another; when each was, by document id. A delay does not move the later ones."""
    start = time.monotonic()
    submitted = {}
    for number, path in enumerate(paths):
        time.sleep(max(0.0, start + number * interval - time.monotonic()))
        now = dt.datetime.now(dt.UTC)
        submission = submission_of(path, now)
        log.publish([submission_event(submission)])
        submitted[submission.document_id] = now.timestamp()
    return submitted
