"""From paths as people type them to documents: files, folders, objects and prefixes of buckets.

Out come places to be hashed, in a fixed order, and one line for everything that cannot be submitted, also for what
the services would refuse to read: whoever submits should hear of it at once, not find it unreadable later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from shared.errors import TransientError
from shared.sources import PassedOver, SourceRefusedError, Sources, Trouble, discover
from shared.sources.discover import ENDINGS, HIDDEN, UNFINISHED
from shared.sources.place import FilePlace, ObjectPlace, Place, object_place, place_of, typed_place
from shared.sources.settings import S3
from shared.sources.submission import printable, readable

FILE: Final = "file://"


@dataclass(frozen=True, slots=True)
class NotSubmitted:
    """Something that was not submitted. `message` is one line; `may_mend`: trying again may help."""

    message: str
    may_mend: bool


@dataclass(frozen=True, slots=True)
class Collector:
    """Finds documents. `check_roots`: refuse what lies outside the allowed roots of `sources`."""

    sources: Sources
    check_roots: bool

    def collect(self, paths: Iterable[str]) -> Iterator[Path | ObjectPlace | NotSubmitted | PassedOver]:
        """Give every document below the paths once, and what is none."""
        seen: set[str] = set()
        for text in paths:
            for item in self._below(text):
                checked = item if isinstance(item, NotSubmitted | PassedOver) else self._checked(item)
                if isinstance(checked, NotSubmitted | PassedOver):
                    yield checked
                elif (uri := _place(checked).uri) not in seen:
                    seen.add(uri)
                    yield checked

    def _below(self, text: str) -> Iterator[Path | ObjectPlace | NotSubmitted | PassedOver]:
        if text.startswith(S3):
            yield from self._objects(text)
        elif "://" in text and not text.startswith(FILE):
            yield NotSubmitted(
                f"only paths, file:// and s3:// can be submitted ({printable(text)}): fetch it first",
                may_mend=False,
            )
        else:
            yield from self._files(text)

    def _files(self, text: str) -> Iterator[Path | NotSubmitted | PassedOver]:
        try:
            path = Path(_path(text))
        except SourceRefusedError as error:
            yield NotSubmitted(str(error), may_mend=False)
            return
        for found in discover([path]):
            if isinstance(found, Trouble):
                yield NotSubmitted(printable(found.message), may_mend=not found.is_missing)
            else:
                yield found if isinstance(found, PassedOver) else found.path

    def _objects(self, text: str) -> Iterator[ObjectPlace | NotSubmitted | PassedOver]:
        found = 0
        try:
            place = typed_place(text)
            if not text.endswith("/") and self.sources.objects.is_object(place):
                found += 1
                yield place
            for key, _ in self.sources.objects.below(place):
                found += 1
                below = PurePosixPath(key.removeprefix(place.key).lstrip("/"))
                if any(step.startswith(HIDDEN) for step in below.parts):
                    continue
                if below.suffix.lower() in ENDINGS:
                    yield _addressed(place.bucket, key)
                elif below.suffix.lower() not in UNFINISHED and not key.endswith("/"):
                    yield PassedOver(PurePosixPath(key))
        except SourceRefusedError as error:
            yield NotSubmitted(str(error), may_mend=False)
        except TransientError as error:
            yield NotSubmitted(str(error), may_mend=True)
        else:
            if not found:
                yield NotSubmitted(f"nothing is there ({text}): check the path", may_mend=False)

    def refusal(self, item: Path | ObjectPlace) -> str | None:
        """Why the services could not open a document, in one line; None where they can."""
        place = _place(item)
        try:
            place_of(place.uri)
        except SourceRefusedError as error:
            return str(error)
        if not self.check_roots or self.sources.may_read(place):
            return None
        return (
            f"the services could not read this, it lies outside their allowed roots ({readable(place.uri)}): "
            "submit it from one of FISCUS_SOURCES__ALLOWED_ROOTS"
        )

    def _checked(self, item: Path | ObjectPlace) -> Path | ObjectPlace | NotSubmitted:
        refusal = self.refusal(item)
        return item if refusal is None else NotSubmitted(refusal, may_mend=False)


def _path(text: str) -> str:
    if not text.startswith(FILE):
        return text
    place = place_of(text)
    assert isinstance(place, FilePlace)  # noqa: S101 - that is what file:// means
    return place.path


def _place(item: Path | ObjectPlace) -> Place:
    return FilePlace(str(item.resolve())) if isinstance(item, Path) else item


def _addressed(bucket: str, key: str) -> ObjectPlace | NotSubmitted:
    try:
        return object_place(bucket, key, f"{S3}{bucket}/{key}")
    except SourceRefusedError as error:
        return NotSubmitted(str(error), may_mend=False)
