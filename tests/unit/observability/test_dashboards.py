"""The dashboards: files that Grafana can be given, made of metrics that there are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.observability import promql
from tests.unit.observability.deployed import (
    CONFIGURATION,
    DASHBOARDS,
    GRAFANA,
    document,
    expressions,
    panels,
    recordings,
)

DATASOURCE = document(GRAFANA / "provisioning/datasources/prometheus.yaml")["datasources"][0]
PROVIDER = document(GRAFANA / "provisioning/dashboards/fiscus.yaml")["providers"][0]
each_dashboard = pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)


def test_there_is_a_dashboard_with_every_row() -> None:
    rows = [panel["title"] for path in DASHBOARDS for panel in panels(path) if panel["type"] == "row"]
    assert rows == ["State", "Flow", "Backlog", "Quality", "Loader", "Process"]


@each_dashboard
def test_a_dashboard_has_a_name_of_its_own_and_no_way_to_change_it(path: Path) -> None:
    dashboard = document(path)
    assert dashboard["uid"].startswith("fiscus-")
    assert dashboard["editable"] is False
    assert "id" not in dashboard, "an id is given by the Grafana that a dashboard is exported from"


@each_dashboard
def test_every_panel_asks_the_provisioned_datasource_and_says_what_it_shows(path: Path) -> None:
    for panel in panels(path):
        if panel["type"] != "row":
            assert panel["datasource"] == {"type": DATASOURCE["type"], "uid": DATASOURCE["uid"]}
            assert panel["description"].endswith(".")
            assert panel["targets"]


@each_dashboard
def test_panels_have_numbers_of_their_own_and_do_not_lie_on_one_another(path: Path) -> None:
    numbers = [panel["id"] for panel in panels(path)]
    assert len(set(numbers)) == len(numbers)
    taken: set[tuple[int, int]] = set()
    for panel in panels(path):
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    tops = [panel["gridPos"]["y"] for panel in panels(path)]
    assert all(above <= below for above, below in pairwise(tops))


@pytest.mark.parametrize("place", expressions())
def test_an_expression_names_metrics_and_labels_that_there_are(place: str) -> None:
    expression = expressions()[place]
    assert promql.metrics(expression)
    assert promql.metrics(expression) <= promql.known_metrics() | set(recordings())
    assert promql.labels(expression) <= promql.known_labels()
    assert "$" not in expression, "a variable that no test fills in"


def test_every_metric_of_the_catalogue_but_those_that_repeat_others_is_shown() -> None:
    shown = {name for expression in expressions().values() for name in promql.metrics(expression)}
    rules = {name for expression in recordings().values() for name in promql.metrics(expression)}
    unseen = {name for name in promql.known_metrics() if name.startswith("fiscus_")} - shown - rules
    assert unseen == {
        "fiscus_stage_duration_seconds_count",  # documents per minute say it better
        "fiscus_end_to_end_duration_seconds_sum",  # a mean hides what the quantiles show
        "fiscus_end_to_end_duration_seconds_count",
        "fiscus_last_record_timestamp_seconds",  # for questions at hand
    }


def test_the_provisioning_puts_files_where_grafana_looks_for_them() -> None:
    assert PROVIDER["options"]["path"] == "/var/lib/grafana/dashboards"
    assert PROVIDER["allowUiUpdates"] is False
    assert DATASOURCE["jsonData"]["timeInterval"] == document(CONFIGURATION)["global"]["scrape_interval"]
