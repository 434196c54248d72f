"""Runs every contract test of the warehouse on every adapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.loader.warehouse.port import Warehouse
from tests.contract.warehouse.adapters import ADAPTERS, Adapter


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.__name__.lower())
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Adapter]:
    """An adapter with no warehouse made yet."""
    made: Adapter = request.param(tmp_path)
    yield made
    made.close()


@pytest.fixture
def warehouse(adapter: Adapter) -> Warehouse:
    """The adapter's warehouse, open and empty."""
    return adapter.open()
