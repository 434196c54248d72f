"""What the tests of the events share: the messages of one run through all services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from shared.events.envelope import Message
from tests.contract.events import flow

Written = Mapping[str, Sequence[Message]]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Every message that was put on the topics, by topic."""
    return flow.run(tmp_path_factory.mktemp("flow"))
