"""Reading in a worker process with limits: how a document may cost itself, and never the service.

In go a pool of workers and the limits, out comes the function that the extractor reads with. A worker that is
too slow, too greedy or dead makes the document unreadable with a reason; it is no error of the service.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final, assert_never

from pydantic import Field

from services.extractor.isolation import Crashed, Done, LimitExceeded, Refused, WorkerPool, WorkLimits
from services.extractor.reading import ReadLimits
from services.extractor.service import ReadPayloads
from shared.errors import DocumentError
from shared.events.topics import Submission
from shared.settings.groups import SettingsGroup

_OCR_SHARE: Final = 0.7
"""The share of a document's time that OCR may take: the page that it ends with, and all the rest, need theirs."""


class ReadingLimits(SettingsGroup):
    """What one document may use up."""

    max_pages: int = Field(default=ReadLimits().max_pages, ge=1)
    """Most pages of one document."""
    max_bytes: int = Field(default=ReadLimits().max_bytes, ge=1)
    """Most bytes of its file."""
    ocr_pages: int = Field(default=ReadLimits().ocr_pages, ge=0)
    """Most pages that are read by OCR in one document, where the extra `ocr` is installed; 0 for none. Each takes 5 to
    15 s; seven tenths of the time for the document may be spent on them. Further ones are reported."""
    max_seconds: float = Field(default=WorkLimits().seconds, ge=1, allow_inf_nan=False)
    """Longest time for one document."""
    max_memory_mb: int = Field(default=WorkLimits().memory // 2**20, ge=64)
    """Most memory of the process that reads it, in MiB; about 100 of them are the program itself."""


class ReadingFailedError(DocumentError):
    """The worker refused the document, was too slow or too greedy, or died; `reason_code` says which."""


def worker_pool(limits: ReadingLimits, workers: int, drop: threading.Event | None = None) -> WorkerPool:
    """Give a pool of worker processes for reading; use it as a context manager.

    Once `drop` is set, a document that is being read is dropped: reading it raises TransientError.
    """
    work = WorkLimits(seconds=limits.max_seconds, memory=limits.max_memory_mb * 2**20)
    return WorkerPool(work, size=workers, preload=("services.extractor.document",), drop=drop)


def _read_in_worker(submission: Submission, data: bytes, limits: ReadLimits) -> list[bytes]:
    # Only workers need the readers of tables and prose: a third of a second and tens of megabytes.
    from services.extractor.document import read_payloads  # noqa: PLC0415

    return read_payloads(submission, data, limits)


def sandboxed_reader(pool: WorkerPool, limits: ReadingLimits) -> ReadPayloads:
    """Give the function that reads a document in one of the pool's workers."""
    read_limits = ReadLimits(
        max_bytes=limits.max_bytes,
        max_pages=limits.max_pages,
        ocr_pages=limits.ocr_pages,
        ocr_seconds=_OCR_SHARE * limits.max_seconds,
    )

    def read(submission: Submission, data: bytes) -> Sequence[bytes]:
        outcome = pool.run(_read_in_worker, submission, data, read_limits)
        match outcome:
            case Done(payloads):
                return payloads
            case Refused(reason_code, reason):
                raise ReadingFailedError(reason_code, reason)
            case LimitExceeded(kind, _, reason):
                raise ReadingFailedError(f"limit_{kind.value}", reason, where=submission.file_name)
            case Crashed(reason, _):
                remedy = "check whether the file is damaged"
                raise ReadingFailedError("crashed", reason, where=submission.file_name, remedy=remedy)
            case _:
                assert_never(outcome)

    return read
