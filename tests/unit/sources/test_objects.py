"""Documents in an object store, against a real S3 server."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from shared.errors import TransientError
from shared.events.topics import Submission
from shared.sources import SourceRefusedError, Sources
from shared.sources.place import ObjectPlace
from shared.sources.submission import submission_of_object
from tests.servers.s3 import S3Server

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
CONTENT = "云溪县 2026 年部门预算".encode()


@pytest.fixture
def bucket(s3_server: S3Server) -> str:
    return s3_server.bucket()


@pytest.fixture
def sources(s3_server: S3Server, bucket: str) -> Iterator[Sources]:
    """Sources that may read below `in/` of the bucket."""
    with Sources(s3_server.settings(f"s3://{bucket}/in"), max_bytes=2**20) as opened:
        yield opened


def submitted(s3_server: S3Server, sources: Sources, bucket: str, key: str = "in/a.txt") -> Submission:
    s3_server.put(bucket, key, CONTENT)
    return submission_of_object(sources.objects, ObjectPlace(bucket, key), NOW)


@pytest.mark.parametrize("key", ["in/a.txt", "in/预算 2026/100%+?#&=.pdf", "in/a%2e.txt", "in/[a]*.txt"])
def test_an_object_is_submitted_and_fetched_whatever_its_key(
    s3_server: S3Server, sources: Sources, bucket: str, key: str
) -> None:
    submission = submitted(s3_server, sources, bucket, key)

    assert submission.file_name == key.rpartition("/")[2]
    assert submission.size == len(CONTENT)
    assert sources.fetch(submission) == CONTENT


def test_an_empty_object_is_a_document_too(s3_server: S3Server, sources: Sources, bucket: str) -> None:
    """What to make of it is for the reader to say."""
    s3_server.put(bucket, "in/empty.txt", b"")
    submission = submission_of_object(sources.objects, ObjectPlace(bucket, "in/empty.txt"), NOW)

    assert submission.size == 0
    assert sources.fetch(submission) == b""


def test_large_objects_are_hashed_in_pieces(
    s3_server: S3Server, sources: Sources, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the last piece is a whole one."""
    whole = submitted(s3_server, sources, bucket)
    for size in (7, len(CONTENT), 1):
        monkeypatch.setattr("shared.sources.objects.CHUNK_BYTES", size)
        assert submission_of_object(sources.objects, ObjectPlace(bucket, "in/a.txt"), NOW) == whole


@pytest.mark.parametrize("other", [b"short", CONTENT + b"!", CONTENT[::-1], b""])
def test_an_object_that_changed_since_it_was_submitted_is_refused(
    s3_server: S3Server, sources: Sources, bucket: str, other: bytes
) -> None:
    submission = submitted(s3_server, sources, bucket)
    s3_server.put(bucket, "in/a.txt", other)

    with pytest.raises(SourceRefusedError, match="changed") as caught:
        sources.fetch(submission)
    assert caught.value.reason_code == "source_changed"


def test_an_object_that_is_gone_is_refused(s3_server: S3Server, sources: Sources, bucket: str) -> None:
    submission = submitted(s3_server, sources, bucket)
    s3_server.delete(bucket, "in/a.txt")

    with pytest.raises(SourceRefusedError, match="gone") as caught:
        sources.fetch(submission)
    assert caught.value.reason_code == "source_missing"


def test_a_bucket_that_is_gone_is_waited_for(s3_server: S3Server, sources: Sources, bucket: str) -> None:
    """A wrong name in the settings must not make every document unreadable."""
    submission = submitted(s3_server, sources, bucket)
    s3_server.delete(bucket, "in/a.txt")
    with s3_server.client() as client:
        client.delete_bucket(Bucket=bucket)

    with pytest.raises(TransientError, match="the bucket is not there"):
        sources.fetch(submission)


def test_an_outage_is_waited_out(s3_server: S3Server, sources: Sources, bucket: str) -> None:
    """Down: a transient error soon; back: the same sources go on."""
    submission = submitted(s3_server, sources, bucket)
    s3_server.stop()
    started = time.monotonic()
    with pytest.raises(TransientError, match="cannot be read now"):
        sources.fetch(submission)
    assert time.monotonic() - started < 20
    s3_server.start()

    assert sources.fetch(submission) == CONTENT


@pytest.mark.parametrize(
    "uri",
    [
        "s3://{bucket}/other/a.txt",
        "s3://{bucket}/input/a.txt",
        "s3://{bucket}/a.txt",
        "s3://{bucket}-2/in/a.txt",
        "s3://{bucket}/in/../other/a.txt",
        "s3://{bucket}/in/%2e%2e/other/a.txt",
        "s3://{bucket}/in/%252e%252e/other/a.txt",
        "s3://{bucket}/in%2f..%2fother/a.txt",
        "s3://{bucket}/in//a.txt",
        "s3://{bucket}/in/a.txt?versionId=1",
        "s3://{bucket}/in/a.txt%3FversionId=1",
        "s3://test:test@{bucket}/in/a.txt",
        "s3://{bucket}:9000/in/a.txt",
        "simplecache::s3://{bucket}/in/a.txt",
        "zip://a.txt::s3://{bucket}/in/a.zip",
        "s3a://{bucket}/in/a.txt",
        "http://{bucket}.s3.amazonaws.com/in/a.txt",
    ],
)
def test_nothing_outside_the_prefix_is_asked_for(
    s3_server: S3Server, sources: Sources, bucket: str, uri: str
) -> None:
    """Refused without a word to the store, which is not even there."""
    submission = submitted(s3_server, sources, bucket)
    elsewhere = Sources(
        s3_server.settings(f"s3://{bucket}/in").model_copy(update={"s3_endpoint_url": "http://127.0.0.1:1"}),
        max_bytes=2**20,
    )

    with pytest.raises(SourceRefusedError) as caught:
        elsewhere.fetch(submission.model_copy(update={"uri": uri.format(bucket=bucket)}))
    assert caught.value.reason_code == "outside_roots"
    assert "test:test" not in str(caught.value)


def test_objects_below_a_prefix_are_listed_page_by_page(
    s3_server: S3Server, sources: Sources, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"in/{number}.txt" for number in range(5)]
    for key in [*keys, "in2/x.txt"]:
        s3_server.put(bucket, key, CONTENT)
    page = sources.objects._page
    monkeypatch.setattr(
        sources.objects, "_page", lambda place, prefix, **more: page(place, prefix, **{**more, "most": 2})
    )

    assert list(sources.objects.below(ObjectPlace(bucket, "in"))) == [(key, len(CONTENT)) for key in keys]
