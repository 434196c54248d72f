"""Keeps the log lines of failing handlers out of the tests' output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest
import structlog


@pytest.fixture(autouse=True, scope="session")
def silence() -> Iterator[None]:
    """Say nothing."""

    def drop(*_: object) -> NoReturn:
        raise structlog.DropEvent

    structlog.configure(processors=[drop])
    yield
    structlog.reset_defaults()
