"""The numbered SQL files: in order, without gaps, and never older than the warehouse."""

from __future__ import annotations

import pytest

from services.loader.warehouse.migration import Migration, migrations, pending
from shared.errors import ConfigurationError

KNOWN = (Migration(1, "tables", ""), Migration(2, "views", ""), Migration(3, "more", ""))


@pytest.mark.parametrize("adapter", ["duckdb", "postgres"])
def test_the_migrations_of_an_adapter_are_numbered_from_one(adapter: str) -> None:
    found = migrations(adapter)
    assert [migration.number for migration in found] == list(range(1, len(found) + 1))
    assert all(migration.sql.strip() for migration in found)
    assert found[0].name == "tables"


@pytest.mark.parametrize("adapter", ["duckdb", "postgres"])
def test_what_the_adapters_have_in_common_is_taken_in(adapter: str) -> None:
    together = "".join(migration.sql for migration in migrations(adapter))
    assert "CREATE TABLE document (" in together
    assert "VIEW department_summary AS" in together
    assert "\\ir" not in together


@pytest.mark.parametrize(
    ("applied", "left"), [([], [1, 2, 3]), ([1], [2, 3]), ([1, 2, 3], []), ([1, 3], [2])]
)
def test_what_is_not_applied_is_pending(applied: list[int], left: list[int]) -> None:
    assert [migration.number for migration in pending(KNOWN, applied, "w")] == left


def test_a_warehouse_of_a_newer_version_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="schema 5, this version knows 3") as caught:
        pending(KNOWN, [1, 2, 3, 4, 5], "w.duckdb")
    assert "w.duckdb" in str(caught.value)
