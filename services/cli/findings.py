"""`fiscus findings`: what the checks found, from the warehouse, as a table, JSON lines or CSV."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from services.cli.options import (
    CONTEXT,
    Format,
    Language,
    clear_errors,
    open_warehouse,
    which_format,
    which_language,
    which_warehouse,
)

if TYPE_CHECKING:
    from services.loader.warehouse.port import DocumentStatus
    from services.loader.warehouse.reader import Reader
    from shared.model.records import FindingRecord

_WIDTH: Final = 160
"""Columns of the table where it is not printed on a terminal."""
_HEADS: Final = {
    "en": ("no", "page", "severity", "fault", "rule", "finding"),
    "zh": ("序号", "页", "级别", "责任", "规则", "问题"),
}
_UNBROKEN: Final = 3
"""The first columns, whose words are short: they are not broken over lines."""
_WORDS: Final = {
    "error": "错误", "warning": "警告", "info": "提示", "waived": "已豁免",
    "disclosure": "公开文件", "extraction": "识读", "undetermined": "未定",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are wanted."""

    rule: str | None
    severities: tuple[str, ...]
    waived: bool | None

    def takes(self, finding: FindingRecord) -> bool:
        """Tell whether a finding is wanted."""
        return (
            (self.rule is None or fnmatchcase(finding.rule_id, self.rule))
            and (not self.severities or finding.severity in self.severities)
            and self.waived in (None, finding.waived_by is not None)
        )


@click.command("findings", context_settings=CONTEXT)
@click.argument("document", required=False, metavar="[DOCUMENT]")
@which_warehouse
@which_format
@which_language
@click.option("--rule", metavar="RULE_ID", help="Only of this rule; * stands for anything (narrative.*).")
@click.option(
    "--severity",
    "severities",
    type=click.Choice(("error", "warning", "info")),
    multiple=True,
    help="Only of this severity; may be given several times.",
)
@click.option(
    "--waived/--not-waived", default=None, help="Only those that a waiver covers, or only the others."
)
def findings_command(  # noqa: PLR0917 - one parameter for each option
    document: str | None,
    warehouse: Path,
    postgres: bool,  # noqa: FBT001 - an option of the command line
    form: Format,
    language: Language,
    rule: str | None,
    severities: tuple[str, ...],
    waived: bool | None,  # noqa: FBT001 - ditto
) -> None:
    """Show findings: of DOCUMENT, or of every current publication.

    DOCUMENT is the beginning of a hash, a file name or a department.

    \b
    Examples:
      fiscus findings 云岭县水利局 --language zh
      fiscus findings --severity error --format csv > errors.csv
      fiscus findings 3f9a1c --rule 'narrative.*' --not-waived
    """  # noqa: D301 - click reads \b as the sign itself
    from services.standalone.choosing import choose

    wanted = Choice(rule, severities, waived)
    with clear_errors(), open_warehouse(warehouse, postgres=postgres) as reader:
        known = reader.statuses()
        chosen = [choose(document, known)] if document else [one for one in known if one.is_current]
        if rule is not None:
            _require_rule(rule, _found(reader, chosen, Choice(rule, (), None)))
        _PRINTERS[form](_found(reader, chosen, wanted), language, sys.stdout)


Found = tuple["DocumentStatus", list["FindingRecord"]]


def _require_rule(rule: str, found: Iterable[Found]) -> None:
    """Refuse the name of a rule that there is none of: silence would read as if nothing were wrong."""
    from services.cli.explain import close_matches
    from shared.errors import ConfigurationError
    from shared.rulebook.checks import load_rules

    if any(fnmatchcase(known, rule) for known in load_rules()) or any(findings for _, findings in found):
        return
    near = close_matches(rule.strip("*."), list(load_rules()))
    remedy = f"did you mean {', '.join(near)}?" if near else "see docs/rules.md for the ids"
    raise ConfigurationError("there is no such rule", where=rule, remedy=remedy)


def _found(reader: Reader, documents: Iterable[DocumentStatus], wanted: Choice) -> Iterator[Found]:
    for document in documents:
        yield document, [one for one in reader.findings(document.document_id) if wanted.takes(one)]


def _print_table(found: Iterable[Found], language: Language, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table

    from shared.sources.submission import one_line

    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    documents = count = 0
    for document, findings in found:
        documents += 1
        count += len(findings)
        if not findings:
            continue
        year = f" {document.fiscal_year}" if document.fiscal_year else ""
        name = one_line(document.file_name)
        title = f"{document.department or name}{year}  {document.verdict.value}"
        console.print(f"{title}  {document.document_id[:12]}  {name}", markup=False)
        table = Table(box=None, pad_edge=False, padding=(0, 1))
        for column, head in enumerate(_HEADS[language]):
            table.add_column(head, overflow="fold", no_wrap=column < _UNBROKEN)
        for finding in findings:
            table.add_row(*(text.replace("[", r"\[") for text in _cells(finding, language)))
        console.print(table)
    nouns = ("finding" if count == 1 else "findings", "document" if documents == 1 else "documents")
    console.print(f"{count} {nouns[0]} in {documents} {nouns[1]}", markup=False)


def _cells(finding: FindingRecord, language: Language) -> Sequence[str]:
    message = finding.message_zh if language == "zh" else finding.message
    if finding.waived_by is not None:
        until, author, reason = finding.waived_until, finding.waived_by, finding.waived_reason
        message += {
            "en": f" [waived until {until} by {author}: {reason}]",
            "zh": f"〔{author}豁免至{until}：{reason}〕",
        }[language]
    weight = "waived" if finding.waived_by is not None else finding.severity
    words = _WORDS if language == "zh" else {}
    return (
        str(finding.finding_no),
        "" if finding.page is None else str(finding.page),
        words.get(weight, weight),
        words.get(finding.fault, finding.fault),
        finding.rule_id,
        message,
    )


def _print_json(found: Iterable[Found], language: Language, stream: TextIO) -> None:
    del language
    for document, findings in found:
        stream.writelines(
            json.dumps(_named(document) | one.model_dump(mode="json"), ensure_ascii=False) + "\n"
            for one in findings
        )


def _print_csv(found: Iterable[Found], language: Language, stream: TextIO) -> None:
    from shared.model.records import FindingRecord

    del language
    names = ("document_id", "file_name", "department", "fiscal_year", *FindingRecord.model_fields)
    writer = csv.DictWriter(stream, names, lineterminator="\n")
    writer.writeheader()
    for document, findings in found:
        writer.writerows(_named(document) | one.model_dump(mode="json") for one in findings)


def _named(document: DocumentStatus) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "file_name": document.file_name,
        "department": document.department,
        "fiscal_year": document.fiscal_year,
    }


_PRINTERS: Final = {"table": _print_table, "json": _print_json, "csv": _print_csv}
