"""What the tests of the documentation share: the disclosure of the made-up province, typeset once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.docs import walk


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the disclosure of the made-up province as PDF and as text extract."""
    folder = tmp_path_factory.mktemp("province")
    walk.typeset(folder)
    return folder
