"""A service whose results are larger than the log takes: one dead letter, on every log, and the others go on."""

from __future__ import annotations

from collections.abc import Sequence

from shared.eventlog.port import EventLog, Record
from shared.eventlog.size import LARGEST_EVENT_BYTES
from shared.events.envelope import Event
from shared.service.deadletter import read_cause, restored
from shared.service.loop import LoopSettings, ServiceLoop
from tests.contract.eventlog.adapters import PATIENCE_SECONDS, event, take

IN, OUT, DEAD = "counted", "told", "single"


class Echo:
    """Says everything again, and more than the log takes of one document."""

    def handle(self, record: Record) -> Sequence[Event]:
        """See `Handler`."""
        key = Event.from_message(record).key
        return [event(OUT, key, 0), *([event(OUT, key, 1, bytes(LARGEST_EVENT_BYTES))] * (key == "huge"))]


def test_a_document_whose_results_are_too_large_is_put_aside_and_the_loop_goes_on(log: EventLog) -> None:
    log.create_topics({DEAD: 1})
    keys = [f"before {n}" for n in range(3)] + ["huge"] + [f"after {n}" for n in range(3)]
    log.publish([event(IN, key, 0) for key in keys])
    loop = ServiceLoop(
        "echo",
        log.consumer("readers", [IN], member="echo"),
        Echo(),
        service_version="1",
        settings=LoopSettings(poll_seconds=0.2),
        dead_letter_topic=DEAD,
    )
    for _ in range(round(PATIENCE_SECONDS / 0.2)):
        loop.step(0.2)
        if sum(log.end_offsets([OUT, DEAD]).values()) == len(keys):
            break
    loop.step(0.2)
    told = take(log.consumer("listeners", [OUT], member="a"), len(keys) - 1)
    assert sorted((record.key or b"").decode() for record in told) == sorted({*keys} - {"huge"})
    (letter,) = take(log.consumer("one", [DEAD], member="a"), 1)
    cause = read_cause(letter)
    assert (cause.topic, cause.exception_class, cause.attempts) == (IN, "RecordTooLargeError", 1)
    assert restored(letter) == event(IN, "huge", 0).to_message()
    assert sum(loop._consumer.committed().values()) == len(keys)
    loop.close()
