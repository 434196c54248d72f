"""Runs every contract test of the warehouse on every adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.loader.warehouse.port import Warehouse
from tests.contract.warehouse.adapters import Adapter, DuckDB, Postgres

MakeAdapter = Callable[[Path], Adapter]
"""Makes a warehouse that is empty; one that is a file lies in the folder."""


@pytest.fixture(scope="session", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def make_adapter(request: pytest.FixtureRequest) -> MakeAdapter:
    """How warehouses of one kind are made."""
    if request.param == "duckdb":
        return DuckDB
    server = request.getfixturevalue("postgres_server")
    return lambda _: Postgres(server)


@pytest.fixture
def adapter(make_adapter: MakeAdapter, tmp_path: Path) -> Iterator[Adapter]:
    """An adapter with an empty warehouse."""
    made = make_adapter(tmp_path)
    yield made
    made.discard()


@pytest.fixture
def warehouse(adapter: Adapter) -> Warehouse:
    """The adapter's warehouse, open and empty."""
    return adapter.open()
