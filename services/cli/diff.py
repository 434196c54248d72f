"""`fiscus diff`: what changed between two publications of the same disclosure."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from services.cli.options import CONTEXT, Format, clear_errors, open_warehouse, which_format, which_warehouse

if TYPE_CHECKING:
    from services.loader.comparison import Change
    from services.loader.warehouse.port import DocumentStatus

_COLUMNS: Final = (
    "subject", "kind", "where", "row", "label", "column", "before", "after", "difference", "whole_row",
    "page_before", "page_after",
)  # fmt: skip
_WIDTH: Final = 160


@click.command("diff", context_settings=CONTEXT)
@click.argument("document")
@click.argument("revision")
@which_warehouse
@which_format
def diff_command(document: str, revision: str, warehouse: Path, postgres: bool, form: Format) -> None:  # noqa: FBT001 - an option
    """Show what changed between two publications of one disclosure, figure by figure; amounts in yuan.

    DOCUMENT is the beginning of a hash, a file name or a department (its current publication). REVISION is the number
    of another publication of the same disclosure, or that document. The earlier one is `before`.

    \b
    Examples:
      fiscus diff 云岭县水利局 1
      fiscus diff 3f9a1c 77b0e2 --format csv > changes.csv
    """  # noqa: D301 - click reads \b as the sign itself
    from services.loader.comparison import compare

    with clear_errors(), open_warehouse(warehouse, postgres=postgres) as reader:
        before, after = _pair(reader.statuses(), document, revision)
        changes = compare(reader.rows(before.document_id), reader.rows(after.document_id))
        if form == "table":
            _print_table(before, after, changes, sys.stdout)
        else:
            (_print_json if form == "json" else _print_csv)(changes, sys.stdout)


def _pair(
    known: Sequence[DocumentStatus], document: str, revision: str
) -> tuple[DocumentStatus, DocumentStatus]:
    """The two publications, the earlier first. Raises ConfigurationError where they are not two of one disclosure."""
    from services.loader.revisions import disclosure
    from services.standalone.choosing import SHORTEST_HASH, choose
    from shared.errors import ConfigurationError

    one = choose(document, known)
    own = disclosure(one.department, one.org_level, one.fiscal_year, one.kind)
    fellows = [
        other
        for other in known
        if own and disclosure(other.department, other.org_level, other.fiscal_year, other.kind) == own
    ]
    if revision.isdecimal() and len(revision) < SHORTEST_HASH:
        _require_number(revision, fellows)
    numbered = [fellow for fellow in fellows if str(fellow.revision) == revision]
    # Tables and text that are published apart are numbered apart: then a number alone does not say which is meant.
    others = [fellow for fellow in fellows if fellow != one]
    is_itself = revision == one.file_name or one.document_id.startswith(revision.lower())
    other = numbered[0] if len(numbered) == 1 else choose(revision, known if is_itself else others or known)
    if other.document_id == one.document_id:
        numbers = ", ".join(str(fellow.revision) for fellow in others)
        remedy = (
            f"name another of its revisions ({numbers})"
            if numbers
            else "there is no other of this disclosure"
        )
        raise ConfigurationError("that is the same publication", where=revision, remedy=remedy)
    if other not in fellows:
        raise ConfigurationError(
            "these are no publications of the same disclosure",
            where=f"{one.file_name}, {other.file_name}",
            remedy="department, level, year and kind must be the same",
        )
    before, after = sorted((one, other), key=known.index)
    return before, after


def _require_number(revision: str, fellows: Sequence[DocumentStatus]) -> None:
    from shared.errors import ConfigurationError

    numbers = sorted({fellow.revision for fellow in fellows})
    if int(revision) not in numbers:
        raise ConfigurationError(
            "there is no such revision",
            where=revision,
            remedy=f"there are {', '.join(map(str, numbers))}" if numbers else "the document stands alone",
        )


def _print_table(
    before: DocumentStatus, after: DocumentStatus, changes: Sequence[Change], stream: TextIO
) -> None:
    from rich.console import Console
    from rich.table import Table

    from shared.sources.submission import one_line

    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    console.print(f"{after.department} {after.fiscal_year}", markup=False)
    for sign, status in (("before", before), ("after", after)):
        said = f"revision {status.revision}  {status.verdict.value}  {status.document_id[:12]}"
        console.print(f"  {sign}: {said}  {one_line(status.file_name)}", markup=False)
    if changes:
        table = Table(box=None, pad_edge=False, padding=(0, 1))
        for name in ("where", "row", "label", "column", "before", "after", "difference", ""):
            numeric = name in {"before", "after", "difference"}
            table.add_column(name, overflow="fold", justify="right" if numeric else "left")
        for change in changes:
            table.add_row(*(text.replace("[", r"\[") for text in _cells(change)))
        console.print(table)
    console.print(f"{len(changes)} {'change' if len(changes) == 1 else 'changes'}", markup=False)


def _cells(change: Change) -> Sequence[str]:
    said = f"row {change.kind.value}" if change.whole_row else change.kind.value
    return (
        change.where,
        change.row,
        change.label,
        change.column,
        _shown(change.before),
        _shown(change.after),
        _shown(change.difference, sign="+"),
        said,
    )


def _shown(value: Decimal | str | None, sign: str = "") -> str:
    if isinstance(value, Decimal):
        return f"{value:{sign},f}"
    return value or ""


def _print_json(changes: Sequence[Change], stream: TextIO) -> None:
    stream.writelines(json.dumps(_as_json(change), ensure_ascii=False) + "\n" for change in changes)


def _print_csv(changes: Sequence[Change], stream: TextIO) -> None:
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_as_json(change) for change in changes)


def _as_json(change: Change) -> dict[str, Any]:
    values = {name: getattr(change, name) for name in _COLUMNS}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}
