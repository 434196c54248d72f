"""A real S3 server for tests: moto's server mode in a thread, on a free port, that can be stopped and started again.

Clients reach it over HTTP like any other; what they stored outlives a stop. Each test takes buckets of its own.
"""

from __future__ import annotations

import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from shared.sources import SourceSettings

HOST = "127.0.0.1"
REGION = "us-east-1"


@dataclass
class S3Server:
    """A running server and a client of its own for filling buckets."""

    port: int
    _server: ThreadedMotoServer | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Start listening; the buckets are those of before."""
        self._server = ThreadedMotoServer(HOST, self.port, verbose=False)
        self._server.start()

    def stop(self) -> None:
        """Stop listening. May be called twice."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def settings(self, *roots: str) -> SourceSettings:
        """Settings of sources that read from this server below the roots."""
        return SourceSettings(allowed_roots=roots, s3_endpoint_url=self.url, s3_region=REGION)

    def bucket(self, **objects: bytes) -> str:
        """Make a bucket of an unused name, with these objects (keys by `put` where they are no identifiers)."""
        name = f"bucket-{uuid.uuid4().hex}"
        with self.client() as client:
            client.create_bucket(Bucket=name)
        for key, data in objects.items():
            self.put(name, key, data)
        return name

    def put(self, bucket: str, key: str, data: bytes) -> str:
        """Store an object; gives its URI as typed on a command line."""
        with self.client() as client:
            client.put_object(Bucket=bucket, Key=key, Body=data)
        return f"s3://{bucket}/{key}"

    def delete(self, bucket: str, key: str) -> None:
        """Take an object away."""
        with self.client() as client:
            client.delete_object(Bucket=bucket, Key=key)

    def client(self) -> Any:  # noqa: ANN401 - boto3 has no types
        """A client, to be closed."""
        return _Closing(
            boto3.client(
                "s3",
                endpoint_url=self.url,
                region_name=REGION,
                aws_access_key_id="test",
                aws_secret_access_key="test",  # noqa: S106 - the server takes any
                config=Config(retries={"total_max_attempts": 1}),
            )
        )


class _Closing:
    def __init__(self, client: Any) -> None:  # noqa: ANN401 - ditto
        self._client = client

    def __enter__(self) -> Any:  # noqa: ANN401 - ditto
        return self._client

    def __exit__(self, *raised: object) -> None:
        self._client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def s3_session() -> Iterator[S3Server]:
    """One server for a run of the tests."""
    server = S3Server(_free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def s3_server(s3_session: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The server, running, with keys for it in the environment, where clients look for them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    if s3_session._server is None:
        s3_session.start()
    return s3_session
