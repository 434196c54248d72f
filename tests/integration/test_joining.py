"""The two files of one disclosure: the text is judged against the tables once both have arrived, and not before."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from services.extractor.sandbox import ReadingLimits
from services.loader.joining import Joiner
from services.loader.observer import Unobserved
from services.loader.service import LoaderHandler, loader_consumer
from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.standalone import revalidate
from services.standalone.machine import Machine, open_machine
from services.standalone.readings import find_readings, put_again
from services.validator.assembly import AssembledDocument
from services.validator.service import GROUP as VALIDATOR
from services.validator.service import ValidatorHandler
from shared.eventlog.memory import FaultPlan, MemoryEventLog
from shared.events.digest import sections_digest
from shared.events.envelope import Event, event_id
from shared.events.topics import (
    EXTRACTED,
    TOPICS,
    HeadSection,
    NarrativeSection,
    OutlineSection,
    PagesSection,
    Section,
    Submission,
    TableSection,
)
from shared.layout import load_layouts
from shared.model.document import Scope
from shared.service.backoff import Backoff
from shared.service.loop import LoopSettings, ServiceLoop
from tests.integration.conftest import Fiscus, contents, small
from tests.integration.test_revalidate import places
from tests.servers.services import Services
from tests.servers.warehouses import differences, duckdb_contents
from tests.typeset import reportlab_pdf
from tests.typeset.blocks import Text
from tests.typeset.generate import generate
from tests.typeset.parted import tables_of, text_of
from tests.unit.validator.documents import assembled, manifest
from tests.unit.validator.test_service import payload

TEXT, TABLES, OTHER = "a" * 64, "b" * 64, "c" * 64
KIND = "fiscus.section.extracted.v1"
AMOUNT = "narrative.amount"
BOTH = assembled(generate(2))


@dataclass
class Joins(Unobserved):
    """Counts what becomes of texts that are to be judged anew."""

    outcomes: list[str] = field(default_factory=list)

    def joined(self, outcome: str) -> None:
        """See `LoaderObserver`."""
        self.outcomes.append(outcome)


def wrong(document: AssembledDocument) -> AssembledDocument:
    """The same with another amount in the first sentence that states one of the income table."""
    claims = list(document.claims)
    at = next(n for n, c in enumerate(claims) if c.section_key == "income" and c.amount)
    amount = claims[at].amount
    assert amount is not None
    claims[at] = replace(claims[at], amount=amount + 7)
    return replace(document, claims=tuple(claims))


def corrected(document: AssembledDocument) -> AssembledDocument:
    """The same with the amounts of its income table 7 more in every cell of the row that the wrong sentence states."""
    right = next(c for c in BOTH.claims if c.section_key == "income" and c.amount)
    tables = []
    for table in document.tables:
        rows = [
            replace(
                row,
                cells=tuple(
                    replace(cell, value=cell.value + 7) if cell.value == right.amount else cell
                    for cell in row.cells
                ),
            )
            for row in table.rows
        ]
        tables.append(replace(table, rows=tuple(rows)))
    return replace(document, tables=tuple(tables))


def sections(
    document: AssembledDocument, document_id: str, scope: Scope, *, day: int = 1, **head: object
) -> list[Event]:
    """What an extractor publishes of the part of a disclosure that a file has."""
    assert document.head is not None
    told: list[Section] = [
        HeadSection(head=document.head.model_copy(update={"scope": scope, "mentions": (), **head}))
    ]
    if scope.has_text:
        told += [OutlineSection(headings=document.headings), NarrativeSection(claims=document.claims)]
    if scope.has_tables:
        told += [PagesSection(pages=document.pages)]
        told += [TableSection(table=table) for table in document.tables]
    made = [payload(document_id, number, section) for number, section in enumerate(told)]
    submission = Submission(
        document_id=document_id,
        uri=f"file:///gone/{document_id[:4]}.pdf",
        file_name=f"{document_id[:4]}.pdf",
        media_type="application/pdf",
        size=1000,
        submitted_at=dt.datetime(2026, 3, day, tzinfo=dt.UTC),
    )
    end = manifest(section_count=len(made), digest=sections_digest(made), submission=submission)
    return [
        Event(
            topic=EXTRACTED,
            key=document_id,
            id=event_id(document_id, "extractor", KIND, number, "v1"),
            type=KIND,
            source="/fiscus/extractor",
            data=data,
        )
        for number, data in enumerate([*made, payload(document_id, len(made), end)])
    ]


@contextmanager
def machine(folder: Path, joins: Joins | None = None) -> Iterator[Machine]:
    """Fiscus on one machine, over the log and the warehouse of the folder."""
    path = folder / "w.duckdb"
    with open_machine(path, jobs=1, limits=ReadingLimits(), observer=joins or Joins()) as made:
        yield made


def arrive(folder: Path, *readings: Sequence[Event], joins: Joins | None = None) -> None:
    """Let readings arrive, one after the other, in one run."""
    with machine(folder, joins) as made:
        for reading in readings:
            made.log.publish(reading)
            made.drain(lambda: True)


def query(folder: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def broken(folder: Path) -> list[tuple[Any, ...]]:
    """What of the text is broken and counts: its place and where in which file it was compared."""
    return query(
        folder,
        "SELECT rule_id, table_id, page, counterpart_where, counterpart_document_id, counterpart_page FROM finding "
        "WHERE document_id = ? AND outcome = 'broken' AND severity <> 'info' ORDER BY finding_no",
        TEXT,
    )


def joined_with(folder: Path, document_id: str = TEXT) -> str | None:
    ((other,),) = query(folder, "SELECT joined_document_id FROM document WHERE document_id = ?", document_id)
    return None if other is None else str(other)


def counted(folder: Path, rule_id: str) -> tuple[int, int, int]:
    """How often a rule held, was broken and could not be checked in the text."""
    rows = query(
        folder,
        "SELECT held, broken, not_checkable FROM check_result WHERE document_id = ? AND rule_id = ?",
        TEXT,
        rule_id,
    )
    return rows[0] if rows else (0, 0, 0)


RIGHT_TEXT = sections(BOTH, TEXT, Scope.TEXT)
WRONG_TEXT = sections(wrong(BOTH), TEXT, Scope.TEXT)
SOME_TABLES = sections(BOTH, TABLES, Scope.TABLES)


def test_a_text_alone_is_not_checkable_against_tables(tmp_path: Path) -> None:
    arrive(tmp_path, WRONG_TEXT)
    assert (broken(tmp_path), joined_with(tmp_path)) == ([], None)
    assert counted(tmp_path, "completeness.table") == (0, 0, 1)
    held, _, open_ = counted(tmp_path, AMOUNT)
    assert (held, open_ > 10) == (0, True)


@pytest.mark.parametrize("order", [(WRONG_TEXT, SOME_TABLES), (SOME_TABLES, WRONG_TEXT)])
def test_a_wrong_amount_is_found_when_both_have_arrived(
    tmp_path: Path, order: tuple[Sequence[Event], ...]
) -> None:
    """In either order; the finding stands in the text and names the cell of the other file."""
    joins = Joins()
    arrive(tmp_path, *order, joins=joins)
    found = broken(tmp_path)
    assert len(found) == 1
    rule_id, table_id, page, where, other, other_page = found[0]
    (table,) = (table for table in BOTH.tables if table.table_id == "T2")
    assert (rule_id, page, where, other) == (AMOUNT, 20, "T2", TABLES)
    assert table_id in {"T2", None}
    assert table.first_page <= other_page <= table.last_page
    assert joined_with(tmp_path) == TABLES
    assert counted(tmp_path, "completeness.table") == (len(BOTH.tables), 0, 0)
    assert query(tmp_path, "SELECT verdict FROM document WHERE document_id = ?", TEXT) == [
        ("accepted_with_findings",)
    ]
    assert joins.outcomes == ["joined"]


def test_what_tables_say_among_themselves_is_told_once(tmp_path: Path) -> None:
    """A right text has no finding by the tables, and no check that is theirs."""
    arrive(tmp_path, RIGHT_TEXT, SOME_TABLES)
    assert broken(tmp_path) == []
    rules = {
        rule for (rule,) in query(tmp_path, "SELECT rule_id FROM check_result WHERE document_id = ?", TEXT)
    }
    assert not {rule for rule in rules if rule.startswith(("within.", "between."))}
    held, failed, _ = counted(tmp_path, AMOUNT)
    assert (held > 10, failed) == (True, 0)
    assert query(tmp_path, "SELECT count(*) FROM department_summary") == [(1,)]
    assert query(tmp_path, "SELECT count(*) FROM budget_line WHERE document_id = ?", TEXT) == [(0,)]


def test_months_and_restarts_may_lie_between(tmp_path: Path) -> None:
    """The warehouse is the same as when both came in one run, and nothing more happens afterwards."""
    calm, late = tmp_path / "calm", tmp_path / "late"
    calm.mkdir()
    late.mkdir()
    arrive(calm, WRONG_TEXT, SOME_TABLES)
    arrive(late, WRONG_TEXT)
    arrive(late)
    arrive(late, SOME_TABLES)
    joins = Joins()
    arrive(late, joins=joins)
    assert joins.outcomes == []
    assert contents(late / "w.duckdb") == contents(calm / "w.duckdb")
    assert broken(late)


def test_a_loader_that_died_before_it_asked_asks_when_it_is_back(tmp_path: Path) -> None:
    """The tables are stored, the joint judgement was never asked for: the warehouse knows that it is due."""
    with machine(tmp_path) as made:
        made.log.publish(WRONG_TEXT)
        made.drain(lambda: True)
        made.log.publish(SOME_TABLES)
        _lame(made)
        made.drain(lambda: True)
    assert joined_with(tmp_path) is None
    with machine(tmp_path) as made:
        made.drain(lambda: True)
        made.drain(lambda: True)
    assert joined_with(tmp_path) == TABLES
    assert len(broken(tmp_path)) == 1


def _lame(made: Machine) -> None:
    """Let no join be asked for."""
    consumer = made._loops[-1]._consumer
    handler: Any = made._loops[-1]._handler
    handler._joiner = None
    vars(consumer)["_joiner"] = None


def test_a_replay_ends_the_same(tmp_path: Path) -> None:
    """What the log repeats changes nothing, in whatever order."""
    arrive(tmp_path, WRONG_TEXT, SOME_TABLES)
    before = contents(tmp_path / "w.duckdb")
    joins = Joins()
    arrive(tmp_path, SOME_TABLES, joins=joins)
    assert contents(tmp_path / "w.duckdb") == before
    assert joins.outcomes == []
    arrive(tmp_path, WRONG_TEXT, SOME_TABLES, joins=joins)
    assert joins.outcomes == ["joined"], "the text was read anew, by itself"
    assert contents(tmp_path / "w.duckdb") == before


def test_judging_again_keeps_it_joined(tmp_path: Path) -> None:
    arrive(tmp_path, WRONG_TEXT, SOME_TABLES)
    before = contents(tmp_path / "w.duckdb")
    joins = Joins()
    with machine(tmp_path, joins) as made:
        readings = find_readings(made.log)
        assert set(put_again(made.log, list(readings.values()))) == {TEXT, TABLES}
        made.drain(lambda: True)
    assert joined_with(tmp_path) == TABLES
    assert len(broken(tmp_path)) == 1
    assert joins.outcomes == []
    assert contents(tmp_path / "w.duckdb")["finding"] == before["finding"]


def test_corrected_tables_lead_to_a_new_joint_judgement(tmp_path: Path) -> None:
    """Those that are current count; they agree with the text that was wrong by the first."""
    later = sections(corrected(BOTH), OTHER, Scope.TABLES, day=9)
    arrive(tmp_path, WRONG_TEXT, SOME_TABLES, later)
    assert joined_with(tmp_path) == OTHER
    assert not [found for found in broken(tmp_path) if found[0] == AMOUNT and found[3] == "T2"]
    other_order = tmp_path / "other"
    other_order.mkdir()
    arrive(other_order, later, SOME_TABLES, WRONG_TEXT)
    assert broken(other_order) == broken(tmp_path)


def test_a_whole_publication_ends_it(tmp_path: Path) -> None:
    """The text is superseded, and judged by itself again."""
    joins = Joins()
    arrive(tmp_path, WRONG_TEXT, SOME_TABLES, sections(BOTH, OTHER, Scope.WHOLE, day=9), joins=joins)
    assert (joined_with(tmp_path), broken(tmp_path)) == (None, [])
    assert query(tmp_path, "SELECT document_id FROM document WHERE is_current") == [(OTHER,)]
    assert joins.outcomes == ["joined", "parted"]


def test_a_text_after_a_whole_publication_stands_for_its_text_and_is_judged_by_its_tables(
    tmp_path: Path,
) -> None:
    whole = sections(BOTH, OTHER, Scope.WHOLE)
    arrive(tmp_path, whole, sections(BOTH, TEXT, Scope.TEXT, day=9))
    assert (joined_with(tmp_path), broken(tmp_path)) == (OTHER, [])
    assert query(tmp_path, "SELECT DISTINCT document_id FROM current_claim") == [(TEXT,)]
    assert query(tmp_path, "SELECT DISTINCT document_id FROM current_budget_line") == [(OTHER,)]
    assert query(tmp_path, "SELECT document_id FROM department_summary") == [(OTHER,)]


@pytest.mark.parametrize(
    ("text", "tables", "expected"),
    [
        ({}, {"org_level": None}, TABLES),
        ({"org_level": None}, {}, TABLES),
        ({"fiscal_year": 2001}, {}, None),
    ],
)
def test_what_one_file_leaves_open_the_other_may_fill(
    tmp_path: Path, text: Mapping[str, Any], tables: Mapping[str, Any], expected: str | None
) -> None:
    """What is known must agree; what is open stays open in the row of the document."""
    arrive(tmp_path, sections(BOTH, TEXT, Scope.TEXT, **text), sections(BOTH, TABLES, Scope.TABLES, **tables))
    assert joined_with(tmp_path) == expected
    rows = query(tmp_path, "SELECT count(*) FROM department_summary")
    assert rows == [(1 if expected else 2,)]
    for key, value in tables.items():
        assert query(tmp_path, f"SELECT {key} FROM document WHERE document_id = ?", TABLES) == [(value,)]  # noqa: S608


@pytest.mark.parametrize("seed", [1])
def test_whatever_the_log_does_and_whoever_dies_the_warehouse_ends_the_same(
    tmp_path: Path, seed: int
) -> None:
    """A text, its tables and corrected ones in any order, over a log with faults, services that die and come back."""
    arrived = [WRONG_TEXT, SOME_TABLES, sections(corrected(BOTH), OTHER, Scope.TABLES, day=9)]
    calm = tmp_path / "calm"
    calm.mkdir()
    arrive(calm, *arrived)
    dice = random.Random(seed)
    dice.shuffle(arrived)
    log = MemoryEventLog()
    log.create_topics(dict.fromkeys(TOPICS, 2))
    for reading in arrived:
        log.publish(reading)
    log.faults = FaultPlan.random(seed, calls=40, rate=0.15)
    path = tmp_path / "w.duckdb"
    for deaths in range(4):
        warehouse = DuckDBWarehouse(path)
        now = itertools.count(step=3)
        joiner = Joiner(log, warehouse, clock=lambda now=now: next(now))  # type: ignore[misc]
        loops = [
            ServiceLoop(
                stage, consumer, handler, service_version="1", settings=LoopSettings(backoff=Backoff(0.0))
            )
            for stage, consumer, handler in (
                (
                    "validator",
                    log.consumer(VALIDATOR, [EXTRACTED], member="v"),
                    ValidatorHandler(load_layouts()),
                ),
                (
                    "loader",
                    loader_consumer(log, warehouse, member="l", joiner=joiner),
                    LoaderHandler(warehouse, joiner=joiner),
                ),
            )
        ]
        for _ in range(dice.randint(1, 8) if deaths < 3 else 60):
            for loop in loops:
                loop.step(0.0)
        for loop in loops:
            loop.close()
        warehouse.close()
    assert contents(path) == contents(calm / "w.duckdb")
    assert joined_with(tmp_path) == OTHER


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.timeout(240)
def test_running_services_join_by_themselves_and_judge_again_what_is_joined(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A loader that is killed meanwhile does not matter; the warehouse ends as one machine makes it."""
    calm = tmp_path / "calm"
    calm.mkdir()
    arrive(calm, WRONG_TEXT, SOME_TABLES)
    expected = duckdb_contents(calm / "w.duckdb")
    log_place, warehouse_place = places("kafka", tmp_path, request)
    with Services(tmp_path, log_place, warehouse_place, documents=tmp_path) as services:
        log = log_place.open()
        log.publish(WRONG_TEXT)
        services.start("validator")
        (loader,) = services.start("loader")
        services.wait_done()
        loader.kill()
        log.publish(SOME_TABLES)
        loader.start()
        services.wait_done()
        assert loader.metric("fiscus_joins_total", join="joined") == 1
        assert {reading.document_id for reading in revalidate.request([], log)} == {TEXT, TABLES}
        log.close()
        services.wait_done()
        assert services.dead_letters() == []
        assert loader.metric("fiscus_joins_total", join="joined") == 1
        services.stop()
        assert differences(services.contents(), expected) == []


