"""Documents through all three services on the in-memory log: every message that they put on the topics on the way.

One document that is accepted (a PDF, so that places have boxes), one that contradicts itself, a later text that is
judged against the tables of the first, one file that is no disclosure, and a message that is no submission: together
they leave something of ours on each of the six topics.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits
from services.extractor.service import GROUP as EXTRACTOR_GROUP
from services.extractor.service import ExtractorHandler
from services.loader.joining import Joiner
from services.loader.service import LoaderHandler, loader_consumer
from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.validator.service import GROUP as VALIDATOR_GROUP
from services.validator.service import ValidatorHandler
from shared.eventlog.memory import MemoryEventLog
from shared.eventlog.port import TopicPartition
from shared.events.envelope import Message
from shared.events.topics import EXTRACTED, SUBMITTED, TOPICS, Submission
from shared.layout import load_layouts
from shared.service.drain import run_until_idle
from shared.service.loop import ServiceLoop
from shared.sources.submission import submission_event
from shared.version import VERSION
from tests.typeset import hostile, text_extract
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure, Table
from tests.typeset.generate import generate
from tests.typeset.parted import text_of
from tests.typeset.style import PLAIN

SUBMITTED_AT = dt.datetime(2026, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
_NO_SUBMISSION: Final = b'{"document_id": 7}'


@dataclass(frozen=True)
class File:
    """A file that is submitted."""

    name: str
    content: bytes
    media_type: str
    submitted_at: dt.datetime = SUBMITTED_AT

    def submission(self) -> Submission:
        """The submission of the file, from a place that no machine has."""
        return Submission(
            document_id=hashlib.sha256(self.content).hexdigest(),
            uri=f"file:///srv/disclosures/{self.name}",
            file_name=self.name,
            media_type=self.media_type,
            size=len(self.content),
            submitted_at=self.submitted_at,
        )


def accepted() -> File:
    """A coherent disclosure as PDF."""
    return File("accepted.pdf", hostile.typeset_bytes(_disclosure(3)), "application/pdf")


def quarantined() -> File:
    """A disclosure as text whose table of spending does not add up."""
    coherent = _disclosure(5)
    tables = {**coherent.tables, "T3": _spoilt(coherent.tables["T3"])}
    return _text("quarantined.txt", text_extract.extract(compose(replace(coherent, tables=tables), PLAIN)))


def text_alone() -> File:
    """The text of the coherent disclosure, published once more by itself."""
    file = _text("text.txt", text_extract.extract(text_of(_disclosure(3))))
    return replace(file, submitted_at=SUBMITTED_AT + dt.timedelta(days=9))


def unreadable() -> File:
    """A text that is no disclosure."""
    return _text("unreadable.txt", "关于召开年度工作会议的通知\n各科室：\n请于周五参加会议。\n")


def run(folder: Path) -> Mapping[str, Sequence[Message]]:
    """Send everything through the services, the warehouse in `folder`; give what each topic holds in order.

    The message that is no submission is left out: nobody of ours wrote it.
    """
    files = {
        file.submission().document_id: file
        for file in (accepted(), quarantined(), text_alone(), unreadable())
    }
    log = MemoryEventLog()
    log.create_topics(dict.fromkeys(TOPICS, 1))
    log.publish([submission_event(file.submission()) for file in files.values()])
    log.publish([replace(submission_event(accepted().submission()).to_message(), value=_NO_SUBMISSION)])
    with ExitStack() as stack:
        warehouse = DuckDBWarehouse(folder / "flow.duckdb")
        stack.callback(warehouse.close)
        loops = list(_loops(log, warehouse, {key: file.content for key, file in files.items()}))
        for loop in loops:
            stack.callback(loop.close)
        run_until_idle(loops)
    records = {topic: log.partitions.records[TopicPartition(topic, 0)] for topic in TOPICS}
    records[SUBMITTED] = [record for record in records[SUBMITTED] if record.value != _NO_SUBMISSION]
    return records


def _loops(
    log: MemoryEventLog, warehouse: DuckDBWarehouse, contents: Mapping[str, bytes]
) -> Iterator[ServiceLoop]:
    extractor = ExtractorHandler(
        lambda submission: contents[submission.document_id],
        lambda submission, data: read_payloads(submission, data, ReadLimits()),
    )
    yield ServiceLoop(
        "extractor",
        log.consumer(EXTRACTOR_GROUP, [SUBMITTED], member="extractor"),
        extractor,
        service_version=VERSION,
    )
    yield ServiceLoop(
        "validator",
        log.consumer(VALIDATOR_GROUP, [EXTRACTED], member="validator"),
        ValidatorHandler(load_layouts()),
        service_version=VERSION,
    )
    joiner = Joiner(log, warehouse)
    yield ServiceLoop(
        "loader",
        loader_consumer(log, warehouse, member="loader", joiner=joiner),
        LoaderHandler(warehouse, joiner=joiner),
        service_version=VERSION,
    )


def _disclosure(seed: int) -> Disclosure:
    return generate(seed, department="云溪县档案局", fiscal_year=2026, items=2, projects=1, staff=8)


def _text(name: str, content: str) -> File:
    return File(name, content.encode("utf-8"), "text/plain")


def _spoilt(table: Table) -> Table:
    """The table with its first total too large by eight."""
    first, *others = table.rows
    total = first.cells["total"] + Decimal(8)
    return replace(table, rows=(replace(first, cells={**first.cells, "total": total}), *others))
