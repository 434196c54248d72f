"""Documents in an object store that speaks S3, through fsspec: listing, hashing and reading, with the errors as ours.

In go buckets and keys, out come bytes. The client is made when it is first needed, since loading it takes a
second; keys come from the standard environment of AWS clients. What may mend (an outage, throttling, a time-out,
missing rights) is a TransientError: the store says the same of a right that was taken away by mistake and of one
that was never given, and no document may be given up for the former.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from shared.errors import TransientError
from shared.events.topics import Submission
from shared.sources.files import changed, gone
from shared.sources.place import ObjectPlace

CHUNK_BYTES: Final = 16 * 2**20
"""Bytes of one request while hashing: nearly every document is one, and memory stays bounded for the others."""
CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 60
TRIES: Final = 2
"""How often a request is tried before the failure is told: whoever asked waits and retries on its own terms."""
_MISSING_BUCKET: Final = "NoSuchBucket"


class ObjectStore:
    """An object store. May be shared by threads; close it at the end."""

    def __init__(self, *, endpoint_url: str | None, region: str | None) -> None:
        """`endpoint_url` None is AWS itself. Nothing is opened yet."""
        self._endpoint_url = endpoint_url
        self._region = region
        self._lock = threading.Lock()
        self._client: Any = None

    def read(self, place: ObjectPlace, submission: Submission) -> bytes:
        """Give the bytes of a submitted object, at most one more than were submitted.

        Raises SourceRefusedError where it is gone or has another size, TransientError where it cannot be read now.
        """
        try:
            data = self.part(place, 0, submission.size + 1)
        except FileNotFoundError:
            raise gone(submission) from None
        if len(data) != submission.size:
            raise changed(submission)
        return data

    def chunks(self, place: ObjectPlace) -> Iterator[bytes]:
        """Give the bytes of an object piece by piece; FileNotFoundError where it is gone, TransientError as `read`."""
        start = 0
        while chunk := self.part(place, start, start + CHUNK_BYTES):
            yield chunk
            if len(chunk) < CHUNK_BYTES:
                return
            start += len(chunk)

    def part(self, place: ObjectPlace, start: int, end: int) -> bytes:
        """Give the bytes from `start` to before `end`, as many as there are."""
        with _translated(place):
            try:
                data = self._s3().cat_file(f"{place.bucket}/{place.key}", start=start, end=end)
            except OSError as error:
                if _code(error) == "InvalidRange":  # what is asked for begins at or behind the end
                    return b""
                raise
        return bytes(data)

    def is_object(self, place: ObjectPlace) -> bool:
        """Whether an object has just this key."""
        if not place.key:
            return False
        page = self._page(place, place.key, most=1)
        return any(item["Key"] == place.key for item in page.get("Contents", ()))

    def below(self, place: ObjectPlace) -> Iterator[tuple[str, int]]:
        """Give key and size of every object below a part of a key, in the order of the keys, page by page."""
        token = None
        while True:
            page = self._page(place, f"{place.key}/" if place.key else "", token=token)
            for item in page.get("Contents", ()):
                yield item["Key"], item["Size"]
            token = page.get("NextContinuationToken")
            if not token:
                return

    def close(self) -> None:
        """Close connections. May be called twice."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None and client._s3creator is not None:  # noqa: SLF001 - fsspec has no public way
            client.close_session(client.loop, client._s3)  # noqa: SLF001 - ditto

    def _page(
        self, place: ObjectPlace, prefix: str, *, most: int = 1000, token: str | None = None
    ) -> dict[str, Any]:
        more = {"ContinuationToken": token} if token else {}
        with _translated(place):
            page: dict[str, Any] = self._s3().call_s3(
                "list_objects_v2", Bucket=place.bucket, Prefix=prefix, MaxKeys=most, **more
            )
        return page

    def _s3(self) -> Any:  # noqa: ANN401 - s3fs has no types
        with self._lock:
            if self._client is None:
                import fsspec  # noqa: PLC0415 - see the module's docstring

                client = fsspec.filesystem(
                    "s3",
                    endpoint_url=self._endpoint_url,
                    client_kwargs={"region_name": self._region} if self._region else {},
                    config_kwargs={
                        "connect_timeout": CONNECT_SECONDS,
                        "read_timeout": READ_SECONDS,
                        "retries": {"mode": "standard", "total_max_attempts": TRIES},
                    },
                    use_listings_cache=False,
                    skip_instance_cache=True,
                )
                client.retries = 1
                self._client = client
        return self._client


@contextmanager
def _translated(place: ObjectPlace) -> Iterator[None]:
    """Turn errors of the client into ours; FileNotFoundError passes, where the object and not the bucket is missing."""
    # Loading these takes a second: see the module's docstring.
    from aiohttp import ClientError  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, NoCredentialsError  # noqa: PLC0415
    from botocore.parsers import ResponseParserError  # noqa: PLC0415

    try:
        yield
    except NoCredentialsError:
        raise _denied(place, "no keys are set up") from None
    except FileNotFoundError as error:
        if _code(error) != _MISSING_BUCKET:
            raise
        raise TransientError(
            "the bucket is not there",
            where=place.bucket,
            remedy="make it, or mend the settings; it is tried again",
        ) from error
    except PermissionError as error:
        raise _denied(place, _code(error)) from error
    except (OSError, BotoCoreError, ClientError, ResponseParserError) as error:
        raise TransientError(
            f"the object store cannot be read now: {_code(error) or type(error).__name__}",
            where=place.uri,
            remedy="it is tried again; where that does not help, look at the store and the settings of its address",
        ) from error


def _denied(place: ObjectPlace, code: str) -> TransientError:
    return TransientError(
        f"the object store refuses access: {code}",
        where=place.uri,
        remedy="give the keys of the service the rights s3:GetObject and s3:ListBucket; it is tried again",
    )


def _code(error: BaseException) -> str:
    """The word by which the store says what is wrong; empty where it did not answer."""
    response = getattr(error, "response", None) or getattr(error.__cause__, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
