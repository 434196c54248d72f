"""`fiscus inspect`: what Fiscus sees in a file, and what of it maps to nothing; for people who write layouts."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from services.cli.options import CONTEXT, clear_errors
from shared.errors import ExitCode

if TYPE_CHECKING:
    from services.extractor.inspection import Inspection, LabelSeen, TableSeen

_WIDTH: Final = 150
"""Columns of a table where it is not printed on a terminal."""
_SCORES: Final = 5
"""Layouts that are named with their scores; with --json all are."""


@click.command("inspect", context_settings=CONTEXT)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--layout",
    "layout_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the file with this layout file, in place or not, whatever its marks say.",
)
@click.option(
    "--rows", is_flag=True, help="Print every row of the tables, not only those that map to nothing."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def inspect_command(file: Path, layout_file: Path | None, *, rows: bool, as_json: bool) -> None:
    """Show what is seen in FILE: sections, grids, tables, labels and what they map to, and what maps to nothing.

    Exit status 3 where no disclosure can be made of the file.

    \b
    Examples:
      fiscus inspect 部门预算.pdf
      fiscus inspect 部门预算.pdf --layout yunlan.yaml --rows
    """  # noqa: D301 - click reads \b as the sign itself
    from services.standalone.inspect import inspect_file

    with clear_errors():
        seen = inspect_file(file, layout_file)
        if as_json:
            click.echo(seen.model_dump_json(indent=1))
        else:
            _print(seen, sys.stdout, all_rows=rows)
    if seen.refusal:
        click.echo(f"fiscus: {seen.refusal} ({seen.name})", err=True)
        sys.exit(ExitCode.UNREADABLE)


def _print(seen: Inspection, stream: TextIO, *, all_rows: bool) -> None:
    stream.write(f"{seen.name}: {seen.pages} pages\n")
    shown = [score for score in seen.scores if score.chosen or score.score][:_SCORES]
    lines = [
        (
            score.layout,
            str(score.score),
            str(score.minimum),
            "chosen" if score.chosen else "",
            "、".join(score.marks),
        )
        for score in shown
    ]
    _table(stream, "layouts", ("layout", "score", "minimum", "", "marks found"), lines)
    if seen.refusal:
        return
    identity = [(said.field, said.value or "?", "; ".join(said.where[:2])) for said in seen.identity]
    _table(stream, "identity", ("field", "value", "said by"), identity)
    sections = [
        (str(one.place.page), one.number or "", one.title, one.section_key or "-") for one in seen.headings
    ]
    _table(stream, "headings", ("page", "number", "title", "section"), sections)
    grids = [
        (str(grid.page), f"{grid.rows}x{grid.columns}", " | ".join(grid.first_texts)) for grid in seen.grids
    ]
    _table(stream, "grids", ("page", "rows x columns", "first texts"), grids)
    for table in seen.tables:
        _print_table(stream, table, all_rows=all_rows)
    nothing = [(str(one.place.page), one.kind.value, one.table_id or "", one.detail) for one in seen.unmapped]
    _table(stream, "maps to nothing", ("page", "what", "table", "detail"), nothing)
    stream.write(f"\nnumbers on table pages: {seen.numbers_accounted} of {seen.numbers_seen} accounted for\n")


def _print_table(stream: TextIO, table: TableSeen, *, all_rows: bool) -> None:
    pages = f"pages {table.first_page}-{table.last_page}" if table.last_page != table.first_page else ""
    facts = (table.number, table.title, pages or f"page {table.first_page}", table.unit, table.preparer)
    heading = f"{table.table_id}  " + "  ".join(fact for fact in facts if fact)
    _table(stream, heading, ("column", "maps to", "amounts"), _labels(table.columns))
    rows = table.rows if all_rows else [row for row in table.rows if row.key is None]
    _table(stream, "", ("row", "maps to", "amounts"), _labels(rows))
    if len(rows) < len(table.rows):
        stream.write(f"  {len(table.rows) - len(rows)} rows map to codes\n")
    if table.empty_sentence:
        stream.write(f"  empty: {table.empty_sentence}\n")


def _labels(labels: Iterable[LabelSeen]) -> list[tuple[str, ...]]:
    """Give lines of label, key and count of amounts; a column without amounts that maps to nothing holds row labels."""
    return [
        (one.label, one.key or ("nothing" if one.amounts else "-"), str(one.amounts or "")) for one in labels
    ]


def _table(stream: TextIO, heading: str, titles: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print lines below a heading; nothing where there are none, but for the heading of a table."""
    from rich.console import Console
    from rich.table import Table

    if heading:
        stream.write(f"\n{heading}\n" if lines else f"\n{heading}: none\n")
    if not lines:
        return
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2))
    for title in titles:
        grid.add_column(title, overflow="fold")
    for line in lines:
        grid.add_row(*(text.replace("[", r"\[") for text in line))
    Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH).print(grid)
