"""How many of each service, and how much of everything else, for a number of documents: computed from measured figures.

`python -m benchmarks.stream.capacity results.json [--pages N]` reads what `python -m benchmarks.stream --json` wrote
and prints the tables of docs/scaling.md. A service works on one core at most, so its processor time bounds how many
documents one instance can do; the loader waits for the database besides, so its measured rate counts.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.contract.channels import REPLAY_DAYS

STAGES: Final = ("extractor", "validator", "loader")
SERVERS: Final = ("broker", "database")
UTILISATION: Final = 0.6
"""How much of an instance is planned for; the rest is for failures, replays and the unevenness of partitions."""
REPLICAS: Final = 3
"""Copies of each record, as a cluster that survives a broker needs."""
RETENTION_DAYS: Final = float(REPLAY_DAYS)
"""How long the log keeps records; findings, a twentieth of its bytes, go sooner."""
LEAST_PARTITIONS: Final = 12
DAY_SECONDS: Final = 86_400.0
_MILLION: Final = 1_000_000
_GB: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """What a document costs, by the run that is read."""

    pages: float
    cpu: Mapping[str, float]
    """Processor seconds a document, of each stage and server."""
    loader_rows_per_second: float
    rows: float
    log_bytes: float
    """On the broker's disk, all topics together, one replica."""
    warehouse_bytes: float

    def with_pages(self, pages: float) -> Measured:
        """The same for documents of so many pages, where everything grows with the pages."""
        factor = pages / self.pages
        return Measured(
            pages=pages,
            cpu={name: seconds * factor for name, seconds in self.cpu.items()},
            loader_rows_per_second=self.loader_rows_per_second,
            rows=self.rows * factor,
            log_bytes=self.log_bytes * factor,
            warehouse_bytes=self.warehouse_bytes * factor,
        )

    def most(self, stage: str) -> float:
        """Documents a second that one instance of a stage can do at most."""
        by_processor = 1 / self.cpu[stage]
        return (
            min(by_processor, self.loader_rows_per_second / self.rows) if stage == "loader" else by_processor
        )


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked for."""

    name: str
    documents: int
    days: float
    """Over how many days they come."""
    peak: float
    """How many times the even rate the busiest hours bring."""

    @property
    def per_second(self) -> float:
        """Documents a second in the busiest hours."""
        return self.peak * self.documents / (self.days * DAY_SECONDS)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demand needs."""

    demand: Demand
    instances: Mapping[str, int]
    cores: Mapping[str, float]
    """Processor cores that are busy in the busiest hours."""
    partitions: int
    log_bytes_per_second: float
    log_bytes_kept: float
    """With all replicas."""
    rows: float
    warehouse_bytes: float


DEMANDS: Final = (
    Demand("a million a year, evenly", _MILLION, 365, 1.0),
    # Departments publish within twenty days of the approval (预算法 art. 14): most of a year in a month, by day.
    Demand("a million a year, in one month's working hours", _MILLION, 22, 3.0),
    Demand("a million in a day", _MILLION, 1, 1.0),
)


def measured(results: Mapping[str, Any]) -> Measured:
    """Take what a document costs from a report as JSON: the run over Kafka with one extractor, and the replay.

    Raises ValueError where the report lacks one of them.
    """
    runs = [
        one for one in results["throughputs"] if one["way"].startswith("Kafka") and one["extractors"] == 1
    ]
    replays = [one for one in results["loadings"] if one["way"].startswith("Kafka")]
    if not runs or not replays:
        raise ValueError("the report has no run over Kafka with one extractor, or no replay")
    run, replay, volume = runs[0], replays[0], results["volume"]
    rows = volume["rows"] / volume["documents"]
    return Measured(
        pages=results["pages"],
        cpu={name: _seconds(run["cpu_seconds"], name) / run["documents"] for name in (*STAGES, *SERVERS)},
        loader_rows_per_second=replay["rows_per_second"],
        rows=rows,
        log_bytes=sum(volume["topic_bytes"].values()) / volume["documents"],
        warehouse_bytes=rows * replay["warehouse_bytes"] / replay["rows"],
    )


