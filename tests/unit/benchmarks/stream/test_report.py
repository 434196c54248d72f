from __future__ import annotations

import io
from dataclasses import replace

from benchmarks.stream.report import Report, print_tables
from tests.unit.benchmarks.stream.results import GROWTH, REPORT


def printed(report: Report) -> str:
    stream = io.StringIO()
    print_tables(report, stream)
    return " ".join(stream.getvalue().split())


def test_every_part_has_a_table() -> None:
    text = printed(REPORT)

    assert "100 PDFs of 10 pages" in text
    assert "Kafka and PostgreSQL 1 80.0 1.50 0.70" in text
    assert "PDFs as above 100 0.50 0.90 1.20 2.40 3.10" in text
    assert "first tenth loader 20, database 10; in the last loader 30, database 20" in text
    assert "+0.25" in text
    assert "flat" in text


def test_memory_that_grows_is_owned_up_to() -> None:
    assert REPORT.memory is not None
    leaks = replace(REPORT.memory, services=(replace(GROWTH, slope=4.0),))

    assert "GROWS" in printed(replace(REPORT, memory=leaks))


def test_instances_of_a_service_are_added_up() -> None:
    streamed = REPORT.throughputs[1]
    both = replace(streamed, cpu_seconds={"extractor-0": 30.0, "extractor-1": 20.0, "broker": 4.0})

    assert "extractor 0.5, broker 0.04" in printed(replace(REPORT, throughputs=(both,)))
