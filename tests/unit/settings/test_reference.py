"""What is told of each setting: in the help of a service and on the page of all settings."""

from __future__ import annotations

import pytest

from services.extractor.__main__ import main as extractor
from services.loader.__main__ import main as loader
from services.standalone.settings_page import PROGRAMS, settings_page
from services.validator.__main__ import main as validator
from shared.settings.reference import REQUIRED, help_lines, variables
from tests.unit.docs.pages import ROOT
from tests.unit.settings.programs import PumpProgram

MAINS = {"extractor": extractor, "validator": validator, "loader": loader}


def test_the_page_of_settings_is_the_generated_one() -> None:
    """After a change: python -m services.standalone.settings_page > docs/settings.md."""
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_setting_says_what_it_means(program: str) -> None:
    for variable in variables(PROGRAMS[program]):
        assert len(variable.meaning) > 10, variable.name


def test_a_setting_is_told_with_kind_default_and_meaning() -> None:
    told = {variable.name: variable for variable in variables(PumpProgram)}
    assert told["FISCUS_PUMP__SPEED"].default == "1.5"
    assert told["FISCUS_PUMP__HOUSE"].default == REQUIRED
    assert told["FISCUS_PUMP__ACCESS_CODE"].kind == "SECRET"
    assert told["FISCUS_PUMP__AFTER_HOURS"].kind == "true|false"
    assert told["FISCUS_KAFKA__BOOTSTRAP_SERVERS"].default == "localhost:9092"
    assert told["FISCUS_EVENT_LOG__BACKEND"].kind == "kafka|embedded"
    assert told["FISCUS_EVENT_LOG__PATH"].default == ""
    assert told["FISCUS_PUMP__SPEED"].meaning == "Strokes a second; a pump without a motor takes none."


def test_a_line_of_help_is_not_too_wide() -> None:
    assert max(map(len, help_lines(PumpProgram, width=80))) <= 110


@pytest.mark.parametrize("service", MAINS)
def test_the_help_of_a_service_lists_its_settings(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert MAINS[service](["--help"]) == 0
    shown = capsys.readouterr().out
    assert f"python -m services.{service}" in shown
    for variable in variables(PROGRAMS[service]):
        assert variable.name in shown
    assert "FISCUS_SETTINGS_FILE" in shown


@pytest.mark.parametrize("service", MAINS)
def test_an_argument_is_wrong_usage(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert MAINS[service](["--port", "1"]) == 2
    assert "--port" in capsys.readouterr().err


@pytest.mark.parametrize("service", MAINS)
def test_a_wrong_setting_is_one_line_and_status_2(
    service: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCUS_KAFKA__BOOTSTRAP_SERVER", "localhost:9092")
    monkeypatch.setenv("FISCUS_SERVICE__STATE_DIR", "/var/lib/state")
    assert MAINS[service]([]) == 2
    assert capsys.readouterr().err == (
        f"fiscus {service}: a setting is wrong: FISCUS_KAFKA__BOOTSTRAP_SERVER is not known: "
        "did you mean FISCUS_KAFKA__BOOTSTRAP_SERVERS?\n"
    )
