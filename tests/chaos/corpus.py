"""The documents that flow through the chaos, with fixed times of submission: a fault-free run gives what must come out.

Text extracts and small PDFs are typeset once a session; among them are a corrected publication (same department, level,
year and kind, other bytes), one that is published as two files, one that breaks off, one that is no disclosure and one
without a byte, so that every kind of verdict is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.extractor.sandbox import ReadingLimits
from services.loader.observer import Unobserved
from services.standalone.machine import open_machine
from shared.events.topics import Submission
from shared.sources import submission_of
from tests.servers.warehouses import Contents, duckdb_contents
from tests.typeset import reportlab_pdf, text_extract
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import generate
from tests.typeset.parted import tables_of, text_of
from tests.typeset.style import STYLES

FIRST: Final = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
PDF_EVERY: Final = 10
"""Each so many-th document is a PDF: reading one takes as long as reading five text extracts."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in a folder and their submissions, in the order of their publication."""

    folder: Path
    submissions: tuple[Submission, ...]

    def part(self, start: int, count: int) -> Corpus:
        """Some of the documents."""
        return Corpus(self.folder, self.submissions[start : start + count])


def make_corpus(folder: Path, count: int) -> Corpus:
    """Typeset `count` documents into a folder and give them."""
    folder.mkdir(parents=True, exist_ok=True)
    return Corpus(folder, submissions(_document(folder, number) for number in range(count)))


def submissions(paths: Iterable[Path], first: dt.datetime = FIRST) -> tuple[Submission, ...]:
    """Submissions of the files, one minute after another."""
    return tuple(
        submission_of(path, first + dt.timedelta(minutes=number)) for number, path in enumerate(paths)
    )


def undisturbed(submitted: Sequence[Submission], folder: Path) -> Contents:
    """What the warehouse holds when one process works through the submissions and nothing happens to it."""
    folder.mkdir(parents=True)
    warehouse = folder / "calm.duckdb"
    with open_machine(warehouse, jobs=1, limits=ReadingLimits(), observer=Unobserved()) as machine:
        machine.submit(submitted)
        machine.drain(lambda: True)
    return duckdb_contents(warehouse)


def invented(number: int) -> Disclosure:
    """A small coherent disclosure; those of a number ending in 3 correct the one before."""
    if number % 10 == 3:
        before = invented(number - 1)
        return generate(
            7000 + number,
            projects=1,
            items=2,
            staff=4,
            department=before.department,
            org_level=before.org_level,
            fiscal_year=before.fiscal_year,
        )
    return generate(7000 + number, projects=number % 2, items=2, staff=4)


def _document(folder: Path, number: int) -> Path:
    path = folder / f"{number:03}.txt"
    if number % 20 == 4:
        whole = text_extract.extract(compose(invented(number), STYLES["plain"]), STYLES["plain"])
        path.write_text(whole[: len(whole) // 3], encoding="utf-8")
    elif number == 5:
        path.write_bytes(b"")
    elif number % 50 == 6:
        path.write_text(
            f"关于召开第{number}次会议的通知\n各单位：请于3月{number % 28 + 1}日到会。\n", encoding="utf-8"
        )
    elif number % 20 == 0:
        path.write_text(text_extract.extract(tables_of(invented(number))), encoding="utf-8")
    elif number % 20 == 1:
        path.write_text(text_extract.extract(text_of(invented(number - 1))), encoding="utf-8")
    elif number % PDF_EVERY == 7:
        path = path.with_suffix(".pdf")
        reportlab_pdf.typeset(invented(number), path, STYLES["plain"])
    else:
        text_extract.typeset(invented(number), path, STYLES["plain"])
    return path


def again(submission: Submission, hours: int) -> Submission:
    """The same bytes submitted so many hours later, under another name: the first submission is the one that counts."""
    return submission.model_copy(
        update={
            "submitted_at": submission.submitted_at + dt.timedelta(hours=hours),
            "file_name": f"again {submission.file_name}",
        }
    )
