"""Filling a program's settings: environment over secrets folder over settings file over defaults.

In comes a class derived from `Settings`, out goes a checked, frozen instance of it, or one `ConfigurationError` that
names every mistake in one line. Nothing but the settings file and the secrets is opened here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from shared.errors import ConfigurationError
from shared.settings.mistakes import Origins, mistakes, summed_up
from shared.settings.names import (
    DELIMITER,
    PREFIX,
    SECRETS_DIR,
    SETTINGS_FILE,
    strays_of_environment,
    strays_of_file,
    strays_of_secrets,
)

S = TypeVar("S", bound="Settings")

_NO_SECRETS: Final[Mapping[str, str]] = {}


class Settings(BaseSettings):
    """Base of a program's settings: each field is a group. Make one with `load_settings`.

    An empty variable counts as one that is not set, as compose files write `${NAME:-}`. Texts are not decoded as JSON
    on the way: a group that takes a list says how it is written.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        env_nested_max_split=1,
        env_ignore_empty=True,
        enable_decoding=False,
        extra="ignore",  # groups of other programs; what nobody knows is found by name
        frozen=True,
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources in order of precedence."""
        del dotenv_settings
        stored = []
        if folder := os.environ.get(SECRETS_DIR):
            stored.append(NestedSecretsSettingsSource(file_secret_settings, secrets_dir=folder))
        return (init_settings, env_settings, *stored, InitSettingsSource(settings_cls, dict(file_contents())))


def load_settings(kind: type[S]) -> S:
    """The settings as environment, secrets folder and settings file have them.

    Raises `ConfigurationError` for an unknown name, a value that does not fit, one that is missing, a file or folder
    that cannot be read. It names variables and never a value.
    """
    strays = [
        *strays_of_environment(kind, os.environ),
        *strays_of_secrets(kind, secret_names()),
        *strays_of_file(kind, file_contents()),
    ]
    try:
        settings = kind()
    except ValidationError as error:
        found = mistakes(kind, error, _origins())
    except SettingsError as error:
        # Its own text may hold a value; the cause is at fault, and says so by its type.
        found = [f"the settings cannot be read ({type(error.__cause__ or error).__name__})"]
    else:
        if not strays:
            return settings
        found = []
    raise summed_up([*strays, *found])


def file_contents() -> Mapping[str, Any]:
    """What the settings file holds, group by group; empty where none is named. Raises `ConfigurationError`."""
    named = os.environ.get(SETTINGS_FILE)
    if not named:
        return {}
    try:
        content = yaml.safe_load(Path(named).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "unknown error").lower() if isinstance(error, OSError) else "not UTF-8"
        raise _bad_file(named, f"the settings file cannot be read: {reason}") from None
    except yaml.YAMLError as error:
        # The whole text of the error shows lines of the file, and so perhaps a secret.
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark is not None else ""
        raise _bad_file(named, f"the settings file is no YAML{line}") from None
    groups = {} if content is None else content
    if not isinstance(groups, dict) or not all(isinstance(v, dict | None) for v in groups.values()):
        raise _bad_file(named, "the settings file is not made of groups")
    return {str(name): group for name, group in groups.items() if group is not None}


def secret_names() -> tuple[str, ...]:
    """The names of the secret files; none where no folder is named. Raises `ConfigurationError`."""
    return tuple(_secrets())


def _secrets() -> Mapping[str, str]:
    named = os.environ.get(SECRETS_DIR)
    if not named:
        return _NO_SECRETS
    folder = Path(named)
    remedy = f"name a folder with files such as fiscus_kafka{DELIMITER}sasl_password"
    if not folder.is_dir():
        raise ConfigurationError(f"{SECRETS_DIR} names no folder", where=named, remedy=remedy)
    try:
        return NestedSecretsSettingsSource.load_secrets(folder.resolve())
    except UnicodeDecodeError:
        raise ConfigurationError("a secret file is not UTF-8", where=named, remedy="write it anew") from None
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise ConfigurationError(
            f"a secret file cannot be read: {reason}", where=error.filename or named, remedy="mend its rights"
        ) from None


def _origins() -> Origins:
    """Where a value may come from, beside the environment."""
    secrets = {name[len(PREFIX) :].lower() for name in secret_names()}
    stored = {f"{group}{DELIMITER}{field}" for group, fields in file_contents().items() for field in fields}
    environment = {name[len(PREFIX) :].lower() for name, value in os.environ.items() if value}
    return Origins(environment=environment, secrets=secrets, file=stored)


def _bad_file(named: str, what: str) -> ConfigurationError:
    remedy = (
        f"{SETTINGS_FILE} names a YAML file of groups, such as “kafka:” with “  bootstrap_servers: …” below"
    )
    return ConfigurationError(what, where=named, remedy=remedy)
