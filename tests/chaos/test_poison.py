"""Poison among good documents: garbage on every topic, a document that kills its worker, one that kills the service."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from services.extractor.service import CRASHES_BORNE
from shared.events.envelope import Event, Message
from shared.events.topics import ACCEPTED, EXTRACTED, QUARANTINED, SUBMITTED, TOPICS, Submission
from shared.service.deadletter import read_cause
from shared.sources.submission import submission_event
from tests.chaos.account import DONE_SECONDS, told, unaccounted
from tests.chaos.conftest import EITHER, Backend, Calm
from tests.chaos.corpus import submissions
from tests.servers.services import Services
from tests.servers.warehouses import differences, verdicts, without

READ_TOPICS = (SUBMITTED, EXTRACTED, ACCEPTED, QUARANTINED)
MAX_ATTEMPTS = 5


@EITHER
@pytest.mark.chaos(group="events")
@pytest.mark.timeout(1800)
def test_garbage_on_any_topic_is_put_aside_and_disturbs_nobody(
    backend: Backend, services: Callable[..., Services], calm: Calm, dice: random.Random
) -> None:
    these = services(backend, calm.corpus)
    good = [submission_event(submission) for submission in calm.corpus.submissions]
    garbage = [one for topic in TOPICS for one in _garbage(topic)]
    these.publish(dice.sample([*good, *garbage], len(good) + len(garbage)))
    these.start_all()
    these.wait_done(DONE_SECONDS)
    letters = these.dead_letters()
    these.stop()
    contents = these.contents()
    assert not (faults := unaccounted(calm.corpus.submissions, contents, buried=())), faults
    assert not (others := differences(contents, calm.contents)), "\n".join(others)
    causes = [read_cause(letter) for letter in letters if letter.header("fiscus_dlq_topic")]
    assert {cause.exception_class for cause in causes} == {"ContractError"}, told(letters)
    originals = sorted((m.topic, repr(m.key), repr(m.value)) for m in garbage if m.topic in READ_TOPICS)
    assert originals == sorted(
        (read_cause(m).topic, repr(m.key), repr(m.value)) for m in letters if m.header("fiscus_dlq_topic")
    )


@pytest.mark.chaos(group="poison")
@pytest.mark.timeout(1800)
def test_a_document_that_kills_its_worker_each_time_costs_only_itself(
    embedded: Backend, services: Callable[..., Services], calm: Calm, tmp_path: Path
) -> None:
    poison = _poison(calm.corpus.folder)
    these = services(embedded, calm.corpus)
    these.publish(_among(calm.corpus.submissions, poison))
    these.start("extractor", program=_doomed("kills_worker", poison))
    these.start("validator")
    these.start("loader")
    these.wait_done(DONE_SECONDS)
    letters = these.dead_letters()
    these.stop()
    contents = these.contents()
    assert not letters, told(letters)
    assert verdicts(contents)[poison.file_name] == "unreadable"
    reasons = [text for text in contents["finding"].column("message") if "SIGKILL" in text]
    assert len(reasons) == 1
    assert not (others := differences(without(contents, poison.document_id), calm.contents)), others


@pytest.mark.chaos(group="poison")
@pytest.mark.timeout(1800)
def test_a_document_that_kills_the_service_each_time_is_given_up_and_the_others_are_not(
    embedded: Backend, services: Callable[..., Services], calm: Calm
) -> None:
    """A supervisor starts the extractor anew each time, until the document is in the dead letters."""
    poison = _poison(calm.corpus.folder)
    these = services(embedded, calm.corpus)
    these.publish(_among(calm.corpus.submissions, poison))
    these.start("validator")
    these.start("loader")
    (extractor,) = these.start("extractor", program=_doomed("kills_service", poison))
    for _ in range(MAX_ATTEMPTS):
        assert extractor.wait(DONE_SECONDS) == -signal.SIGKILL
        extractor.start()
    these.wait_done(DONE_SECONDS)
    assert extractor.is_running
    (letter,) = these.dead_letters()
    these.stop()
    cause = read_cause(letter)
    assert (letter.key, cause.exception_class, cause.attempts) == (
        poison.document_id.encode(),
        "CrashLoopError",
        MAX_ATTEMPTS,
    )
    contents = these.contents()
    assert verdicts(contents)[poison.file_name] == "unreadable"
    assert not (others := differences(without(contents, poison.document_id), calm.contents)), others


@pytest.mark.chaos(group="poison")
@pytest.mark.timeout(1800)
def test_a_worker_that_is_killed_now_and_then_costs_nothing(
    embedded: Backend, services: Callable[..., Services], calm: Calm, dice: random.Random
) -> None:
    """As the kernel does when memory is short: the document that was being read is read again."""
    these = services(embedded, calm.corpus)
    these.start_all()
    these.publish([submission_event(submission) for submission in calm.corpus.submissions])
    killed = 0
    (extractor,) = these.running["extractor"]
    while killed < CRASHES_BORNE - 1 and these.backlog()["extractor"]:
        time.sleep(dice.uniform(0.1, 0.6))
        killed += extractor.kill_workers()
    assert killed
    these.wait_done(DONE_SECONDS)
    letters = these.dead_letters()
    these.stop()
    assert not letters, told(letters)
    assert not (others := differences(these.contents(), calm.contents)), "\n".join(others)


def _doomed(point: str, poison: Submission) -> Sequence[str]:
    return ("-m", "tests.chaos.programs.doomed", "extractor", point, poison.document_id)


def _poison(folder: Path) -> Submission:
    """One more document, as good as any to look at."""
    path = folder / "poison.txt"
    path.write_bytes((folder / "000.txt").read_bytes() + "\n附注\n".encode())
    (submission,) = submissions([path])
    return submission


def _among(good: Sequence[Submission], poison: Submission) -> list[Event]:
    """The events with the poison in their midst."""
    everything = [*good[: len(good) // 2], poison, *good[len(good) // 2 :]]
    return [submission_event(submission) for submission in everything]


def _garbage(topic: str) -> list[Message]:
    """What is no event of ours: no JSON, no headers, no key, no value, no text."""
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_id", b"1"),
        ("ce_source", b"/elsewhere"),
        ("ce_type", b"elsewhere.v1"),
    )
    return [
        Message(topic=topic, key=b"garbage", value=b"\x00\xff\xfe garbage"),
        Message(topic=topic, key=b"garbage", value=b'{"document_id": "garbage"}', headers=headers),
        Message(topic=topic, key=None, value=b"[]", headers=headers),
        Message(topic=topic, key=b"garbage", value=None, headers=headers),
        Message(topic=topic, key=b"\xff\xfe", value=b"{}", headers=headers),
        Message(topic=topic, key=b"garbage", value=b"{}", headers=(*headers, ("odd", b"\xff"))),
    ]