@pytest.fixture
def parts(tmp_path: Path) -> Mapping[str, Path]:
    """A disclosure as two PDF files, with one amount of the text changed."""
    disclosure = small(5, department="云岭县水利局")
    total = disclosure.tables["T2"].cell("total", "total")
    text = list(text_of(disclosure))
    first = next(n for n, block in enumerate(text) if f"{total:.2f}" in block.text)
    text[first] = Text(text[first].text.replace(f"{total:.2f}", f"{total + 7:.2f}"), text[first].role)
    made = {"tables": tmp_path / "tables.pdf", "text": tmp_path / "text.pdf"}
    reportlab_pdf.typeset_blocks(tables_of(disclosure), made["tables"])
    reportlab_pdf.typeset_blocks(text, made["text"])
    return made


def test_two_typeset_files_are_joined_by_ingest(
    fiscus: Fiscus, parts: Mapping[str, Path], tmp_path: Path
) -> None:
    """The amount that was changed in the text is found, and nothing else; its counterpart has its page and box."""
    warehouse = tmp_path / "w.duckdb"
    run = fiscus("ingest", parts["text"], parts["tables"], "--warehouse", warehouse, "--json")
    assert run.code == 0, run.err
    scopes = query(tmp_path, "SELECT file_name, scope FROM document ORDER BY 1")
    assert scopes == [("tables.pdf", "tables"), ("text.pdf", "text")]
    found = query(
        tmp_path,
        "SELECT f.rule_id, f.counterpart_where, f.counterpart_x0 IS NOT NULL, d.file_name FROM finding AS f "
        "JOIN document AS d ON d.document_id = f.counterpart_document_id WHERE f.severity <> 'info'",
    )
    assert found == [(AMOUNT, "T1", True, "tables.pdf")]
