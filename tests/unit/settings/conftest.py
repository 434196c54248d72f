"""An environment without settings."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the surrounding environment count."""
    for name in list(os.environ):
        if name.startswith("FISCUS_"):
            monkeypatch.delenv(name)
