"""Documents that were published, read once and judged again with one figure read differently: noticed, pinned?

In come files, out goes for each change what became of it, in the terms of `trials.py`. The changes are made to what was
read (`read_change.py`) and not to the page: what the reader would make of a page so printed is not tried, and nothing
that a page's own account of its numbers would tell is noticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.mutations.read_change import Change
from benchmarks.mutations.read_tables import table_changes
from benchmarks.mutations.read_text import claim_changes, figure_changes, plan_changes
from benchmarks.mutations.reading import Reading, read_file
from benchmarks.mutations.targets import Group, Kind
from services.validator.assembly import AssembledDocument
from services.validator.judgement import checks_of, validate
from services.validator.rules.ties import Printed
from services.validator.verdict import load_policy
from shared.layout import load_layouts
from shared.layout.label import words
from shared.model.finding import Finding

_ROW_KINDS = (Kind.DROPPED, Kind.DOUBLED)


@dataclass(frozen=True)
class ReadOutcome:
    """What became of one change."""

    file: str
    profile: str
    group: Group
    kind: Kind
    where: str
    change: str
    noticed: bool
    pinned: bool
    holds: int
    """How many relations of the unchanged document hold the figure best held."""
    findings: tuple[str, ...]
    """The rules of the new findings."""


def read_trials(path: Path, number: int, seed: int = 1) -> Iterator[ReadOutcome]:
    """Read a file and try about so many changes of its tables, and half as many of its text.

    The same seed changes the same file the same. Raises FiscusError where no document can be made of it.
    """
    document = read_file(path)
    rng = Random(f"{seed} {path.name}")  # noqa: S311 - varies changes, keeps no secret
    yield from tried(document, path.name, changes(document, number, rng))


def changes(document: AssembledDocument, number: int, rng: Random) -> Iterator[Change]:
    """Draw about so many changes of tables, half as many of claims, an eighth as many of other figures and plans."""
    yield from table_changes(document, number, rng)
    yield from claim_changes(document, number // 2, rng)
    yield from plan_changes(document, number // 8, rng)
    yield from figure_changes(document, number // 8, rng)


def tried(document: AssembledDocument, name: str, made: Iterator[Change]) -> Iterator[ReadOutcome]:
    """Judge a document and each of its changes."""
    known = _judged(document).known
    held = _holds(document)
    for change in made:
        new = _judged(change.document).beyond(known)
        yield ReadOutcome(
            name,
            document.head.profile if document.head else "",
            change.group,
            change.kind,
            change.where,
            change.name,
            noticed=bool(new),
            pinned=any(names(finding, change) for finding in new),
            holds=max((held[figure] for figure in change.figures), default=0),
            findings=tuple(finding.rule_id for finding in new),
        )


def _judged(document: AssembledDocument) -> Reading:
    return Reading(document, validate(document, load_layouts(), load_policy()))


def _holds(document: AssembledDocument) -> Counter[Printed]:
    """Count the comparisons that name each figure; a limit alone holds nothing."""
    profile = document.head.profile if document.head else None
    layout = next((layout for layout in load_layouts() if layout.id == profile), None)
    ties = [check.tie() for check in checks_of(document, layout) if check.tie is not None]
    return Counter(figure for tie in ties if not tie.is_limit for figure in tie.figures)


def names(finding: Finding, change: Change) -> bool:
    """Tell whether a finding names what was changed: the cell, the row, the sentence or the performance table."""
    if change.group is Group.TABLE:
        return finding.table_id == change.where and _names_cell(finding, change)
    if finding.place in change.places and change.group is not Group.PERFORMANCE:
        return True
    told = words(finding.row_label or "")
    known = [words(label) for label in change.labels]
    return bool(told) and any(told in label or label in told for label in known if label)


def _names_cell(finding: Finding, change: Change) -> bool:
    """Tell so of the changed table; of a row that is lost or doubled, the row or the one whose sum shows it."""
    if change.kind is Kind.UNIT_LINE:
        return True
    if change.kind in _ROW_KINDS:
        shows = "lacks a row" in finding.message or finding.rule_id.startswith("completeness.")
        return shows or bool({finding.row_code, finding.row_label} & change.labels)
    columns = {figure.column_key for figure in change.cells} | {None}
    is_row = {finding.row_code or "", finding.row_label or ""} - {""} <= change.labels
    named = finding.place in change.places or (is_row and bool(finding.row_code or finding.row_label))
    return named and finding.column_key in columns
