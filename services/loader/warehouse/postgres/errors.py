"""What PostgreSQL and the way to it can say, each as one of our errors, in one line.

Once a connection stands, the server's errors have codes (SQLSTATE), and these decide. An attempt to connect that fails
has none, only a text, which is in English or in the server's language: what is not recognised there counts as an outage
that passes, and is tried again.
"""

from __future__ import annotations

import re
from typing import Final

import psycopg

from shared.errors import ConfigurationError, ContractError, FiscusError, TransientError, one_line

MIGRATE: Final = "run `python -m services.loader.migrate` as fiscus_owner"
_AGAIN: Final = "it is tried again"

_REFUSALS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = (
    (
        re.compile(
            r"password authentication failed|no password supplied|authentication failed for user",
            re.IGNORECASE,
        ),
        "the server refuses the role or its password",
        "set FISCUS_POSTGRES__USER and FISCUS_POSTGRES__PASSWORD",
    ),
    (
        re.compile(r'role "[^"]*" (does not exist|is not permitted to log in)'),
        "the server does not admit the role",
        "let an administrator run services/loader/warehouse/postgres/roles.sql, or set FISCUS_POSTGRES__USER",
    ),
    (
        re.compile(r'database "[^"]*" does not exist'),
        "the server has no such database",
        "let an administrator make it, owned by fiscus_owner, or set FISCUS_POSTGRES__DATABASE",
    ),
    (
        re.compile(r"permission denied for database"),
        "the role may not connect to the database",
        f"{MIGRATE}, which grants it",
    ),
    (
        re.compile(r"no pg_hba\.conf entry|pg_hba\.conf rejects"),
        "the server's pg_hba.conf admits no such connection",
        "set FISCUS_POSTGRES__SSL_MODE to require or better, or have it admitted",
    ),
    (
        re.compile(r"does not support SSL"),
        "the server does not speak TLS",
        "let it, or set FISCUS_POSTGRES__SSL_MODE to prefer",
    ),
    (
        re.compile(r"certificate", re.IGNORECASE),
        "the server's certificate does not hold",
        "FISCUS_POSTGRES__SSL_ROOT_CERTIFICATE must vouch for it and FISCUS_POSTGRES__HOST be named in it",
    ),
)
"""How a refused connection says that waiting does not help; the first that is found counts."""

_TRANSIENT: Final = (
    "08",  # connection
    "25006",  # a standby, or not yet the primary: nothing can be written
    "25P03",  # idle in transaction for too long
    "40",  # serialization, deadlock
    "53",  # disk full, out of memory, too many connections
    "55P03",  # a lock was waited for too long
    "57",  # cancelled, shutting down, starting up, crashed
    "58",  # input and output
)
_CONFIGURATION: Final = {
    "3F": "the warehouse lacks its tables",
    "42501": "the role may not do this",
    "42703": "the warehouse lacks a column",
    "42704": "the server lacks a role",
    "42809": "the database holds something else of that name",
    "42P01": "the warehouse lacks its tables",
    "42P07": "the database holds something else of that name",
}
_NO_FIT: Final = ("22", "23")


def explained(error: psycopg.Error, where: str) -> FiscusError | psycopg.Error:
    """An error of psycopg as one of ours; the error itself where it is a surprise. `where` names the warehouse."""
    state = error.sqlstate
    if state is None:
        return _without_code(error, where)
    said = one_line(error.diag.message_primary or str(error))
    if state.startswith(_TRANSIENT):
        return TransientError(f"the warehouse cannot be used now: {said}", where=where, remedy=_AGAIN)
    for code, what in _CONFIGURATION.items():
        if state.startswith(code):
            remedy = f"{MIGRATE}; docs/warehouse.md says which role may do what"
            return ConfigurationError(f"{what}: {said}", where=where, remedy=remedy)
    if state.startswith(_NO_FIT):
        context = one_line((error.diag.context or "").partition("\n")[0])
        told = f"{said} ({context})" if context else said
        return ContractError(
            f"a value does not fit its column: {told}", where=where, remedy="mend its writer"
        )
    return error


def _without_code(error: psycopg.Error, where: str) -> FiscusError | psycopg.Error:
    """An error that did not come from a server over a connection that stands."""
    said = one_line(str(error))
    if isinstance(error, psycopg.DataError):
        return ContractError(
            f"a value does not fit its column: {said}", where=where, remedy="mend its writer"
        )
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return error
    for sign, what, remedy in _REFUSALS:
        if sign.search(said):
            return ConfigurationError(f"{what}: {said}", where=where, remedy=remedy)
    return TransientError(f"the warehouse cannot be reached: {said}", where=where, remedy=_AGAIN)
