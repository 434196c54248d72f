"""The scoreboard for people: a line for each document and family, the labels that map to nothing, what is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.corpus.bars import Bar, bars, percent
from benchmarks.corpus.score import DocumentScore, Ending, Sums, by_family, sums

_WIDTH: Final = 260
_LABELS: Final = 40


def print_scoreboard(scores: Sequence[DocumentScore], stream: TextIO) -> None:
    """Print everything."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    console.print(_documents(scores))
    console.print(_families(scores))
    _print_labels(console, "header labels that map to nothing", scores, lambda one: one.headers_unmapped)
    _print_labels(console, "row labels that map to nothing", scores, lambda one: one.rows_unmapped)
    _print_ends(console, scores)
    _print_broken(console, scores)
    console.print()
    for bar in bars(scores):
        for line in bar_lines(bar):
            console.print(escape(line), soft_wrap=True)


def _documents(scores: Sequence[DocumentScore]) -> Table:
    table = Table(title="documents", title_justify="left", box=None, pad_edge=False)
    table.add_column("document", overflow="ellipsis", no_wrap=True, max_width=30)
    for name in ("layout", "kind", "scope", "level", "year", "department"):
        table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=22)
    table.add_column("wrong", no_wrap=True)
    _add_numbers(table)
    for one in (one for family in by_family(scores).values() for one in family):
        known = (one.profile, one.kind, one.scope, one.org_level, one.fiscal_year, one.department)
        texts = [escape(str(value)) if value is not None else "-" for value in known]
        table.add_row(escape(one.file), *texts, ",".join(one.wrong), *_numbers(sums([one])))
    return table


def _families(scores: Sequence[DocumentScore]) -> Table:
    table = Table(title="families", title_justify="left", box=None, pad_edge=False)
    table.add_column("family", overflow="ellipsis", no_wrap=True, max_width=44)
    for name in ("documents", "read", "wrong"):
        table.add_column(name, justify="right")
    _add_numbers(table)
    for family, found in {**by_family(scores), "all": list(scores)}.items():
        own = sums(found)
        table.add_row(escape(family), str(own.documents), str(own.read), str(own.wrong), *_numbers(own))
    return table


def _add_numbers(table: Table) -> None:
    for name in _NUMBERS:
        table.add_column(name.strip(), justify="right", no_wrap=True)


def _numbers(own: Sums) -> list[str]:
    return [give(own) for give in _NUMBERS.values()]


_NUMBERS: Final[dict[str, Callable[[Sums], str]]] = {
    "tables": lambda own: str(own.tables),
    "?": lambda own: str(own.unknown_tables),
    "cells ?": lambda own: str(own.unknown_cells),
    "heads": lambda own: str(own.headers_unmapped),
    "rows": lambda own: str(own.rows_unmapped),
    "numbers": lambda own: f"{own.numbers_accounted}/{own.numbers_seen}",
    "%": lambda own: percent(own.accounted),
    "all %": lambda own: percent(own.accounted_all),
    "held": lambda own: str(own.held),
    "brk": lambda own: str(own.broken),
    "n/c": lambda own: str(own.not_checkable),
    "% ": lambda own: percent(own.checkable),
    "E": lambda own: str(own.errors),
    "W": lambda own: str(own.warnings),
    "pages": lambda own: str(own.pages),
    "seconds": lambda own: f"{own.seconds:.1f}",
    "p/s": lambda own: f"{own.pages / own.seconds:.0f}" if own.seconds else "-",
}
"""What is printed below each head, for a document as for a family; docs/scoreboard.md explains each."""


def _print_labels(
    console: Console,
    title: str,
    scores: Iterable[DocumentScore],
    labels: Callable[[DocumentScore], dict[str, int]],
) -> None:
    found: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    for one in scores:
        own = labels(one)
        found.update(own)
        documents.update(own.keys())
    console.print(f"\n{title}: {len(found)} labels, {found.total()} times")
    for label, count in found.most_common(_LABELS):
        console.print(escape(f"  {count:5d} in {documents[label]:2d}  {label}"), soft_wrap=True)


def _print_ends(console: Console, scores: Iterable[DocumentScore]) -> None:
    others = [one for one in scores if one.ending is not Ending.READ]
    if others:
        console.print("\nnot read")
    for one in others:
        console.print(escape(f"  {one.ending.value} {one.file}: {one.reason}"), soft_wrap=True)


def _print_broken(console: Console, scores: Iterable[DocumentScore]) -> None:
    found = [(one.file, broken) for one in scores for broken in one.broken]
    console.print(f"\nbroken relations, with the printed figures: {len(found)}")
    for file, broken in found:
        console.print(escape(f"  {file} page {broken.page}: {broken.rule_id}"), soft_wrap=True)
        console.print(escape(f"      {broken.message}"), soft_wrap=True)


def bar_lines(bar: Bar) -> list[str]:
    """Say whether a bar is met, and below it which documents miss it."""
    word = {True: "met   ", False: "MISSED", None: "-     "}[bar.met]
    return [f"{word} {bar.name}: {bar.value}", *(f"    {one}" for one in bar.missed_by)]
