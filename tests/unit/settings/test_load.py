"""Loading settings: what counts before what, and every mistake as one line that names the variable."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from shared.errors import ConfigurationError, ExitCode
from shared.settings import load_settings
from tests.unit.settings.programs import PumpProgram

HOUSE = {"FISCUS_PUMP__HOUSE": "/srv/house"}
SECRET = "xyzzy-plugh"  # noqa: S105 - nobody's


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which nothing is wrong."""
    for name, value in HOUSE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def mistake() -> str:
    """The line that tells what is wrong."""
    with pytest.raises(ConfigurationError) as raised:
        load_settings(PumpProgram)
    assert raised.value.exit_code is ExitCode.USAGE
    assert "\n" not in str(raised.value)
    return str(raised.value)


def in_file(env: pytest.MonkeyPatch, folder: Path, text: str) -> Path:
    """A settings file with this text, named by its variable."""
    path = folder / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    env.setenv("FISCUS_SETTINGS_FILE", str(path))
    return path


def in_secrets(env: pytest.MonkeyPatch, folder: Path, **secrets: str) -> Path:
    """A folder of secrets, named by its variable."""
    path = folder / "secrets"
    path.mkdir()
    for name, value in secrets.items():
        (path / name).write_text(value, encoding="utf-8")
    env.setenv("FISCUS_SECRETS_DIR", str(path))
    return path


def test_defaults_are_those_of_the_groups(env: pytest.MonkeyPatch) -> None:
    settings = load_settings(PumpProgram)
    assert settings.pump.house == Path("/srv/house")
    assert settings.pump.speed == 1.5
    assert settings.event_log.backend == "kafka"


