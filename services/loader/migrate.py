"""Bringing the PostgreSQL warehouse up to date, as a program that ends: `python -m services.loader.migrate`.

It runs before the loaders of a new version, as the role that owns the warehouse; loaders have no right to change
tables. Out come the names of the migrations that were applied and the exit status: 0, 1 where trying again may help,
2 for wrong settings or a database that cannot be a warehouse.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from services.loader.warehouse.postgres import PostgresSettings, migrate
from services.loader.warehouse.postgres.roles import OWNER
from shared.errors import ExitCode, TransientError
from shared.service.program import run_program
from shared.settings import Settings

ABOUT: Final = "Make the PostgreSQL warehouse and bring it up to date, as its owner; then end."


class MigrationPostgresSettings(PostgresSettings):
    """How to reach the warehouse as its owner."""

    user: str = OWNER
    """The role that owns the warehouse, or a member of it."""


class MigrationSettings(Settings):
    """Everything a migration is told."""

    postgres: MigrationPostgresSettings = MigrationPostgresSettings()


def run(settings: MigrationSettings) -> int:
    """Migrate, tell what was done, and give the exit status. Raises `ConfigurationError` where it cannot be done."""
    try:
        applied = migrate(settings.postgres)
    except TransientError as error:
        sys.stderr.write(f"fiscus migrate: {error}\n")
        return ExitCode.RETRY
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "the warehouse is up to date\n")
    return ExitCode.OK


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with settings from the environment; `--help` lists them."""
    return run_program("loader.migrate", ABOUT, MigrationSettings, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
