"""The S3 server for the tests of sources."""

from tests.servers.s3 import s3_server, s3_session

__all__ = ["s3_server", "s3_session"]