def test_the_environment_comes_before_secrets_before_the_file_before_defaults(
    env: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Field by field: a source that has one field of a group does not hide the others of a later source."""
    in_file(
        env, tmp_path, "pump: {speed: 2, access_code: of-file, after_hours: true}\nkafka: {sasl_username: f}"
    )
    in_secrets(env, tmp_path, fiscus_pump__access_code="of-folder\n", fiscus_pump__speed="3")
    env.setenv("FISCUS_PUMP__SPEED", "4")
    settings = load_settings(PumpProgram)
    assert settings.pump.speed == 4
    assert settings.pump.access_code is not None
    assert settings.pump.access_code.get_secret_value() == "of-folder"
    assert settings.pump.after_hours
    assert settings.kafka.sasl_username == "f"
    assert settings.kafka.request_timeout_seconds == 30


def test_a_secret_is_read_as_kubernetes_mounts_it(env: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A link into a hidden folder beside, that can be exchanged at once."""
    folder = in_secrets(env, tmp_path, README="not ours")
    (folder / "..2026").mkdir()
    (folder / "..2026" / "fiscus_pump__access_code").write_text(SECRET, encoding="utf-8")
    (folder / "..data").symlink_to("..2026")
    (folder / "fiscus_pump__access_code").symlink_to("..data/fiscus_pump__access_code")
    code = load_settings(PumpProgram).pump.access_code
    assert code is not None
    assert code.get_secret_value() == SECRET


def test_an_empty_variable_is_as_good_as_none(env: pytest.MonkeyPatch) -> None:
    env.setenv("FISCUS_PUMP__SPEED", "")
    assert load_settings(PumpProgram).pump.speed == 1.5


def test_servers_can_be_listed_with_commas(env: pytest.MonkeyPatch) -> None:
    env.setenv("FISCUS_KAFKA__BOOTSTRAP_SERVERS", "a:9092, b:9092")
    assert load_settings(PumpProgram).kafka.bootstrap_servers == ("a:9092", "b:9092")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FISCUS_PUMP__SPEED", "fast", ["should be a valid number"]),
        ("FISCUS_PUMP__SPEED", "0", ["should be greater than 0"]),
        ("FISCUS_PUMP__SPED", "1", ["is not known: did you mean FISCUS_PUMP__SPEED?"]),
        ("FISCUS_PUMP__COLOUR", "red", ["is not known: known are", "FISCUS_PUMP__HOUSE"]),
        ("FISCUS_PUNP__SPEED", "1", ["is not known: did you mean FISCUS_PUMP__SPEED?"]),
        ("FISCUS_PUMP_SPEED", "1", ["did you mean FISCUS_PUMP__SPEED, with two underscores?"]),
        ("FISCUS_SETTING_FILE", "x", ["did you mean FISCUS_SETTINGS_FILE?"]),
        ("FISCUS_SECRET_DIR", "x", ["did you mean FISCUS_SECRETS_DIR?"]),
        ("FISCUS_PUMP", "{}", ["FISCUS_PUMP__… is set one by one", "FISCUS_PUMP__SPEED"]),
        ("FISCUS_PUMP__AFTER_HOURS", "true", ["FISCUS_PUMP__AFTER_HOURS needs FISCUS_PUMP__ACCESS_CODE"]),
        ("FISCUS_PUMP__AFTER_HOURS", "perhaps", ["should be a valid boolean"]),
        ("FISCUS_EVENT_LOG__BACKEND", "kafak", ["should be 'kafka' or 'embedded'"]),
        ("FISCUS_EVENT_LOG__BACKEND", "embedded", ["needs FISCUS_EVENT_LOG__PATH, the file of the log"]),
        ("FISCUS_EVENT_LOG__PATH", "/x", ["of use only where FISCUS_EVENT_LOG__BACKEND is embedded"]),
        ("FISCUS_EVENT_LOG__PARTITIONS", "0", ["greater than or equal to 1"]),
        (
            "FISCUS_KAFKA__BOOTSTRAP_SERVERS",
            "nowhere",
            ["FISCUS_KAFKA__BOOTSTRAP_SERVERS is not right", "host:port"],
        ),
        ("FISCUS_KAFKA__SECURITY_PROTOCOL", "SASL_SSL", ["SASL_SSL needs FISCUS_KAFKA__SASL_MECHANISM"]),
        ("FISCUS_SERVICE__METRICS_PORT", "70000", ["less than or equal to 65535"]),
        ("FISCUS_SERVICE__LOG_LEVEL", "loud", ["should be 'debug', 'info'"]),
        ("FISCUS_SERVICE__DRAIN_SECONDS", "-1", ["greater than 0"]),
        ("FISCUS_SERVICE__STALL_SECONDS", "inf", ["FISCUS_SERVICE__STALL_SECONDS should be a finite number"]),
    ],
)
def test_a_wrong_variable_is_named_with_what_would_be_right(
    env: pytest.MonkeyPatch, name: str, value: str, told: list[str]
) -> None:
    env.setenv(name, value)
    line = mistake()
    assert line.startswith("a setting is wrong: ")
    assert name in line
    for part in told:
        assert part in line


def test_a_missing_setting_is_named_with_what_it_is() -> None:
    assert mistake() == "a setting is wrong: FISCUS_PUMP__HOUSE is not set: where it stands"


