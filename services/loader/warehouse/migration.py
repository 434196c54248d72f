r"""The numbered SQL files of an adapter: which there are, and which a warehouse still lacks.

A file is named `0001_what_it_does.sql` and lies below `migrations/<adapter>/`. It is applied once and recorded; after a
release what it makes does not change any more. A line `\ir ../common/tables.sql` takes in what the adapters have in
common, as psql would.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from shared.errors import ConfigurationError

_INCLUDE = re.compile(r"^\\ir (?P<path>\S+)$", re.MULTILINE)
_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from a schema to the next."""

    number: int
    name: str
    sql: str


def migrations(adapter: str) -> tuple[Migration, ...]:
    """The migrations of an adapter in order, numbered from 1 without gaps (`ValueError` otherwise)."""
    folder = resources.files("services.loader.warehouse").joinpath("migrations", adapter)
    ordered = tuple(
        Migration(int(match["number"]), match["name"], _text(folder, file.name))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if (match := _FILE_NAME.fullmatch(file.name))
    )
    if [migration.number for migration in ordered] != list(range(1, len(ordered) + 1)):
        raise ValueError(f"the migrations of {adapter} are not numbered 1 to {len(ordered)}")
    return ordered


def _text(folder: Traversable, path: str) -> str:
    """The text of a file, with those that it takes in."""
    text = folder.joinpath(path).read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda match: _text(folder, match["path"]), text)


def pending(known: tuple[Migration, ...], applied: Collection[int], where: str) -> tuple[Migration, ...]:
    """The migrations that a warehouse lacks.

    Raises `ConfigurationError` when it has some that are not known: a newer version of Fiscus made it.
    """
    newest = max((migration.number for migration in known), default=0)
    if unknown := [number for number in applied if number > newest]:
        raise ConfigurationError(
            f"the warehouse was made by a newer version of Fiscus (schema {max(unknown)}, this version knows {newest})",
            where=where,
            remedy="install that version, or name another warehouse",
        )
    return tuple(migration for migration in known if migration.number not in applied)
