"""How long the topics keep their records: chosen by what is done with them, the same in the code and on the page."""

from __future__ import annotations

import re

import pytest

from shared.contract.channels import CHANNELS, DEADLETTERS, RETENTION_DAYS
from shared.eventlog.kafka import KafkaEventLog
from shared.eventlog.kafka.catalogue import Catalogue, configuration
from shared.eventlog.kafka.settings import KafkaSettings
from shared.events.topics import DEADLETTER, TOPICS
from shared.settings import EventLogSettings, open_event_log
from tests.unit.docs.pages import ROOT

DAY_MILLISECONDS = 24 * 60 * 60 * 1000
SEASON_DAYS = 365
ROW = re.compile(r"^\| (?P<topics>`fiscus\.[^|]+`) \| (?P<days>\d+) \| (?P<ms>\d+) \|", re.MULTILINE)


class Groups:
    """Settings that name Kafka."""

    event_log = EventLogSettings()
    kafka = KafkaSettings()


def test_a_dead_letter_is_kept_until_the_next_publication_at_least() -> None:
    assert RETENTION_DAYS[DEADLETTER] > SEASON_DAYS


@pytest.mark.parametrize("channel", [c for c in CHANNELS if DEADLETTERS in c.receivers], ids=lambda c: c.name)
def test_what_a_replay_reads_is_kept_as_long_as_dead_letters(channel: object) -> None:
    """A replay sends the rest of the document again; judging anew reads the sections."""
    assert channel.retention_days >= RETENTION_DAYS[DEADLETTER]  # type: ignore[attr-defined]


def test_the_services_make_every_topic_with_its_retention(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}
    monkeypatch.setattr(Catalogue, "create", lambda _self, _topics, _factor, days: asked.update(days))
    log = open_event_log(Groups())
    assert isinstance(log, KafkaEventLog)
    log.create_topics(dict.fromkeys(TOPICS, 12))
    log.close()
    assert asked == RETENTION_DAYS
    assert asked.keys() == set(TOPICS)
    assert configuration(400)["retention.ms"] == str(400 * DAY_MILLISECONDS)
    assert "retention.ms" not in configuration()


def test_the_page_on_operations_says_the_same() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = {
        topic: (int(row["days"]), int(row["ms"]))
        for row in ROW.finditer(page)
        for topic in re.findall(r"`([^`]+)`", row["topics"])
    }
    assert told == {topic: (days, days * DAY_MILLISECONDS) for topic, days in RETENTION_DAYS.items()}
