"""What may be read: the settings of the sources of documents.

In come values from the environment or a file, out goes a checked, frozen model. Nothing is opened here. Whoever
reads documents makes a `shared.sources.Sources` of it, whose `fetch` gives the bytes of a submission.

Keys for an object store are no settings of ours: they come from the standard environment of AWS clients
(`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_PROFILE`, a role of the machine), so that none is kept twice.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_settings import NoDecode

S3 = "s3://"


class SourceSettings(BaseModel):
    """Where documents may come from (`FISCUS_SOURCES__…`)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True
    )

    allowed_roots: Annotated[tuple[str, ...], NoDecode] = ()
    """Folders (absolute paths) and prefixes of buckets (`s3://bucket/prefix`) below which documents may be read;
    nothing may be read where there are none. In the environment a JSON list, or texts with commas between them."""
    s3_endpoint_url: str | None = None
    """Address of an S3 service other than that of AWS, `http://…` or `https://…`."""
    s3_region: str | None = None
    """Region of the buckets; None leaves it to the standard environment."""

    @field_validator("allowed_roots", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:  # noqa: ANN401 - whatever a file or the environment says
        """Take a list as it is, and text as a JSON list or as parts between commas."""
        if not isinstance(value, str):
            return value
        text = value.strip()
        if text.startswith("["):
            try:
                return json.loads(text)
            except json.JSONDecodeError as error:
                raise ValueError(f"not a JSON list: {error.msg}") from None
        return [part.strip() for part in text.split(",") if part.strip()]

    @field_validator("allowed_roots")
    @classmethod
    def _rooted(cls, roots: tuple[str, ...]) -> tuple[str, ...]:
        """Give the roots in their plain form: without a slash at the end, unless the root is `/`."""
        return tuple(_root(text, number) for number, text in enumerate(roots, start=1))

    @field_validator("s3_endpoint_url")
    @classmethod
    def _addressed(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("not an address like https://objects.example.org")
        if parts.username is not None or parts.password is not None:
            raise ValueError(
                "keys do not belong into the address: give them as AWS_ACCESS_KEY_ID and its fellows"
            )
        return url


def _root(text: str, number: int) -> str:
    """One root in plain form. What is wrong is told by its number: somebody may have put a key in it."""
    wrong = ValueError(f"root {number} is neither an absolute path nor like s3://bucket/prefix")
    if text.startswith(S3):
        bucket, _, prefix = text.removeprefix(S3).partition("/")
        steps = [step for step in prefix.split("/") if step]
        if not bucket or {"@", ":", "?", "#"} & set(bucket) or {".", ".."} & set(steps):
            raise wrong
        return S3 + "/".join([bucket, *steps])
    path = PurePosixPath(text)
    if not path.is_absolute() or ".." in path.parts or "\0" in text:
        raise wrong
    return str(path)
