"""The report of an ingestion, by the names of files."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Literal

import pytest

from services.loader.warehouse.port import DocumentStatus
from services.standalone.ingest import FileReport, IngestReport
from services.standalone.report import print_json, print_table
from shared.model.finding import Verdict
from shared.model.records import FindingRecord

GB18030 = os.fsdecode("公开".encode("gb18030"))


def printed(*files: FileReport) -> str:
    stream = io.StringIO()
    print_table(IngestReport(files, interrupted=False), Path("w.duckdb"), stream)
    return stream.getvalue()


def test_a_name_is_one_line_whatever_is_in_it() -> None:
    """A line break, a terminal's commands, and bytes of an old encoding, which no stream takes as they are."""
    trouble = "the file cannot be read (x\ny.pdf): mend its permissions"
    shown = printed(
        FileReport(Path("x\ny\x1b[2J.pdf"), None, trouble=trouble), FileReport(Path(GB18030), None)
    )
    assert r"x\ny\x1b[2J.pdf" in shown
    assert r"(x\ny.pdf)" in shown
    assert "公开" in shown
    assert shown.encode("utf-8")


def test_what_is_no_document_is_told_in_the_table_and_in_json() -> None:
    report = IngestReport((), interrupted=False, passed_over=(Path("in/a.xlsx"), Path("in/b.zip")))
    table, lines = io.StringIO(), io.StringIO()
    print_table(report, Path("w.duckdb"), table)
    print_json(report, lines)
    assert (
        "2 files are neither PDF nor text and not read: 1 .xlsx, 1 .zip (a.xlsx, b.zip)" in table.getvalue()
    )
    told = json.loads(lines.getvalue())
    assert (told["passed_over"], told["endings"], told["first"]) == (
        2,
        {".xlsx": 1, ".zip": 1},
        ["a.xlsx", "b.zip"],
    )
    assert not report.needs_retry


def test_json_names_a_file_as_text() -> None:
    stream = io.StringIO()
    print_json(IngestReport((FileReport(Path(GB18030) / "a\nb.pdf", None),), interrupted=False), stream)
    assert json.loads(stream.getvalue().encode("utf-8"))["file"] == "公开/a\nb.pdf"


def test_the_same_content_under_two_names_is_told() -> None:
    status = _status()
    shown = printed(
        FileReport(Path("a.pdf"), status, is_new=True), FileReport(Path("b.pdf"), status, is_new=True)
    )
    assert [line.endswith("same content") for line in shown.splitlines()].count(True) == 1
    assert "b.pdf: the same content as a.pdf\n" in shown


@pytest.mark.parametrize(("language", "said"), [("en", "page 3, error: wrong"), ("zh", "第3页，错误：有误")])
def test_findings_are_told_in_one_language(language: Literal["en", "zh"], said: str) -> None:
    finding = FindingRecord(
        finding_no=1,
        rule_id="within.T1.balance",
        outcome="broken",
        severity="error",
        fault="disclosure",
        table_id=None,
        row_code=None,
        row_label=None,
        column_key=None,
        expected=None,
        actual=None,
        difference=None,
        tolerance=None,
        message="wrong",
        message_zh="有误",
        page=3,
    )
    stream = io.StringIO()
    report = IngestReport((FileReport(Path("a.pdf"), _status(), (finding,)),), interrupted=False)
    print_table(report, Path("w.duckdb"), stream, language)
    assert f"a.pdf: {said}\n" in stream.getvalue()


def _status() -> DocumentStatus:
    return DocumentStatus(
        document_id="0" * 64,
        file_name="a.pdf",
        source_uri="file:///srv/a.pdf",
        verdict=Verdict.ACCEPTED,
        department=None,
        org_level=None,
        fiscal_year=None,
        kind=None,
        page_count=1,
        revision=1,
        is_current=True,
        amounts=0,
        errors=0,
        warnings=0,
        infos=0,
        extractor_version="0",
        validator_version="0",
    )
