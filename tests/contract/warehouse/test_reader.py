"""A warehouse as people read it: documents, findings and figures; and the commands that show them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.loader.warehouse.duckdb import DuckDBWarehouse
from services.loader.warehouse.postgres.roles import READER
from services.loader.warehouse.reader import Reader, read_duckdb, read_postgres
from shared.errors import ConfigurationError
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import Adapter, DuckDB, Postgres
from tests.contract.warehouse.documents import MORNING, document_id, finding, line, place, rows

CORRECTED = rows(
    "later",
    lines=(line(1, "1234569.00"), line(3, "5.00", row_code="20104")),
    submitted_at=MORNING + dt.timedelta(1),
)


def opened(adapter: Adapter) -> AbstractContextManager[Reader]:
    """The warehouse for reading, by a role that can do no more."""
    if isinstance(adapter, Postgres):
        return read_postgres(adapter.server.settings(adapter.database, user=READER))
    assert isinstance(adapter, DuckDB)
    return read_duckdb(adapter.path)


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.QUARANTINED])
def test_what_was_stored_is_read_whatever_its_verdict(adapter: Adapter, verdict: Verdict) -> None:
    stored = rows(verdict=verdict)
    warehouse = adapter.open()
    warehouse.store(stored, place(0), {})
    warehouse.close()
    with opened(adapter) as reader:
        found = reader.rows(document_id("one"))
        assert [status.verdict for status in reader.statuses()] == [verdict]
        assert [one.rule_id for one in reader.findings(document_id("one"))] == ["T3-SUM"]
    assert (found.lines, found.claims, found.plans) == (stored.lines, stored.claims, stored.plans)
    assert (found.indicators, found.figures) == (stored.indicators, stored.figures)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A warehouse with two publications of a disclosure; one finding of the first is waived."""
    path = tmp_path / "w.duckdb"
    warehouse = DuckDBWarehouse(path)
    waived = {"waived_by": "Wang", "waived_reason": "confirmed", "waived_until": dt.date(2026, 12, 31)}
    findings = (
        finding(1),
        finding(2).model_copy(update={"severity": "error", "rule_id": "T3-COLUMN", **waived}),
    )
    warehouse.store(replace(rows("earlier"), findings=findings), place(0), {})
    warehouse.store(CORRECTED, place(1), {})
    warehouse.close()
    return path


def fiscus(*arguments: str, warehouse: Path) -> Result:
    return CliRunner().invoke(main, [*arguments, "--warehouse", str(warehouse)], catch_exceptions=False)


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ((), ["T3-SUM", "T3-COLUMN"]),
        (("--rule", "*-COLUMN"), ["T3-COLUMN"]),
        (("--severity", "warning"), ["T3-SUM"]),
        (("--severity", "warning", "--severity", "error"), ["T3-SUM", "T3-COLUMN"]),
        (("--waived",), ["T3-COLUMN"]),
        (("--not-waived",), ["T3-SUM"]),
        (("--rule", "within.T1.*"), []),
    ],
)
def test_findings_are_chosen_by_rule_severity_and_waiver(
    path: Path, options: tuple[str, ...], rules: list[str]
) -> None:
    shown = fiscus("findings", "earlier.pdf", "--format", "json", *options, warehouse=path)
    assert [json.loads(told)["rule_id"] for told in shown.stdout.splitlines()] == rules


def test_findings_of_all_documents_are_those_of_current_publications(path: Path) -> None:
    shown = csv.DictReader(io.StringIO(fiscus("findings", "--format", "csv", warehouse=path).stdout))
    (told,) = shown
    assert told["file_name"] == "later.pdf"
    assert (told["difference"], told["message_zh"]) == ("-0.01", finding().message_zh)


@pytest.mark.parametrize(("language", "said"), [("en", finding().message), ("zh", finding().message_zh)])
def test_the_table_has_its_sentences_in_either_language_and_names_who_waived(
    path: Path, language: str, said: str
) -> None:
    shown = fiscus("findings", "earlier.pdf", "--language", language, warehouse=path).stdout
    words = "".join(shown.split())
    assert "".join(said.split()) in words
    waiver = {"en": "waiveduntil2026-12-31byWang:confirmed", "zh": "Wang豁免至2026-12-31：confirmed"}
    assert waiver[language] in words
    assert {"en": "severityfaultrulefinding", "zh": "级别责任规则问题"}[language] in words
    assert "2 findings in 1 document" in shown


@pytest.mark.parametrize(
    ("document", "revision"), [("临溪县水务局", "1"), ("earlier.pdf", "2"), ("later.pdf", "earlier.pdf")]
)
def test_two_publications_are_compared_from_the_earlier_to_the_later(
    path: Path, document: str, revision: str
) -> None:
    shown = fiscus("diff", document, revision, "--format", "json", warehouse=path).stdout
    told = [json.loads(change) for change in shown.splitlines()]
    assert [(one["kind"], one["row"], one["before"], one["after"], one["difference"]) for one in told] == [
        ("changed", "2010301", "1234567.00", "1234569.00", "2.00"),
        ("added", "20104", None, "5.00", "5.00"),
        ("removed", "2010302", "8.00", None, "-8.00"),
    ]


def test_the_table_of_changes_says_what_became_of_rows(path: Path) -> None:
    shown = fiscus("diff", "later.pdf", "1", warehouse=path).stdout
    assert "before: revision 1" in shown
    assert f"{Decimal('1234569.00'):,}" in shown
    assert "row removed" in shown
    assert "3 changes" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "later.pdf", "2"), "the same publication"),
        (
            ("diff", "later.pdf", "later.pdf"),
            "the same publication (later.pdf): name another of its revisions (1)",
        ),
        (("findings", "--rule", "within.T1.totl"), "there is no such rule (within.T1.totl): did you mean"),
        (("diff", "later.pdf", "7"), "there is no such revision (7): there are 1, 2"),
        (("diff", "nowhere.pdf", "1"), "no document is called so (nowhere.pdf)"),
        (("findings", "nowhere.pdf"), "no document is called so (nowhere.pdf)"),
    ],
)
def test_what_cannot_be_shown_is_one_line(path: Path, arguments: tuple[str, ...], said: str) -> None:
    shown = fiscus(*arguments, warehouse=path)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert said in shown.stderr
    assert len(shown.stderr.splitlines()) == 1


def test_a_file_that_is_no_warehouse_of_this_version_is_refused(tmp_path: Path, path: Path) -> None:
    empty, text = tmp_path / "empty.duckdb", tmp_path / "text.duckdb"
    duckdb.connect(str(empty)).close()
    text.write_text("no warehouse", encoding="utf-8")
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM schema_migration WHERE number > 3")
    for file, said in (
        (empty, "no warehouse"),
        (text, "not a DuckDB file"),
        (tmp_path / "none.duckdb", "no such warehouse"),
        (path, "older version"),
    ):
        with pytest.raises(ConfigurationError, match=said), read_duckdb(file):
            pass
