"""The report of an ingestion for people and for programs: a table on a terminal, JSON lines elsewhere on request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TextIO

from rich.console import Console, JustifyMethod
from rich.table import Table

from services.standalone.ingest import FileReport, IngestReport
from shared.model.finding import Severity, Verdict
from shared.model.records import FindingRecord
from shared.sources.passed_over import endings_of, first_names, told
from shared.sources.submission import one_line, printable

_COLOURS = {
    Verdict.ACCEPTED: "green",
    Verdict.ACCEPTED_WITH_FINDINGS: "yellow",
    Verdict.QUARANTINED: "red",
    Verdict.UNREADABLE: "red",
}
_SEVERITIES_ZH = {Severity.ERROR.value: "错误", Severity.WARNING.value: "警告"}
_WIDTH_OF_A_FILE = 160
"""Columns of the table where it is not printed on a terminal."""
_MOST_FINDINGS = 3
"""Findings named below the table for each document; the warehouse has all of them."""


def print_table(
    report: IngestReport, warehouse: Path, stream: TextIO, language: Literal["en", "zh"] = "en"
) -> None:
    """Print one row for each file, then the weightiest findings, then where the warehouse lies."""
    width = None if stream.isatty() else _WIDTH_OF_A_FILE
    console = Console(file=stream, highlight=False, width=width, soft_wrap=width is not None)
    if report.files:
        console.print(_table(report))
    twins = _twins(report)
    for file in report.files:
        for line in _remarks(file, language, twins.get(file.path)):
            console.print(line, markup=False)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in _counts(report).items())
    noun = "document" if len(report.files) == 1 else "documents"
    console.print(
        f"{len(report.files)} {noun}: {counts}" if report.files else "no PDF or text file was found",
        markup=False,
    )
    if report.passed_over:
        console.print(told(report.passed_over), markup=False)
    console.print(f"warehouse: {warehouse}", markup=False)
    if report.interrupted:
        console.print("interrupted: run the same command again to go on from here", markup=False)


def _table(report: IngestReport) -> Table:
    table = Table(box=None, pad_edge=False)
    columns: tuple[tuple[str, JustifyMethod], ...] = (
        ("document", "left"),
        ("department", "left"),
        ("year", "right"),
        ("pages", "right"),
        ("amounts", "right"),
        ("verdict", "left"),
        ("errors", "right"),
        ("warnings", "right"),
        ("", "left"),
    )
    for title, justify in columns:
        table.add_column(title, justify=justify, overflow="fold", no_wrap=title == "verdict")
    twins = _twins(report)
    for file in report.files:
        known = "" if file.is_new or file.status is None else "known already"
        table.add_row(*_cells(file), "same content" if file.path in twins else known)
    return table


def _twins(report: IngestReport) -> dict[Path, Path]:
    """Give for each file whose content another one had before it that other file."""
    first: dict[str, Path] = {}
    found = ((file.path, file.status.document_id) for file in report.files if file.status)
    return {
        path: twin for path, document_id in found if (twin := first.setdefault(document_id, path)) != path
    }


def _cells(file: FileReport) -> list[str]:
    status = file.status
    if status is None:
        return [_plain(one_line(file.path.name)), "", "", "", "", "[red]no verdict[/red]", "", ""]
    colour = _COLOURS[status.verdict]
    return [
        _plain(one_line(file.path.name)),
        _plain(status.department or ""),
        str(status.fiscal_year or ""),
        str(status.page_count or ""),
        str(status.amounts),
        f"[{colour}]{status.verdict.value}[/{colour}]",
        str(status.errors),
        str(status.warnings),
    ]


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _remarks(file: FileReport, language: Literal["en", "zh"], twin: Path | None) -> Iterator[str]:
    """Give the lines below the table for one file: why it has no verdict, or its weightiest findings.

    Of a file whose content another one had before it, that other file is named.
    """
    name = one_line(file.path.name)
    if file.trouble is not None:
        yield f"{name}: {one_line(file.trouble)}"
    if twin is not None:
        yield f"{name}: the same content as {one_line(twin.name)}"
        return
    weighty = [
        finding
        for finding in file.findings
        if finding.severity != Severity.INFO.value and finding.waived_by is None
    ]
    weighty.sort(key=lambda finding: finding.severity != Severity.ERROR.value)
    for finding in weighty[:_MOST_FINDINGS]:
        yield f"{name}: {_told(finding, language)}"
    if len(weighty) > _MOST_FINDINGS:
        yield f"{name}: and {len(weighty) - _MOST_FINDINGS} more in the table finding of the warehouse"


def _told(finding: FindingRecord, language: Literal["en", "zh"]) -> str:
    """One finding with its page and weight."""
    if language == "zh":
        page = f"第{finding.page}页，" if finding.page else ""
        return f"{page}{_SEVERITIES_ZH.get(finding.severity, finding.severity)}：{finding.message_zh}"
    page = f"page {finding.page}, " if finding.page else ""
    return f"{page}{finding.severity}: {finding.message}"


def _counts(report: IngestReport) -> dict[str, int]:
    counts: dict[str, int] = {}
    for file in report.files:
        verdict = file.status.verdict.value if file.status else "without verdict"
        counts[verdict] = counts.get(verdict, 0) + 1
    return counts


def print_json(report: IngestReport, stream: TextIO) -> None:
    """Print one JSON object a line for each file, in the order in which they were found, and one for what is none."""
    stream.writelines(json.dumps(_as_json(file), ensure_ascii=False) + "\n" for file in report.files)
    if passed := report.passed_over:
        of_them = {"passed_over": len(passed), "endings": endings_of(passed), "first": first_names(passed)}
        stream.write(json.dumps({**of_them, "trouble": told(passed)}, ensure_ascii=False) + "\n")


def _as_json(file: FileReport) -> dict[str, object]:
    status = file.status
    known = (
        {
            "document_id": status.document_id,
            "verdict": status.verdict.value,
            "department": status.department,
            "org_level": status.org_level,
            "fiscal_year": status.fiscal_year,
            "kind": status.kind,
            "page_count": status.page_count,
            "revision": status.revision,
            "is_current": status.is_current,
            "amounts": status.amounts,
            "errors": status.errors,
            "warnings": status.warnings,
            "infos": status.infos,
            "waived": status.waived,
            "judgement": status.judgement,
        }
        if status
        else {"document_id": None, "verdict": None}
    )
    findings = [finding.model_dump(mode="json") for finding in file.findings]
    return {
        "file": printable(str(file.path)),
        **known,
        "is_new": file.is_new,
        "trouble": None if file.trouble is None else printable(file.trouble),
        "findings": findings,
    }