def plan(cost: Measured, demand: Demand) -> Plan:
    """Work out what a demand needs when documents cost this much."""
    rate = demand.per_second
    instances = {stage: max(1, math.ceil(rate / (UTILISATION * cost.most(stage)))) for stage in STAGES}
    return Plan(
        demand=demand,
        instances=instances,
        cores={name: rate * seconds for name, seconds in cost.cpu.items()},
        partitions=partitions(max(instances.values())),
        log_bytes_per_second=rate * cost.log_bytes,
        log_bytes_kept=REPLICAS * cost.log_bytes * demand.documents * min(1.0, RETENTION_DAYS / demand.days),
        rows=cost.rows * demand.documents,
        warehouse_bytes=cost.warehouse_bytes * demand.documents,
    )


def partitions(instances: int) -> int:
    """Partitions of each topic for so many instances of the largest group: twice as many, in whole dozens.

    Their number cannot be changed later without a new log, so there is room to double; dozens divide evenly among
    two, three, four, six and twelve.
    """
    return LEAST_PARTITIONS * math.ceil(max(1, 2 * instances / LEAST_PARTITIONS))


def lines(cost: Measured) -> Iterator[str]:
    """The tables, as Markdown."""
    yield f"A document of {cost.pages:g} pages, {cost.rows:.0f} rows:"
    yield ""
    yield "| | CPU seconds a document | documents a second, one instance | a day |"
    yield "|---|---|---|---|"
    for name in (*STAGES, *SERVERS):
        most = cost.most(name) if name in STAGES else 1 / cost.cpu[name]
        one = "" if name in STAGES else " (one core)"
        yield f"| {name}{one} | {cost.cpu[name]:.4f} | {most:.1f} | {most * DAY_SECONDS:,.0f} |"
    first = min(STAGES, key=cost.most)
    yield ""
    yield (
        f"First to saturate: the {first}. Loader: {cost.loader_rows_per_second:,.0f} rows a second ÷ "
        f"{cost.rows:.0f} rows = {cost.loader_rows_per_second / cost.rows:.1f} documents a second. "
        f"Log: {cost.log_bytes / 1000:.0f} kB a document; warehouse: {cost.warehouse_bytes / 1000:.0f} kB."
    )
    yield ""
    plans = [plan(cost, demand) for demand in DEMANDS]
    yield "| | " + " | ".join(each.demand.name for each in plans) + " |"
    yield "|---|" + "---|" * len(plans)
    for name, cells in _plan_rows(plans):
        yield f"| {name} | " + " | ".join(cells) + " |"


def _plan_rows(plans: Sequence[Plan]) -> Iterator[tuple[str, list[str]]]:
    yield "documents a second at the peak", [f"{each.demand.per_second:.3g}" for each in plans]
    for stage in STAGES:
        yield f"{stage}s", [f"{each.instances[stage]} ({each.cores[stage]:.2g} cores busy)" for each in plans]
    for server in SERVERS:
        yield f"{server}, cores busy", [f"{each.cores[server]:.2g}" for each in plans]
    yield "partitions of each topic", [str(each.partitions) for each in plans]
    yield (
        "into the log, MB a second (one replica)",
        [f"{each.log_bytes_per_second / 1e6:.2g}" for each in plans],
    )
    yield (
        f"log kept {RETENTION_DAYS:g} days, {REPLICAS} replicas, GB",
        [f"{each.log_bytes_kept / _GB:,.0f}" for each in plans],
    )
    yield "rows, millions", [f"{each.rows / _MILLION:,.0f}" for each in plans]
    yield "warehouse with indexes, GB", [f"{each.warehouse_bytes / _GB:,.0f}" for each in plans]


def _seconds(used: Mapping[str, float], kind: str) -> float:
    """The processor time of all instances of a kind: they are named `kind` or `kind-number`."""
    return sum(seconds for name, seconds in used.items() if name.partition("-")[0] == kind)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; exit status 2 where the file is no report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stream.capacity", description=__doc__)
    parser.add_argument("results", type=Path, help="what `python -m benchmarks.stream --json` wrote")
    parser.add_argument("--pages", type=float, metavar="N", help="for documents of so many pages")
    options = parser.parse_args(arguments)
    try:
        cost = measured(json.loads(options.results.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(
            f"capacity: {options.results} is no report of the streaming benchmark: {error}", file=sys.stderr
        )
        return 2
    print("\n".join(lines(cost.with_pages(options.pages) if options.pages else cost)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
