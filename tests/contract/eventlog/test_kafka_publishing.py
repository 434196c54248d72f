"""Publishing to Kafka when single sends fail: no watermark follows, and the log goes on working."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType

from shared.errors import ConfigurationError, TransientError
from shared.eventlog.kafka import KafkaEventLog, KafkaSettings
from shared.eventlog.port import Record, RecordTooLargeError, TopicPartition
from shared.events.envelope import Event, Message
from shared.service.deadletter import read_cause
from shared.service.loop import ServiceLoop
from tests.contract.eventlog.adapters import PATIENCE_SECONDS, delete_topics, event, take
from tests.servers.kafka import GivenBroker, KafkaBroker

pytestmark = pytest.mark.kafka


@pytest.fixture
def log(kafka_broker: KafkaBroker | GivenBroker) -> Iterator[KafkaEventLog]:
    """A log that gives up after two seconds."""
    opened = KafkaEventLog(
        KafkaSettings(
            bootstrap_servers=(kafka_broker.bootstrap,),
            session_timeout_seconds=6,
            delivery_timeout_seconds=2,
            request_timeout_seconds=2,
        )
    )
    yield opened
    opened.close()


@pytest.fixture
def admin(kafka_broker: KafkaBroker | GivenBroker) -> Iterator[KafkaAdminClient]:
    """Somebody who may change topics behind the log's back."""
    client = KafkaAdminClient(bootstrap_servers=kafka_broker.bootstrap)
    yield client
    client.close()


def configure(admin: KafkaAdminClient, topic: str, **settings: str) -> None:
    """Change settings of a topic."""
    named = {name.replace("_", "."): value for name, value in settings.items()}
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=named)])


def retention(admin: KafkaAdminClient, topic: str) -> int | None:
    """How many milliseconds a topic keeps its records; None where it does not say so itself."""
    (resources,) = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)]).values()
    told = resources[topic].get("retention.ms")
    return None if told is None else int(told["value"])


