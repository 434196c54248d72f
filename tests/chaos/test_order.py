"""Documents in another order than they were published in, and more than once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared.sources.submission import submission_event
from tests.chaos.account import assert_as_if_nothing_had_happened
from tests.chaos.conftest import EITHER, Backend, Calm
from tests.chaos.corpus import again
from tests.servers.services import Services


@EITHER
@pytest.mark.chaos(group="events")
@pytest.mark.timeout(1800)
def test_documents_that_come_backwards_and_twice_end_as_if_they_had_come_once_in_order(
    backend: Backend, services: Callable[..., Services], calm: Calm
) -> None:
    """Every correction comes before what it corrects, each document a second time under another name and time."""
    backwards = calm.corpus.submissions[::-1]
    these = services(backend, calm.corpus)
    these.start_all(extractors=2, loaders=backend.loaders)
    these.publish([submission_event(one) for first in backwards for one in (again(first, 3), first)])
    assert_as_if_nothing_had_happened(these, calm.corpus.submissions, calm.contents)
