"""Rows a second of one loader: record batches replayed from the log into PostgreSQL, and into DuckDB beside it.

The batches lie in the log before the loader starts, so that nothing but the loader and its servers is measured. How the
rate, and the processor time of a row, change from the first rows to the last says whether loading depends on what the
warehouse holds already.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.stream.arithmetic import at_moment, parts_of
from benchmarks.stream.loaded import Loaded, LoaderLog
from benchmarks.stream.material import Judged, copies
from benchmarks.stream.servers import Servers
from benchmarks.stream.usage import CpuMeter, Sample, Sampler, cpu_seconds
from shared.events.topics import ACCEPTED
from tests.servers.backends import DuckDBPlace, EmbeddedPlace, LogPlace, WarehousePlace
from tests.servers.services import Services

PARTS: Final = 10
_CHUNK: Final = 50
"""Documents that are published at once."""
_SLOWEST: Final = 500.0
"""Rows a second: a loader that is slower than this is not waited for."""
_START_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A tenth of the rows, in the order in which they came."""

    rows: int
    rows_per_second: float
    cpu_seconds: Mapping[str, float]
    """Of loader, broker and database."""


@dataclass(frozen=True, slots=True)
class Loading:
    """What one loader did with the replayed records."""

    way: str
    documents: int
    rows: int
    seconds: float
    """From the first commit to the last."""
    rows_per_second: float
    stretches: Sequence[Stretch]
    cpu_seconds: Mapping[str, float]
    """The loader's with its start."""
    peak_bytes: int
    """Resident memory of the loader."""
    replay_seconds: float
    """What it took to publish the records, by one writer."""
    log_bytes: int
    """What the records take in the log, one replica."""
    warehouse_bytes: int
    """What the rows take in the warehouse, indexes included."""


def load_streaming(servers: Servers, originals: Sequence[Judged], rows: int) -> Loading:
    """Replay through Kafka into PostgreSQL."""
    log, warehouse = servers.places()
    empty = servers.database_bytes(warehouse)
    return _load(
        "Kafka and PostgreSQL",
        (log, warehouse),
        originals,
        rows,
        server_pids=servers.pids(),
        log_bytes=lambda: servers.topic_bytes()[ACCEPTED],
        warehouse_bytes=lambda: servers.database_bytes(warehouse) - empty,
    )


def load_embedded(originals: Sequence[Judged], rows: int) -> Loading:
    """Replay through the embedded log into a DuckDB file."""
    with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as scratch:
        log, warehouse = Path(scratch) / "log", Path(scratch) / "warehouse.duckdb"
        return _load(
            "embedded log and DuckDB",
            (EmbeddedPlace(log), DuckDBPlace(warehouse)),
            originals,
            rows,
            server_pids={},
            log_bytes=lambda: sum(path.stat().st_size for path in Path(scratch).glob("log*")),
            warehouse_bytes=lambda: warehouse.stat().st_size,
        )


def _load(
    way: str,
    places: tuple[LogPlace, WarehousePlace],
    originals: Sequence[Judged],
    rows: int,
    *,
    server_pids: Mapping[str, int],
    log_bytes: Callable[[], int],
    warehouse_bytes: Callable[[], int],
) -> Loading:
    with tempfile.TemporaryDirectory(prefix="fiscus-bench-") as folder:
        begun = time.monotonic()
        documents = _replay(places[0], originals, rows)
        replayed = time.monotonic() - begun
        with Services(Path(folder), *places, documents=Path(folder)) as services:
            meter = CpuMeter(server_pids)
            (loader,) = services.start("loader")
            follower = LoaderLog(loader)
            with Sampler({"loader": loader.pid, **server_pids}) as sampler:
                follower.wait(documents, _START_SECONDS + rows / _SLOWEST)
            used = {"loader": cpu_seconds(loader.pid), **meter.used()}
            services.stop()
        loaded = sorted(follower.loaded, key=lambda one: one.at)
        seconds = loaded[-1].at - loaded[0].at
        return Loading(
            way=way,
            documents=len(loaded),
            rows=sum(one.rows for one in loaded),
            seconds=seconds,
            rows_per_second=sum(one.rows for one in loaded[1:]) / seconds,
            stretches=stretches(loaded, sampler.samples),
            cpu_seconds=used,
            peak_bytes=max((sample.tree for sample in sampler.samples["loader"]), default=0),
            replay_seconds=replayed,
            log_bytes=log_bytes(),
            warehouse_bytes=warehouse_bytes(),
        )


def stretches(loaded: Sequence[Loaded], samples: Mapping[str, Sequence[Sample]]) -> list[Stretch]:
    """The run in ten stretches, with the processor time of each by the samples around it."""
    used = {name: [(one.at, one.cpu_seconds) for one in some] for name, some in samples.items() if some}
    return [
        Stretch(
            rows=part.rows,
            rows_per_second=part.rows_per_second,
            cpu_seconds={
                name: at_moment(x, part.ended) - at_moment(x, part.begun) for name, x in used.items()
            },
        )
        for part in parts_of([(one.at, one.rows) for one in loaded], PARTS)
    ]


def _replay(place: LogPlace, originals: Sequence[Judged], rows: int) -> int:
    """Publish copies of the originals until they hold so many rows; how many documents that are."""
    documents = 0
    log = place.open()
    try:
        made = copies(originals, rows)
        while chunk := list(islice(made, _CHUNK)):
            log.publish([event for events in chunk for event in events])
            documents += len(chunk)
    finally:
        log.close()
    return documents
