"""What an object store may answer beside documents: which answers are waited out, and what is said."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shared.errors import TransientError
from shared.events.topics import Submission
from shared.sources import Sources, SourceSettings

CONTENT = b"content"
SUBMISSION = Submission(
    document_id=hashlib.sha256(CONTENT).hexdigest(),
    uri="s3://bucket/in/a.txt",
    file_name="a.txt",
    media_type="text/plain",
    size=len(CONTENT),
    submitted_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
)


@contextmanager
def store_that_answers(status: int, code: str, *, seconds: float = 0.0, short: bool = False) -> Iterator[str]:
    """A server that gives every request the same answer; its address."""
    done = threading.Event()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            done.wait(seconds)
            body = f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode() if code else CONTENT[:3]
            self.send_response(status)
            self.send_header("Content-Length", str(len(CONTENT if short else body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Keep the output of the tests clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *request: object) -> None:
            """A client that went away is what some of the tests are about."""

    with Server(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            done.set()
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "who")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush")


def fetch_from(url: str) -> bytes:
    settings = SourceSettings(allowed_roots=("s3://bucket/in",), s3_endpoint_url=url, s3_region="us-east-1")
    with Sources(settings, max_bytes=1000) as sources:
        return sources.fetch(SUBMISSION)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "AccessDenied", "refuses access: AccessDenied"),
        (403, "InvalidAccessKeyId", "refuses access: InvalidAccessKeyId"),
        (403, "ExpiredToken", "refuses access: ExpiredToken"),
        (403, "RequestTimeTooSkewed", "refuses access: RequestTimeTooSkewed"),
        (404, "NoSuchBucket", "the bucket is not there"),
        (301, "PermanentRedirect", "cannot be read now: PermanentRedirect"),
        (400, "AuthorizationHeaderMalformed", "cannot be read now: AuthorizationHeaderMalformed"),
        (429, "TooManyRequests", "cannot be read now: TooManyRequests"),
        (500, "InternalError", "cannot be read now: InternalError"),
        (503, "SlowDown", "cannot be read now: SlowDown"),
        (503, "ServiceUnavailable", "cannot be read now: ServiceUnavailable"),
    ],
)
def test_what_may_mend_is_waited_out(status: int, code: str, said: str) -> None:
    """With the store's own word and what to do, and without the keys."""
    with store_that_answers(status, code) as url, pytest.raises(TransientError, match=said) as caught:
        fetch_from(url)
    assert caught.value.remedy
    assert "hush-hush" not in str(caught.value)


def test_an_answer_that_does_not_come_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.sources.objects.READ_SECONDS", 0.2)
    started = time.monotonic()
    with store_that_answers(200, "", seconds=30) as url, pytest.raises(TransientError, match="read now"):
        fetch_from(url)
    assert time.monotonic() - started < 10


def test_an_answer_that_breaks_off_is_waited_out() -> None:
    """Its beginning must not pass for a changed document."""
    with (
        store_that_answers(206, "", short=True) as url,
        pytest.raises(TransientError, match="cannot be read now"),
    ):
        fetch_from(url)


def test_missing_keys_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A role of the machine may be given late."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with store_that_answers(403, "AccessDenied") as url, pytest.raises(TransientError, match="no keys"):
        fetch_from(url)
