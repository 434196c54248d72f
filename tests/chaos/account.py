"""What must hold when the chaos is over: nothing lost, nothing doubled, nobody buried for a fault that mended.

In go the services after their last undisturbed run and what the fault-free run gave; every violation is a line of one
failure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from shared.events.envelope import Message
from shared.events.topics import Submission
from shared.service.deadletter import read_cause
from tests.servers.services import Services
from tests.servers.warehouses import Contents, differences

DONE_SECONDS: Final = 900.0


def assert_as_if_nothing_had_happened(
    services: Services, submitted: Collection[Submission], expected: Contents
) -> None:
    """Wait for the end of the work, stop the services, and hold what is there against the fault-free run.

    Nothing may be in the dead letters: all that was done to the services mends.
    """
    services.wait_done(DONE_SECONDS)
    letters = services.dead_letters()
    services.stop()
    assert not letters, f"dead letters: {told(letters)}"
    contents = services.contents()
    assert not (faults := unaccounted(submitted, contents, buried=())), "\n".join(faults)
    assert not (others := differences(contents, expected)), "\n".join(others)
    assert not any((left := services.backlog()).values()), left


def unaccounted(submitted: Collection[Submission], contents: Contents, buried: Collection[str]) -> list[str]:
    """A line for each document without exactly one outcome: a row and a load in the warehouse, or a dead letter."""
    rows = Counter(contents["document"].column("document_id"))
    loads = Counter(contents["load"].column("document_id"))
    faults = []
    for document_id in {submission.document_id for submission in submitted}:
        outcome = (rows[document_id], loads[document_id])
        if outcome != (1, 1) and not (outcome == (0, 0) and document_id in buried):
            faults.append(
                f"{document_id}: {outcome[0]} rows, {outcome[1]} loads, buried: {document_id in buried}"
            )
    strangers = rows.keys() - {submission.document_id for submission in submitted}
    return [*faults, *(f"{document_id}: nobody submitted it" for document_id in sorted(strangers))]


def told(letters: Sequence[Message]) -> list[str]:
    """Each dead letter in a line."""
    causes = [(letter, read_cause(letter)) for letter in letters]
    return [
        f"{letter.key!r} of {cause.topic} at {cause.stage}: {cause.exception_class}: {cause.message}"
        f" ({cause.attempts} attempts)"
        for letter, cause in causes
    ]
