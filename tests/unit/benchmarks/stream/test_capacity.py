from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stream.capacity import (
    LEAST_PARTITIONS,
    REPLICAS,
    RETENTION_DAYS,
    STAGES,
    UTILISATION,
    Demand,
    Measured,
    main,
    measured,
    partitions,
    plan,
)
from benchmarks.stream.report import as_json
from tests.unit.benchmarks.stream.results import REPLAYED, REPORT

COST = measured(as_json(REPORT))


def test_what_a_document_costs_is_taken_from_the_run_over_kafka_and_the_replay() -> None:
    expected = Measured(
        pages=10,
        cpu={"extractor": 0.5, "validator": 0.1, "loader": 0.05, "broker": 0.04, "database": 0.01},
        loader_rows_per_second=10_000.0,
        rows=500.0,
        log_bytes=300_000.0,
        warehouse_bytes=200_000.0,
    )

    assert expected == COST


def test_processor_time_bounds_an_instance() -> None:
    assert COST.most("extractor") == pytest.approx(2.0)
    assert COST.most("validator") == pytest.approx(10.0)


def test_the_loader_is_bounded_by_what_it_was_seen_to_load() -> None:
    """It waits for the database besides; where that is not the worse of the two, its processor time counts."""
    assert replace(COST, loader_rows_per_second=5_000.0).most("loader") == pytest.approx(10.0)
    assert replace(COST, loader_rows_per_second=90_000.0).most("loader") == pytest.approx(20.0)


def test_a_demand_is_spread_over_its_days_and_multiplied_by_its_peak() -> None:
    assert Demand("", 864_000, 10, 1.0).per_second == pytest.approx(1.0)
    assert Demand("", 864_000, 10, 3.0).per_second == pytest.approx(3.0)


def test_a_plan_has_enough_of_everything() -> None:
    found = plan(COST, Demand("ten days", 8_640_000, 10, 1.2))  # 12 documents a second

    assert found.instances == {"extractor": 10, "validator": 2, "loader": 1}
    assert found.cores["extractor"] == pytest.approx(6.0)
    assert found.partitions == 24
    assert found.log_bytes_per_second == pytest.approx(3_600_000.0)
    assert found.log_bytes_kept == pytest.approx(REPLICAS * 300_000.0 * 8_640_000)
    assert found.rows == pytest.approx(500.0 * 8_640_000)
    assert found.warehouse_bytes == pytest.approx(200_000.0 * 8_640_000)


def test_the_log_keeps_no_more_than_its_retention() -> None:
    found = plan(COST, Demand("two years", 1_000_000, 730, 1.0))

    assert found.log_bytes_kept == pytest.approx(REPLICAS * 300_000.0 * 1_000_000 * RETENTION_DAYS / 730)


@given(st.floats(0.001, 200))
def test_no_stage_is_planned_beyond_its_utilisation(per_second: float) -> None:
    found = plan(COST, Demand("", round(per_second * 86_400 * 100), 100, 1.0))

    for stage in STAGES:
        share = found.demand.per_second / (found.instances[stage] * COST.most(stage))
        assert share <= UTILISATION * 1.000001
        assert found.instances[stage] <= found.partitions


@pytest.mark.parametrize(("instances", "expected"), [(1, 12), (6, 12), (7, 24), (12, 24), (20, 48)])
def test_each_instance_finds_two_partitions(instances: int, expected: int) -> None:
    assert partitions(instances) == expected
    assert expected % LEAST_PARTITIONS == 0


def test_longer_documents_cost_more_of_everything_but_the_rate_of_rows() -> None:
    longer = COST.with_pages(40)

    assert longer.cpu["extractor"] == pytest.approx(2.0)
    assert longer.rows == pytest.approx(2000.0)
    assert longer.loader_rows_per_second == COST.loader_rows_per_second
    assert longer.most("loader") == pytest.approx(5.0)


def test_the_tables_are_printed_from_a_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(as_json(REPORT)), encoding="utf-8")

    assert main([str(path)]) == 0
    text = capfd.readouterr().out
    assert "| extractor | 0.5000 | 2.0 | 172,800 |" in text
    assert "First to saturate: the extractor" in text
    assert "| rows, millions | 500 | 500 | 500 |" in text


def test_pages_are_taken_from_the_command_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(as_json(REPORT)), encoding="utf-8")

    assert main([str(path), "--pages", "40"]) == 0
    assert "A document of 40 pages, 2000 rows" in capfd.readouterr().out


@pytest.mark.parametrize("text", ["no JSON", "{}", "[]", json.dumps({"throughputs": [], "loadings": []})])
def test_another_file_is_wrong_usage(text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "results.json"
    path.write_text(text, encoding="utf-8")

    assert main([str(path)]) == 2
    assert "is no report of the streaming benchmark" in capfd.readouterr().err


def test_a_report_without_kafka_tells_no_cost() -> None:
    results = as_json(replace(REPORT, throughputs=(), loadings=(REPLAYED,)))

    with pytest.raises(ValueError, match="no run over Kafka"):
        measured(results)


def test_the_json_of_a_report_survives_the_way_through_a_file() -> None:
    assert measured(json.loads(json.dumps(asdict(REPORT)))) == COST