def test_all_mistakes_stand_in_one_line(env: pytest.MonkeyPatch) -> None:
    env.setenv("FISCUS_PUMP__SPEED", "x")
    env.setenv("FISCUS_KAFAK__SASL_USERNAME", "x")
    env.setenv("FISCUS_SERVICE__LOG_LEVEL", "x")
    line = mistake()
    assert line.startswith("3 settings are wrong: ")
    for name in ("FISCUS_PUMP__SPEED", "FISCUS_KAFAK__SASL_USERNAME", "FISCUS_SERVICE__LOG_LEVEL"):
        assert name in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FISCUS_POSTGRES__HOST", "db"),  # of a program that shares the environment
        ("FISCUS_REQUIRE_TIERS", "1"),  # no setting
        ("FISCUS_PUMP_SERVICE_HOST", "10.0.0.7"),  # Kubernetes tells of a service called fiscus-pump
        ("FISCUS_PUMP_PORT", "tcp://10.0.0.7:80"),
        ("FISCUS_PUMP_SPEED", "tcp://10.0.0.7:80"),
    ],
)
def test_what_is_meant_for_others_is_passed_over(env: pytest.MonkeyPatch, name: str, value: str) -> None:
    env.setenv(name, value)
    assert load_settings(PumpProgram).pump.speed == 1.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pump: {speed: fast}", ["FISCUS_PUMP__SPEED (from the settings file)", "valid number"]),
        (
            "pump: {sped: 1}",
            ["FISCUS_PUMP__SPED (from the settings file) is not known", "FISCUS_PUMP__SPEED?"],
        ),
        ("punp: {speed: 1}", ["the group punp of the settings file is not known: did you mean pump?"]),
        ("pump: fast", ["the settings file is not made of groups", "settings.yaml"]),
        ("- pump", ["the settings file is not made of groups", "settings.yaml"]),
        ("pump: {access_code: xyzzy-plugh", ["the settings file is no YAML in line", "settings.yaml"]),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(
    env: pytest.MonkeyPatch, tmp_path: Path, text: str, told: list[str]
) -> None:
    in_file(env, tmp_path, text)
    line = mistake()
    for part in told:
        assert part in line
    assert SECRET not in line


def test_an_empty_file_and_groups_of_other_programs_are_fine(env: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_file(env, tmp_path, "")
    assert load_settings(PumpProgram).pump.speed == 1.5
    in_file(env, tmp_path, "postgres: {host: db}\nsources:\n")
    assert load_settings(PumpProgram).pump.speed == 1.5


def test_a_file_or_folder_that_is_not_there_is_named(env: pytest.MonkeyPatch, tmp_path: Path) -> None:
    env.setenv("FISCUS_SETTINGS_FILE", str(tmp_path / "gone.yaml"))
    assert "the settings file cannot be read: no such file" in mistake()
    env.setenv("FISCUS_SETTINGS_FILE", "")
    env.setenv("FISCUS_SECRETS_DIR", str(tmp_path / "gone"))
    assert "FISCUS_SECRETS_DIR names no folder" in mistake()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("fiscus_pump__acces_code", "FISCUS_PUMP__ACCES_CODE (from the secrets folder) is not known"),
        ("fiscus_punp__access_code", "the secret file fiscus_punp__access_code is not known"),
        ("fiscus_password", "the secret file fiscus_password is not known: call it like the variable"),
    ],
)
def test_a_misnamed_secret_is_a_mistake(
    env: pytest.MonkeyPatch, tmp_path: Path, name: str, told: str
) -> None:
    in_secrets(env, tmp_path, **{name: SECRET})
    line = mistake()
    assert told in line
    assert SECRET not in line


def test_a_secret_that_is_no_text_is_a_mistake(env: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = in_secrets(env, tmp_path)
    (folder / "fiscus_pump__access_code").write_bytes(b"\xff\xfe")
    assert "a secret file is not UTF-8" in mistake()


def test_no_secret_shows_in_text_or_errors(env: pytest.MonkeyPatch) -> None:
    """Neither of settings that are right, nor where they, or others beside them, are wrong."""
    env.setenv("FISCUS_PUMP__ACCESS_CODE", SECRET)
    env.setenv("FISCUS_KAFKA__SASL_PASSWORD", SECRET)
    settings = load_settings(PumpProgram)
    assert SECRET not in repr(settings) + str(settings) + repr(settings.model_dump())
    env.setenv("FISCUS_PUMP__ACCESS_CODE", SECRET[:3])
    env.setenv("FISCUS_KAFKA__SASL_PASWORD", SECRET)
    env.setenv("FISCUS_PUMP__SPEED", SECRET)
    with pytest.raises(ConfigurationError) as raised:
        load_settings(PumpProgram)
    shown = "".join(traceback.format_exception(raised.value))
    assert "FISCUS_PUMP__ACCESS_CODE does not fit: what opens the door" in shown
    assert SECRET[:3] not in shown
