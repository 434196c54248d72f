"""Reading in a worker process with limits: how a document may cost itself, and never the service.

In go a pool of workers and the limits, out comes the function that the extractor reads with. A worker that is
too slow, too greedy or dead makes the document unreadable with a reason; it is no error of the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from services.extractor.isolation import Crashed, Done, LimitExceeded, Refused, WorkerPool, WorkLimits
from services.extractor.reading import ReadLimits
from services.extractor.service import ReadPayloads
from shared.errors import DocumentError
from shared.events.topics import Submission


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one document may use up."""

    max_pages: int = ReadLimits().max_pages
    max_bytes: int = ReadLimits().max_bytes
    max_seconds: float = WorkLimits().seconds
    max_memory_mb: int = WorkLimits().memory // 2**20


class ReadingFailedError(DocumentError):
    """The worker refused the document, was too slow or too greedy, or died; `reason_code` says which."""


def worker_pool(limits: ReadingLimits, workers: int) -> WorkerPool:
    """Give a pool of worker processes for reading; use it as a context manager."""
    work = WorkLimits(seconds=limits.max_seconds, memory=limits.max_memory_mb * 2**20)
    return WorkerPool(work, size=workers, preload=("services.extractor.document",))


def _read_in_worker(submission: Submission, data: bytes, limits: ReadLimits) -> list[bytes]:
    # Only workers need the readers of tables and prose: a third of a second and tens of megabytes.
    from services.extractor.document import read_payloads  # noqa: PLC0415

    return read_payloads(submission, data, limits)


def sandboxed_reader(pool: WorkerPool, limits: ReadingLimits) -> ReadPayloads:
    """Give the function that reads a document in one of the pool's workers."""
    read_limits = ReadLimits(max_bytes=limits.max_bytes, max_pages=limits.max_pages)

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
