"""What a service gives to its loop: a handler, which turns one record into the events that follow from it.

A handler raises `PermanentError` or `ContractError` for input that can never be handled, `TransientError` for
what may mend, and nothing else on purpose. After a `TransientError` it is called again with the same record, so
it must not keep half of it; outputs of a redo must be the same events (`event_id`), for what was published may
be published again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, runtime_checkable

from shared.errors import FiscusError
from shared.eventlog.port import Record, TopicPartition
from shared.events.envelope import Event


class Handler(Protocol):
    """Handles records one by one. A handler that is no more than this keeps nothing between records."""

    def handle(self, record: Record) -> Sequence[Event]:
        """The events to publish for this record, in order; they become durable before the record counts as done."""
        ...


@runtime_checkable
class StatefulHandler(Protocol):
    """A handler that gathers several records before it is done with the first (all events of a document).

    `shared.service.open_work.OpenWork` keeps the books for one.
    """

    def handle(self, record: Record) -> Sequence[Event]:
        """As in `Handler`. A record may come again at any time: taking it in twice must be the same as once."""
        ...

    def watermarks(self) -> Mapping[TopicPartition, int]:
        """For each partition with unfinished work, the lowest offset still needed; nothing else is held back."""
        ...

    def forget(self, partitions: Collection[TopicPartition]) -> None:
        """Drop everything that came from these partitions: another member reads them now."""
        ...


@runtime_checkable
class GivesUp(Protocol):
    """A handler that has something to say when a record of its goes to the dead letters."""

    def give_up(self, record: Record, error: FiscusError) -> Sequence[Event]:
        """Close what the record belongs to, and give the events that tell the stages behind (a failure manifest).

        Called once the record has failed for good; the events are published with the dead letter. Must not fail.
        """
        ...