def test_no_watermark_is_committed_after_an_output_that_was_not_confirmed(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    """Outputs to two topics, one of which takes none: that the other has taken its own does not let the commit pass."""
    topic, told, stuck = (kafka_prefix + name for name in ("in", "told", "stuck"))
    log.create_topics({topic: 1, told: 1, stuck: 1})
    log.publish([event(topic, "a", 0), event(stuck, "a", 0)])
    delete_topics(admin, [stuck])
    consumer = log.consumer(kafka_prefix + "group", [topic], member="a")
    (record,) = take(consumer, 1)
    outputs = [event(told, "a", 0), event(stuck, "a", 1), event(told, "a", 2)]
    with pytest.raises(TransientError):
        consumer.commit({record.topic_partition: 1}, outputs)
    assert consumer.committed() == {}
    log.create_topics({stuck: 1})
    consumer.commit({record.topic_partition: 1}, outputs)
    assert consumer.committed() == {record.topic_partition: 1}
    assert sum(log.end_offsets([stuck]).values()) == 1


def test_no_watermark_is_committed_after_an_output_that_was_refused(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    topic, told = kafka_prefix + "in", kafka_prefix + "told"
    log.create_topics({topic: 1, told: 1})
    configure(admin, told, max_message_bytes="2000")
    log.publish([event(topic, "a", 0)])
    consumer = log.consumer(kafka_prefix + "group", [topic], member="a")
    (record,) = take(consumer, 1)
    with pytest.raises(RecordTooLargeError):
        consumer.commit({record.topic_partition: 1}, [event(told, "a", 0), event(told, "a", 1, bytes(5000))])
    assert consumer.committed() == {}


def test_an_event_that_the_topic_does_not_take_is_refused_for_good(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log.create_topics({topic: 1})
    configure(admin, topic, max_message_bytes="2000")
    with pytest.raises(RecordTooLargeError, match=r"max\.message\.bytes"):
        log.publish([event(topic, "a", 0, bytes(5000))])
    log.publish([event(topic, "a", 0)])
    assert log.end_offsets([topic]) == {TopicPartition(topic, 0): 1}


class Echo:
    """Says of each record what the topic takes, and more of one."""

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def handle(self, record: Record) -> Sequence[Event]:
        """See `Handler`."""
        key = Event.from_message(record).key
        return [event(self._topic, key, 0, bytes(5000 if key == "long" else 10))]


def test_a_topic_that_its_operator_has_made_narrower_costs_one_document(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    """Only the broker knows what it takes: its refusal comes after other events of the batch were taken."""
    topic, told, dead = (kafka_prefix + name for name in ("in", "told", "dead"))
    log.create_topics({topic: 1, told: 1, dead: 1})
    configure(admin, told, max_message_bytes="2000")
    log.publish([event(topic, key, 0) for key in ("first", "long", "last")])
    consumer = log.consumer(kafka_prefix + "group", [topic], member="a")
    loop = ServiceLoop("echo", consumer, Echo(told), service_version="1", dead_letter_topic=dead)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while consumer.committed().get(TopicPartition(topic, 0)) != 3 and time.monotonic() < deadline:
        loop.step(0.2)
    (letter,) = take(log.consumer(kafka_prefix + "look", [dead], member="a"), 1)
    assert (letter.key, read_cause(letter).exception_class) == (b"long", "RecordTooLargeError")
    # What was taken before the refusal stands there a second time, as the port allows.
    out = take(
        log.consumer(kafka_prefix + "listen", [told], member="a"), sum(log.end_offsets([told]).values())
    )
    assert {record.key for record in out} == {b"first", b"last"}
    assert len({record.header("ce_id") for record in out}) == 2
    assert consumer.committed() == {TopicPartition(topic, 0): 3}
    loop.close()


def test_a_producer_that_was_given_up_leaves_no_thread_and_no_silenced_logger(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "stuck"
    before = set(threading.enumerate())
    log.create_topics({topic: 1})
    log.publish([event(topic, "a", 0)])
    delete_topics(admin, [topic])
    with pytest.raises(TransientError):
        log.publish([event(topic, "a", 1)])
    log.close()
    gc.collect()
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE_SECONDS)
    assert set(threading.enumerate()) <= before
    assert isinstance(KafkaProducer.__init__.__globals__["log"], logging.Logger)


def test_a_topic_that_was_deleted_and_created_anew_is_published_to_and_read_from_its_beginning(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    topic, group = kafka_prefix + "in", kafka_prefix + "group"
    log.create_topics({topic: 1})
    log.publish([event(topic, "a", n) for n in range(5)])
    first = log.consumer(group, [topic], member="before")
    take(first, 5)
    first.commit({TopicPartition(topic, 0): 5})
    first.close()
    delete_topics(admin, [topic])
    log.create_topics({topic: 1})
    assert log.end_offsets([topic]) == {TopicPartition(topic, 0): 0}
    log.publish([event(topic, "a", n) for n in range(3)])
    second = log.consumer(group, [topic], member="after")
    assert [record.offset for record in take(second, 3)] == [0, 1, 2]


def test_a_topic_that_was_deleted_is_told_apart_from_an_outage(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log.create_topics({topic: 1})
    log.publish([event(topic, "a", 0)])
    delete_topics(admin, [topic])
    with pytest.raises(TransientError):
        log.publish([event(topic, "a", 1)])
    with pytest.raises(ConfigurationError, match=topic):
        log.publish([event(topic, "a", 1)])


def test_a_key_has_the_partition_that_all_of_kafkas_clients_give_it(
    log: KafkaEventLog, kafka_broker: KafkaBroker | GivenBroker, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "in"
    log.create_topics({topic: 7})
    keys = [f"document {n}".encode() for n in range(20)]
    log.publish([Message(topic=topic, key=key, value=b"ours") for key in keys])
    other = KafkaProducer(bootstrap_servers=kafka_broker.bootstrap)
    theirs = {key: other.send(topic, b"theirs", key=key).get(timeout=10).partition for key in keys}
    other.close()
    records = take(log.consumer(kafka_prefix + "group", [topic], member="a"), 40)
    assert {record.key: record.partition for record in records if record.value == b"ours"} == theirs


def test_a_topic_keeps_its_records_for_as_many_days_as_are_told(
    log: KafkaEventLog, kafka_broker: KafkaBroker | GivenBroker, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    """Where none are told the broker decides; a topic that is there is left as its operator has set it."""
    told, untold = kafka_prefix + "told", kafka_prefix + "untold"
    settings = KafkaSettings(bootstrap_servers=(kafka_broker.bootstrap,))
    logs = [KafkaEventLog(settings, retention_days={told: days}) for days in (400, 1)]
    for each in logs:
        each.create_topics({told: 1, untold: 1})
        each.close()
    assert retention(admin, told) == 400 * 24 * 3_600 * 1_000
    assert retention(admin, untold) is None


def test_more_copies_than_brokers_are_refused_in_one_line(
    kafka_broker: KafkaBroker | GivenBroker, kafka_prefix: str
) -> None:
    log = KafkaEventLog(KafkaSettings(bootstrap_servers=(kafka_broker.bootstrap,)), replication_factor=9)
    with pytest.raises(ConfigurationError, match="InvalidReplicationFactorError"):
        log.create_topics({kafka_prefix + "in": 1})
    log.close()


def test_services_that_start_together_create_topics_together(
    kafka_broker: KafkaBroker | GivenBroker, kafka_prefix: str
) -> None:
    logs = [KafkaEventLog(KafkaSettings(bootstrap_servers=(kafka_broker.bootstrap,))) for _ in range(4)]
    topics = {f"{kafka_prefix}{n}": 3 for n in range(6)}
    failures: list[Exception] = []

    def create(log: KafkaEventLog) -> None:
        try:
            log.create_topics(topics)
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=create, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(logs[0].end_offsets(list(topics))) == 18
    for log in logs:
        log.close()


def test_a_member_without_partitions_is_not_out_of_reach(log: KafkaEventLog, kafka_prefix: str) -> None:
    topic = kafka_prefix + "in"
    log.create_topics({topic: 1})
    members = [log.consumer(kafka_prefix + "group", [topic], member=name) for name in ("busy", "idle")]
    for _ in range(8):
        for member in members:
            assert member.poll(1, 0.2) == []
    assert sorted(len(member.assignment()) for member in members) == [0, 1]


def test_operators_see_the_labels_of_members(
    log: KafkaEventLog, admin: KafkaAdminClient, kafka_prefix: str
) -> None:
    topic, group = kafka_prefix + "in", kafka_prefix + "group"
    log.create_topics({topic: 1})
    log.consumer(group, [topic], member="extractor 提取/1").poll(1, 0)
    (member,) = admin.describe_groups([group])[group]["members"]
    assert member["client_id"] == "extractor-1"
