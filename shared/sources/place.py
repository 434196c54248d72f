"""URIs of documents as places: text that anybody may have written in, a checked file path or object key out.

Only `file:///…` and `s3://bucket/…` are understood, in their plain form: percent-encoded once, no step up, no
query, no name or password. Nothing else is tried, nothing is mended: what looks like an attempt to get around is
refused, however a library further on would have read it. Nothing is opened here.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import quote, unquote_to_bytes, urlsplit

from shared.errors import DocumentError

LONGEST_URI: Final = 8192
"""Characters. A path of Linux has 4096 bytes at most, of which a few are worth encoding; a key has 1024."""
LONGEST_KEY: Final = 1024
"""Bytes of an object's key (Amazon S3 User Guide, “Naming Amazon S3 objects”)."""
_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_SHOWN: Final = 300
_DECODINGS: Final = 5
"""Deeper nesting of percent-encodings than this no honest writer has: it is refused unread."""


class SourceRefusedError(DocumentError):
    """The URI may not be opened, or what is behind it is not what was submitted.

    `reason_code` is `outside_roots`, `source_missing`, `source_changed` or `too_large`.
    """


class FilePlace(NamedTuple):
    """A file of this machine; the path is absolute and has no step up."""

    path: str

    @property
    def uri(self) -> str:
        """The URI of the file."""
        return PurePosixPath(self.path).as_uri()

    @property
    def name(self) -> str:
        """The last step of the path."""
        return PurePosixPath(self.path).name


class ObjectPlace(NamedTuple):
    """An object in a bucket, or, with a part of a key, all objects below it."""

    bucket: str
    key: str

    @property
    def uri(self) -> str:
        """The URI of the object."""
        return f"s3://{self.bucket}/{quote(self.key)}"

    @property
    def name(self) -> str:
        """The last step of the key."""
        return self.key.rpartition("/")[2]

    def is_below(self, root: ObjectPlace) -> bool:
        """Whether the object lies below a root, step by step: `a/bc` is not below `a/b`."""
        return self.bucket == root.bucket and (not root.key or f"{self.key}/".startswith(f"{root.key}/"))


Place = FilePlace | ObjectPlace


def place_of(uri: str) -> Place:
    """Give the place that a URI names. Raises SourceRefusedError where it names none in plain form."""
    if len(uri) > LONGEST_URI or any(ord(sign) <= ord(" ") or sign == "\x7f" for sign in uri):
        raise refused(uri, "the URI is too long or has blanks or control characters in it")
    try:
        parts = urlsplit(uri)
    except ValueError:
        raise refused(uri, "the URI cannot be understood") from None
    if parts.scheme not in {"file", "s3"}:
        raise refused(uri, "only file:// and s3:// are read")
    if "@" in parts.netloc:
        raise refused(uri, "the URI carries a name or password")
    if "?" in uri or "#" in uri:
        raise refused(uri, "the URI has a query or a fragment; in a name they must be percent-encoded")
    steps = [_decoded(step, uri) for step in parts.path.split("/")[1:]]
    if parts.scheme == "file":
        if parts.netloc or not parts.path.startswith("/"):
            raise refused(uri, "the URI names a file of another machine")
        return FilePlace("/" + "/".join(step for step in steps if step))
    return object_place(parts.netloc, "/".join(steps), uri)


def object_place(bucket: str, key: str, uri: str) -> ObjectPlace:
    """Give the place of a key that is not encoded. Raises SourceRefusedError where no object can be called so."""
    steps = key.split("/")
    if not _BUCKET.fullmatch(bucket):
        raise refused(uri, "that is no name of a bucket")
    if not all(steps) or {".", ".."} & set(steps) or "?versionId=" in key:
        raise refused(uri, "the key has empty steps, steps up, or names a version")
    if len(key.encode("utf-8", errors="replace")) > LONGEST_KEY or _has_stray_bytes(key):
        raise refused(uri, f"a key has at most {LONGEST_KEY} bytes of UTF-8")
    return ObjectPlace(bucket, key)


def typed_place(text: str) -> ObjectPlace:
    """Give the place that people mean by `s3://bucket/some key`, as they type it: not encoded.

    The key may be empty: the whole bucket. Raises SourceRefusedError where no object can be called so.
    """
    bucket, _, key = text.removeprefix("s3://").partition("/")
    if key.strip("/"):
        return object_place(bucket, key.rstrip("/"), text)
    if not _BUCKET.fullmatch(bucket):
        raise refused(text, "that is no name of a bucket")
    return ObjectPlace(bucket, "")


def refused(uri: str, why: str) -> SourceRefusedError:
    """The refusal of a URI. It is shown without name, password and query, which might be secrets."""
    return SourceRefusedError(
        "outside_roots",
        f"the document may not be read from there: {why}",
        where=shown(uri),
        remedy="submit it again from one of the allowed roots",
    )


def shown(uri: str) -> str:
    """A URI as it may stand in messages: what may be secret and what cannot be printed is left out."""
    plain = re.split(r"[?#]", uri, maxsplit=1)[0]
    # A key may have slashes in it: from the colon of `name:password` on, everything up to the last @ is left out, and
    # without one what stands in place of the host.
    plain = re.sub(r"^([^/]*//)(?:[^/@]*:.*@|[^/]*@|(?=[^/]*:)[^/]*)", r"\1", plain)
    return "".join(sign if sign.isprintable() else "�" for sign in plain[:_SHOWN])


def _decoded(step: str, uri: str) -> str:
    """One step of a path without its percent-encoding, which may not hide a way up or a slash at any depth."""
    once = deeper = unquote_to_bytes(step)
    for _ in range(_DECODINGS):
        if b"/" in deeper or b"\0" in deeper or deeper in {b".", b".."}:
            raise refused(uri, "the path has steps up, encoded slashes or the like")
        if deeper == (further := unquote_to_bytes(deeper)):
            return os.fsdecode(once)
        deeper = further
    raise refused(uri, "the path is encoded over and over")


def _has_stray_bytes(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)
