from __future__ import annotations

import io
import json

from benchmarks.growth import Growth
from benchmarks.machine import describe
from benchmarks.report import Report, as_json, print_tables
from tests.unit.benchmarks.figures import contest, runs

MACHINE = describe(None)


def printed(report: Report) -> str:
    stream = io.StringIO()
    print_tables(report, stream)
    return stream.getvalue()


def test_the_tables_give_pages_a_second_memory_and_the_ratio() -> None:
    text = printed(Report(MACHINE, "some files", contest(runs(2.0), runs(4.0, megabytes=50))))

    assert "50.0" in text  # 100 pages in 2 seconds
    assert "25.0" in text
    assert "costs 0.50 × the plain loop" in text


def test_the_machine_is_stated() -> None:
    text = printed(Report(MACHINE, "some files", contest(runs(2.0), runs(4.0))))

    assert f"{MACHINE.cores} cores" in text
    assert MACHINE.python in text
    assert MACHINE.packages["pdfplumber"] in text


def test_pages_that_were_not_read_are_owned_up_to() -> None:
    text = printed(Report(MACHINE, "some files", contest(runs(2.0), runs(4.0), pages_read=80)))

    assert "only 80 of the 100 pages were read" in text


def test_growth_is_told_by_further_page() -> None:
    growth = Growth(
        "pages", (contest(runs(1.0), runs(1.0), pages=10), contest(runs(2.0), runs(4.0), pages=110))
    )

    text = printed(Report(MACHINE, "some files", contest(runs(2.0), runs(4.0)), (growth,)))

    assert "each of 100 further pages: fiscus 10.0 ms, plain loop 30.0 ms" in text


def test_the_json_holds_every_round() -> None:
    growth = Growth(
        "pages", (contest(runs(1.0), runs(1.0), pages=10), contest(runs(2.0), runs(4.0), pages=110))
    )
    report = Report(MACHINE, "some files", contest(runs(2.0, 3.0), runs(4.0, 6.0)), (growth,))

    read = json.loads(json.dumps(as_json(report)))

    assert read["comparison"]["ratio_cpu"] == 0.5
    assert [usage["cpu_seconds"] for usage in read["comparison"]["plain"]["rounds"]] == [4.0, 6.0]
    assert read["growth"][0]["cpu_ms_per_further_page"] == [{"pages": 100, "fiscus": 10.0, "plain": 30.0}]
    assert read["machine"]["cores"] == MACHINE.cores
