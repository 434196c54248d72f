"""One document, changed in many ways: which changes are noticed, which pinned to the figure, which nothing can tell.

*Noticed*: a finding of weight error or warning that the unchanged document does not have. *Pinned*: one of these names
the very figure: table, row and column, or the sentence, or the amount of the performance table. *Alone*: it is the only
one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.mutations.hold import FIGURE_KEYS, Holds
from benchmarks.mutations.plan_changes import plan_figures, plan_mutants
from benchmarks.mutations.reading import Form, Reader
from benchmarks.mutations.sentence_changes import (
    count_mutants,
    count_targets,
    figures,
    sentence_mutants,
    target,
)
from benchmarks.mutations.table_changes import cell_targets, table_mutants
from benchmarks.mutations.targets import Group, Kind, Mutant, Target
from shared.errors import FiscusError
from shared.layout.label import words
from shared.model.finding import Finding
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.families import FAMILIES
from tests.typeset.generate import Options, generate
from tests.typeset.style import STYLES, Style

_EVERYTHING: Options = {
    "transfer": True,
    "government_fund": True,
    "government_fund_transfer": True,
    "state_capital": True,
    "special_account": True,
    "unit_funds": True,
    "carryover": True,
    "nonfiscal_carryover": True,
    "projects": 3,
}
"""Every second document has money of every source, so that every table has amounts."""
_STYLES = ("plain", "landscape", "official", "dense", "cid")


@dataclass(frozen=True)
class Outcome:
    """What became of one change."""

    form: str
    seed: int
    mutant: Mutant
    noticed: bool
    pinned: bool
    alone: bool
    holds: int | None
    """How many relations of the unchanged document hold the figure; None where it was not read there."""
    findings: tuple[str, ...] = ()
    """The rules of the new findings."""


@dataclass(frozen=True)
class Unheld:
    """The figures of one document that nothing can notice, among so many."""

    figures: int
    reasons: tuple[tuple[Target, str], ...]


def document(number: int, seed: int, family: str = "") -> tuple[int, Disclosure, Style]:
    """Give the n-th document of a run: its seed, its content and its looks; `family` names the form, if another."""
    own = seed * 1000 + number
    if family:
        looks = replace(STYLES[_STYLES[number % len(_STYLES)]], family=family)
        return own, FAMILIES[family].content(own), looks
    made = generate(own, **_EVERYTHING) if number % 2 else generate(own)
    return own, made, STYLES[_STYLES[number % len(_STYLES)]]


def mutants(disclosure: Disclosure, style: Style, seed: int) -> list[Mutant]:
    """Give the changes of one document, in a settled order."""
    rng = Random(seed)  # noqa: S311 - varies changes, keeps no secret
    return [
        *table_mutants(disclosure, rng),
        *sentence_mutants(disclosure, rng),
        *(() if style.family else count_mutants(disclosure, rng)),
        *plan_mutants(disclosure, style, rng),
    ]


def trials(
    reader: Reader, seed: int, disclosure: Disclosure, style: Style, changes: Sequence[Mutant]
) -> Iterator[Outcome]:
    """Read the unchanged document, then each change of it."""
    page = reader.printed(compose(disclosure, style), style)
    clean = reader.read(page)
    known = clean.known
    holds = Holds(clean)
    for mutant in changes:
        data = reader.printed(mutant.blocks(style), style)
        if reads_alike(reader.form, data, page):
            continue
        made = Outcome(
            reader.form, seed, mutant, noticed=True, pinned=False, alone=False, holds=holds.of(mutant)
        )
        yield _tried(reader, made, data, known)


def reads_alike(form: Form, data: bytes, page: bytes) -> bool:
    """Tell whether a change left what is printed as it was; in a text, lines may have broken elsewhere."""
    if form is Form.TEXT:
        return b"".join(data.split()) == b"".join(page.split())
    return data == page


def _tried(reader: Reader, made: Outcome, data: bytes, known: Counter[tuple[object, ...]]) -> Outcome:
    """Complete an outcome by reading what is printed; a document that cannot be read has been noticed."""
    try:
        new = reader.read(data).beyond(known)
    except FiscusError as error:
        return replace(made, findings=(type(error).__name__,))
    pinned = any(names_cause(finding, made.mutant) for finding in new)
    return replace(
        made,
        noticed=bool(new),
        pinned=pinned,
        alone=pinned and len(new) == 1,
        findings=tuple(finding.rule_id for finding in new),
    )


def unheld(reader: Reader, disclosure: Disclosure, style: Style) -> Unheld:
    """Give every printed figure of a document that nothing holds, with the reason."""
    holds = Holds(reader.read(reader.printed(compose(disclosure, style), style)))
    found = dict.fromkeys(
        [
            *(cell for table in disclosure.tables.values() for cell in cell_targets(table)),
            *(target(s, f) for _, s, f in figures(disclosure) if f.part != "other"),
            *(() if style.family else count_targets(disclosure)),
            *(figure for figure, _ in plan_figures(disclosure, style)),
        ]
    )
    reasons = [(one, reason) for one in found if (reason := holds.reason(one)) is not None]
    return Unheld(len(found), tuple(reasons))


def names_cause(finding: Finding, mutant: Mutant) -> bool:
    """Tell whether a finding names one of the wrong figures.

    Which row was dropped is often told nowhere else; then the row is meant whose sum lacks it.
    """
    if any(names(finding, target) for target in mutant.targets):
        return True
    if mutant.kind is not Kind.DROPPED or finding.table_id != mutant.target.where:
        return False
    code, row = finding.row_code or "", mutant.target.row
    is_parent = row.startswith(code) if row.isdigit() and code.isdigit() else code == "total"
    return is_parent and ("lacks a row" in finding.message or finding.rule_id == "completeness.table_end")


def names(finding: Finding, target: Target) -> bool:
    """Tell whether a finding names a figure."""
    if target.group is Group.TABLE:
        return _names_cell(finding, target)
    if target.group is Group.PERFORMANCE:
        named = words(finding.row_label or "") == words(target.row)
        return named and finding.column_key in (target.part, None)
    if target.group is Group.FIGURES:
        return finding.row_label == target.row
    if finding.row_label == FIGURE_KEYS.get(target.row):
        return True
    subject, told = words(target.row), words(finding.row_label or "")
    of_narrative = finding.rule_id.startswith(("narrative.", "figures.", "identity.", "performance."))
    return of_narrative and bool(told) and (told in subject or subject in told)


def _names_cell(finding: Finding, target: Target) -> bool:
    """Tell whether a finding names a cell; of a row that is printed twice or not at all, the row."""
    if finding.table_id != target.where:
        return False
    if not target.row:
        return True
    label = words(finding.row_label or "")
    same_row = finding.row_code == target.row or (finding.row_code is None and bool(label))
    if target.row.isdigit() and label:
        same_row = same_row and label == words(target.label)
    return same_row and finding.column_key in (target.part, None)
