"""The processor time of reading a document and of judging it, by the very functions that the services run.

Reading begins with the bytes of a file and ends with the payloads of its sections; judging begins with those payloads
and ends with the payloads of verdict, records and findings. Both run in this process, several times; the least time of
each counts, since whatever else the machine does only adds to it. What a process remembers of texts is forgotten before
each run, for a service meets every document once; and the collector of garbage looks as often as in that service.
"""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits
from services.validator.assembly import AssembledDocument, Draft, parse_section
from services.validator.basis import Basis, load_basis
from services.validator.judgement import validate
from services.validator.records import Act
from services.validator.service import produced
from shared.layout.label import normalise, words
from shared.model.table import Table
from shared.service.collection import rarely_collecting
from shared.sources import submission_of

_READ_ON: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_WRONG: Final = 20
"""So many figures of the damaged copy are wrong."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one document costs, in seconds of processor time."""

    name: str
    pages: int
    reading: float
    judging: float
    """From the section payloads to the payloads of the judgement."""
    parsing: float
    """The part of it in which the section payloads become values."""
    damaged: float
    """As `judging`, of a copy with wrong figures, so that their causes are sought."""
    findings: int
    damaged_findings: int

    @property
    def share(self) -> float:
        """The cost of judging as a part of that of reading."""
        return self.judging / self.reading

    @property
    def bare_share(self) -> float:
        """The same without the parsing of the payloads."""
        return (self.judging - self.parsing) / self.reading

    @property
    def damaged_share(self) -> float:
        """The same, parsing included, for the copy with wrong figures."""
        return self.damaged / self.reading


def measure(paths: Sequence[Path], rounds: int) -> Iterator[Cost]:
    """Give the cost of each file in so many rounds. Raises FiscusError where one cannot be read."""
    basis = load_basis()
    warm: Sequence[bytes] = ()
    for path in paths:
        reading, payloads = _reading(path, rounds)
        warm = warm or payloads
        yield _cost(path.name, reading, payloads, warm, basis, rounds)


def _reading(path: Path, rounds: int) -> tuple[float, Sequence[bytes]]:
    """Give what reading costs, and what is read."""
    times: list[float] = []
    payloads: Sequence[bytes] = ()
    for _ in range(rounds):
        _forget_texts()
        time_taken, payloads = _timed(lambda: _read(path))
        times.append(time_taken)
    return min(times), payloads


def _cost(  # noqa: PLR0917 - a document and what it is judged by
    name: str,
    reading: float,
    payloads: Sequence[bytes],
    warm: Sequence[bytes],
    basis: Basis,
    rounds: int,
) -> Cost:
    document = _assembled(payloads)
    copy = damaged(document)
    parsing, judging, seeking = ([] for _ in range(3))
    with rarely_collecting():
        for _ in range(rounds):
            _forget(warm, basis)
            parsing.append(_timed(lambda: _assembled(payloads))[0])
            judging.append(_timed(lambda: _published(document, basis))[0])
            _forget(warm, basis)
            seeking.append(_timed(lambda: _published(copy, basis))[0])
    return Cost(
        name=name,
        pages=document.head.page_count if document.head else 0,
        reading=reading,
        judging=min(parsing) + min(judging),
        parsing=min(parsing),
        damaged=min(parsing) + min(seeking),
        findings=_published(document, basis),
        damaged_findings=_published(copy, basis),
    )


def damaged(document: AssembledDocument) -> AssembledDocument:
    """Give a copy in which figures here and there in the tables are one more than printed."""
    count = sum(len(row.cells) for table in document.tables for row in table.rows)
    every, passed = max(1, count // _WRONG), 0
    tables: list[Table] = []
    for table in document.tables:
        rows = []
        for row in table.rows:
            numbered = enumerate(row.cells, start=passed)
            cells = tuple(
                replace(cell, value=cell.value + 1) if number % every == every // 2 else cell
                for number, cell in numbered
            )
            passed += len(row.cells)
            rows.append(replace(row, cells=cells))
        tables.append(replace(table, rows=tuple(rows)))
    return replace(document, tables=tuple(tables))


def _forget(warm: Sequence[bytes], basis: Basis) -> None:
    """Forget texts, then judge a document, so that what belongs to no single document is remembered again."""
    _forget_texts()
    _published(_assembled(warm), basis)
    gc.collect()


def _forget_texts() -> None:
    normalise.cache_clear()
    words.cache_clear()
    gc.collect()


def _read(path: Path) -> list[bytes]:
    return read_payloads(submission_of(path, _READ_ON), path.read_bytes(), ReadLimits())


def _assembled(payloads: Sequence[bytes]) -> AssembledDocument:
    events = [parse_section(payload) for payload in payloads]
    draft = Draft(events[0].document_id)
    for event, payload in zip(events, payloads, strict=True):
        draft.add(event, payload)
    return draft.whole()


def _published(document: AssembledDocument, basis: Basis) -> int:
    """Judge as the service does, up to the payloads; give the number of findings."""
    judgement = validate(document, basis.layouts, basis.policy)
    identity = basis.judgement(document.manifest, document.extractor_version, _READ_ON.date())
    produced(document, judgement, Act(identity))
    return len(judgement.findings)


def _timed(run: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    made = run()
    return time.process_time() - began, made
