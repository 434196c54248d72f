"""The scoreboard for people: a line for each document and family, the labels that map to nothing, what is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.corpus.score import DocumentScore, Ending, Sums, by_family, sums

_WIDTH: Final = 236
_LABELS: Final = 40
_OVERALL, _EACH, _CHECKABLE = 99.5, 98.0, 95.0
"""Percent: numbers on table pages accounted for in all and in each document, relations checkable of those offered."""


def print_scoreboard(scores: Sequence[DocumentScore], stream: TextIO) -> None:
    """Print everything."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _WIDTH)
    console.print(_documents(scores))
    console.print(_families(scores))
    _print_labels(console, "header labels that map to nothing", scores, lambda one: one.headers_unmapped)
    _print_labels(console, "row labels that map to nothing", scores, lambda one: one.rows_unmapped)
    _print_ends(console, scores)
    _print_broken(console, scores)
    for line in bars(scores):
        console.print(escape(line))


def _documents(scores: Sequence[DocumentScore]) -> Table:
    table = Table(title="documents", title_justify="left", box=None, pad_edge=False)
    table.add_column("document", overflow="ellipsis", no_wrap=True, max_width=30)
    for name in ("layout", "kind", "level", "year", "department"):
        table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=22)
    table.add_column("wrong", no_wrap=True)
    _add_numbers(table)
    for one in (one for family in by_family(scores).values() for one in family):
        known = (one.profile, one.scope or one.kind, one.org_level, one.fiscal_year, one.department)
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
    for name in (
        "tables",
        "?",
        "heads",
        "rows",
        "numbers",
        "%",
        "all %",
        "held",
        "brk",
        "n/c",
        "%",
        "E",
        "W",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("pages", justify="right", no_wrap=True)
    table.add_column("p/s", justify="right", no_wrap=True)


def _numbers(own: Sums) -> list[str]:
    counts = (own.tables, own.unknown_tables, own.unknown_cells, own.headers_unmapped, own.rows_unmapped)
    return [
        *map(str, counts),
        f"{own.numbers_accounted}/{own.numbers_seen}",
        percent(own.accounted),
        percent(100 * own.numbers_accounted_all / own.numbers_seen_all if own.numbers_seen_all else None),
        *map(str, (own.held, own.broken, own.not_checkable)),
        percent(own.checkable),
        *map(str, (own.errors, own.warnings, own.pages)),
        f"{own.pages / own.seconds:.0f}" if own.seconds else "-",
    ]


def percent(value: float | None) -> str:
    """Give a share with one decimal, rounded down, so that 100.0 is all."""
    return "-" if value is None else f"{int(value * 10) / 10:.1f}"


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


def bars(scores: Sequence[DocumentScore]) -> list[str]:
    """Say of each bar whether it is met, and by which documents not."""
    own = sums(scores)
    read = [one for one in scores if one.ending is Ending.READ]
    low = [one.file for one in read if (share := sums([one]).accounted) is not None and share < _EACH]
    known = [one for one in scores if any(value is not None for _, value in one.truth)]
    wrong = [f"{one.file} ({', '.join(one.wrong)})" for one in scores if one.wrong]
    return [
        "",
        _bar("identity as in the index", f"{len(wrong)} of {len(known)} differ", met=not wrong)
        if known
        else "-      identity as in the index: no index names these files",
        *(f"    {line}" for line in wrong),
        _bar(
            f"numbers on table pages accounted for: {_OVERALL} % in all",
            percent(own.accounted),
            met=(own.accounted or 0) >= _OVERALL,
        ),
        _bar(f"and {_EACH} % in each document", f"{len(low)} below", met=not low),
        _bar(
            f"relations checkable of those offered: {_CHECKABLE} %",
            percent(own.checkable),
            met=(own.checkable or 0) >= _CHECKABLE,
        ),
    ]


def _bar(name: str, value: str, *, met: bool) -> str:
    return f"{'met   ' if met else 'MISSED'} {name}: {value}"
