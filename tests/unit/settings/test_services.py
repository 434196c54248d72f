"""The settings of the three services: what each demands, and times that must fit together."""

from __future__ import annotations

import pytest

from services.extractor.settings import ExtractorSettings
from services.loader.settings import LoaderSettings
from services.validator.settings import ValidatorSettings
from shared.errors import ConfigurationError
from shared.settings import Settings, load_settings
from shared.settings.names import GROUPS, group_fields

SERVICES = (ExtractorSettings, ValidatorSettings, LoaderSettings)


@pytest.fixture(autouse=True)
def state_dir(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the extractor cannot do without."""
    monkeypatch.setenv("FISCUS_SERVICE__STATE_DIR", "/var/lib/state")


def test_each_has_a_port_of_its_own() -> None:
    ports = [
        load_settings(ExtractorSettings).service.metrics_port,
        load_settings(ValidatorSettings).service.metrics_port,
        load_settings(LoaderSettings).service.metrics_port,
    ]
    assert ports == [9101, 9102, 9103]


def test_every_group_is_known_to_those_that_do_not_have_it() -> None:
    """So that all services can share one environment."""
    assert {group for kind in SERVICES for group in group_fields(kind)} == set(GROUPS)


def test_only_the_extractor_needs_a_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FISCUS_SERVICE__STATE_DIR")
    load_settings(ValidatorSettings)
    load_settings(LoaderSettings)
    with pytest.raises(ConfigurationError, match="FISCUS_SERVICE__STATE_DIR is not set"):
        load_settings(ExtractorSettings)


@pytest.mark.parametrize(
    ("kind", "variables", "told"),
    [
        (
            ExtractorSettings,
            {"FISCUS_READING__MAX_SECONDS": "570"},
            "FISCUS_SERVICE__STALL_SECONDS must be more than 630 s (FISCUS_READING__MAX_SECONDS and 60 s beside)",
        ),
        (
            ExtractorSettings,
            {"FISCUS_READING__MAX_SECONDS": "570", "FISCUS_SERVICE__STALL_SECONDS": "700"},
            "FISCUS_KAFKA__MAX_POLL_INTERVAL_SECONDS must be more than 630 s",
        ),
        (
            ValidatorSettings,
            {"FISCUS_SERVICE__STALL_SECONDS": "100"},
            "FISCUS_SERVICE__STALL_SECONDS must be more than 120 s (FISCUS_KAFKA__DELIVERY_TIMEOUT_SECONDS)",
        ),
        (
            LoaderSettings,
            {"FISCUS_SERVICE__STALL_SECONDS": "130", "FISCUS_POSTGRES__STATEMENT_TIMEOUT_SECONDS": "200"},
            "FISCUS_SERVICE__STALL_SECONDS must be more than 200 s (FISCUS_POSTGRES__STATEMENT_TIMEOUT_SECONDS)",
        ),
        (
            LoaderSettings,
            {"FISCUS_WAREHOUSE__BACKEND": "duckdb"},
            "FISCUS_WAREHOUSE__BACKEND=duckdb needs FISCUS_WAREHOUSE__PATH",
        ),
        (
            LoaderSettings,
            {"FISCUS_WAREHOUSE__PATH": "/x"},
            "FISCUS_WAREHOUSE__PATH is of use only where FISCUS_WAREHOUSE__BACKEND is duckdb",
        ),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, kind: type[Settings], variables: dict[str, str], told: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as raised:
        load_settings(kind)
    assert told in str(raised.value)


def test_the_embedded_log_asks_no_patience_of_kafka(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCUS_EVENT_LOG__BACKEND", "embedded")
    monkeypatch.setenv("FISCUS_EVENT_LOG__PATH", "/var/lib/events")
    monkeypatch.setenv("FISCUS_READING__MAX_SECONDS", "900")
    monkeypatch.setenv("FISCUS_SERVICE__STALL_SECONDS", "1000")
    assert load_settings(ExtractorSettings).reading.max_seconds == 900
