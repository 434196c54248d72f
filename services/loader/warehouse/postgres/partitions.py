"""The partitions of the printed amounts: one for each fiscal year, made ahead, and one for what is left over.

They are made by the owner at a migration, so that no loader needs the right to make tables. A year that has no
partition is no error: its lines go to `…_other`, with those of documents that name no year, and move to their own
partition when a later migration makes it.
"""

from __future__ import annotations

from typing import Final

from services.loader.warehouse.rows import LINE_TABLES
from services.loader.warehouse.session import Session

FIRST_YEAR: Final = 2015
"""From 2015 on the Budget Law has departments publish their budgets; what is older is rare."""
YEARS_AHEAD: Final = 5
"""Budgets are published for the year to come at the earliest; the rest is for warehouses that are seldom migrated."""

_THERE: Final = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::regclass"


def make_partitions(session: Session, this_year: int) -> None:
    """Make the partitions that lack, from `FIRST_YEAR` until `YEARS_AHEAD` years after this one."""
    years = range(FIRST_YEAR, this_year + YEARS_AHEAD + 1)
    for table in sorted(LINE_TABLES):
        there = {name for (name,) in session.rows(_THERE, [table])}
        lack = [year for year in years if f"{table}_{year}" not in there]
        if lack:
            session.run(f"LOCK TABLE {table}_other IN ACCESS EXCLUSIVE MODE")
        for year in lack:
            _make(session, table, year)


def _make(session: Session, table: str, year: int) -> None:
    """Make one, with the lines of its year that lie in `…_other`."""
    session.run(f"""
        CREATE TABLE {table}_{year} (LIKE {table});
        WITH moved AS (DELETE FROM {table}_other WHERE fiscal_year = {year} RETURNING *)
        INSERT INTO {table}_{year} SELECT * FROM moved;
        ALTER TABLE {table} ATTACH PARTITION {table}_{year} FOR VALUES IN ({year});
    """)  # noqa: S608 - our own two names, and a number
