"""Tables and official code lists of a warehouse: made where they lack, brought up to date where they are old.

All of it happens in one transaction of the caller's: a process that dies while it makes a warehouse leaves an empty
one.
"""

from __future__ import annotations

import datetime as dt

from services.loader.warehouse.migration import Migration, migrations, pending
from services.loader.warehouse.rows import TableRows, utc
from services.loader.warehouse.session import Session
from shared.errors import ConfigurationError
from shared.taxonomy import CodeList, economic, functional

_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name
"""
_RECORD_OF_MIGRATIONS = """
    CREATE TABLE schema_migration (number INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)
"""


def prepare(session: Session, adapter: str, now: dt.datetime, *, where: str) -> tuple[Migration, ...]:
    """Apply the migrations that a warehouse lacks and fill its dimension tables; do nothing where all is there.

    Gives the migrations that were applied. `where` names the warehouse for people. Raises `ConfigurationError` when it
    holds tables of others or was made by a newer version of Fiscus.
    """
    names = [name for (name,) in session.rows(_TABLES)]
    if not names:
        session.run(_RECORD_OF_MIGRATIONS)
    elif "schema_migration" not in names:
        raise ConfigurationError(
            f"the warehouse holds other tables ({', '.join(names[:3])})",
            where=where,
            remedy="name another warehouse",
        )
    left = lacking(session, adapter, where=where)
    for migration in left:
        session.run(migration.sql)
        session.run(
            "INSERT INTO schema_migration VALUES ($1, $2, $3)", [migration.number, migration.name, utc(now)]
        )
    _fill(session, "functional_class", functional())
    _fill(session, "economic_class", economic())
    return left


def lacking(session: Session, adapter: str, *, where: str) -> tuple[Migration, ...]:
    """The migrations that a warehouse lacks. Raises `ConfigurationError` where a newer version made it."""
    applied = {number for (number,) in session.rows("SELECT number FROM schema_migration")}
    return pending(migrations(adapter), applied, where=where)


def _fill(session: Session, table: str, codes: CodeList) -> None:
    """Make a dimension table say what the list says."""
    digest = codes.digest()
    if session.rows("SELECT digest FROM code_list WHERE name = $1", [table]) == [(digest,)]:
        return
    rows = [(c.code, c.name, c.level.value, c.parent, ";".join(c.other_names) or None) for c in codes]
    columns = tuple(list(column) for column in zip(*rows, strict=True))
    session.run(f"DELETE FROM {table}")  # noqa: S608 - one of our own two names
    names = ("code", "name", "level", "parent", "other_names")
    session.insert(TableRows(table=table, columns=names, values=columns))
    session.run("DELETE FROM code_list WHERE name = $1", [table])
    session.run("INSERT INTO code_list VALUES ($1, $2)", [table, digest])
