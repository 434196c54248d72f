"""Figures of the streaming benchmark that are easy to reckon with."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.machine import describe
from benchmarks.stream.latency import Latency
from benchmarks.stream.loading import Loading, Stretch
from benchmarks.stream.memory import Growth, MemoryRun
from benchmarks.stream.report import Report
from benchmarks.stream.throughput import Throughput, Volume
from shared.events.topics import ACCEPTED, EXTRACTED

CPU = {"extractor-0": 50.0, "validator-0": 10.0, "loader-0": 5.0, "broker": 4.0, "database": 1.0}
"""Of 100 documents."""

STREAMED = Throughput("Kafka and PostgreSQL", 1, 100, 100, 80.0, 1.5, CPU)
INGESTED = Throughput("embedded log and DuckDB", 1, 100, 100, 90.0, 1.2, {"fiscus ingest": 70.0})
REPLAYED = Loading(
    way="Kafka and PostgreSQL",
    documents=200,
    rows=100_000,
    seconds=10.0,
    rows_per_second=10_000.0,
    stretches=(
        Stretch(50_000, 12_000.0, {"loader": 1.0, "database": 0.5}),
        Stretch(50_000, 8_000.0, {"loader": 1.5, "database": 1.0}),
    ),
    cpu_seconds={"loader": 6.0, "broker": 1.0, "database": 2.0},
    peak_bytes=90_000_000,
    replay_seconds=3.0,
    log_bytes=30_000_000,
    warehouse_bytes=40_000_000,
)
GROWTH = Growth(
    service="validator-0",
    first=70.0,
    quarters=(75.0, 79.0, 80.0, 80.0),
    level=80.0,
    slope=0.25,
    spread=2.0,
    level_with_workers=80.0,
    slope_with_workers=0.25,
    samples=100,
    documents=2500,
)
REPORT = Report(
    machine=describe(None),
    pages=10,
    throughputs=(INGESTED, STREAMED),
    volume=Volume(100, 50_000, {EXTRACTED: 20_000_000, ACCEPTED: 10_000_000}),
    latencies=(Latency("PDFs as above", 100, 0.5, 0.9, 1.2, 2.4, 3.1),),
    loadings=(REPLAYED, replace(REPLAYED, way="embedded log and DuckDB", rows_per_second=4_000.0)),
    memory=MemoryRun(5000, {"accepted": 100, "quarantined": 4900}, 300.0, (GROWTH,), CPU),
    seconds=900.0,
)
