"""The programs that containers run, and whether they take the settings that a container gives them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest import mock

from services.extractor.settings import ExtractorSettings
from services.loader.migrate import MigrationSettings
from services.loader.settings import LoaderSettings
from services.submitter.settings import SubmitterSettings
from services.validator.settings import ValidatorSettings
from shared.settings import Settings, load_settings
from shared.settings.names import SECRETS_DIR
from shared.settings.reference import variables

SETTINGS: Final[Mapping[str, type[Settings]]] = {
    "extractor": ExtractorSettings,
    "validator": ValidatorSettings,
    "loader": LoaderSettings,
    "migrate": MigrationSettings,
    "tools": SubmitterSettings,
}
"""By the name of the container, in docker-compose.yml and in Kubernetes."""
SERVICES: Final = ("extractor", "validator", "loader")
VARIABLES: Final = {told.name for kind in SETTINGS.values() for told in variables(kind)} | {SECRETS_DIR}
PLACES_OF_PROGRAMS: Final = {"PATH", "HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
"""What is no setting of Fiscus and means what it means everywhere."""


def unknown(environment: Mapping[str, str]) -> list[str]:
    """The variables of Fiscus that no program knows."""
    return sorted(name for name in environment if name.startswith("FISCUS_") and name not in VARIABLES)


def settings_in(
    kind: type[Settings], environment: Mapping[str, str], secrets: Mapping[str, str], folder: Path
) -> Settings:
    """Let a program with settings of `kind` read them as it would in the container.

    `secrets` are the files below the container's folder of secrets; they are laid down in `folder`, as Kubernetes
    does it: behind links that change when a secret does. Raises ConfigurationError as the program would.
    """
    with _container(environment, secrets, folder):
        return load_settings(kind)


@contextmanager
def _container(environment: Mapping[str, str], secrets: Mapping[str, str], folder: Path) -> Iterator[None]:
    version = folder / "..2026_02_03"
    version.mkdir(parents=True)
    (folder / "..data").symlink_to(version.name)
    for name, text in secrets.items():
        (version / name).write_text(text, encoding="utf-8")
        (folder / name).symlink_to(Path("..data") / name)
    moved = {name: str(folder) if name == SECRETS_DIR else value for name, value in environment.items()}
    with mock.patch.dict(os.environ, moved, clear=True):
        yield
