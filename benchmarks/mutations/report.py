"""The outcome of a run as a table to read and as JSON to compare.

Shares are of the changes that something holds: what the document does not say a second time is counted and listed by
itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.mutations.targets import Group, Target
from benchmarks.mutations.trials import Outcome, Unheld

_COLUMNS = ("changes", "noticed", "pinned", "alone", "findings")
_TARGETS = {
    ("pdf", Group.TABLE): (99, 90),
    ("text", Group.TABLE): (97, None),
    ("pdf", Group.NARRATIVE): (97, None),
    ("text", Group.NARRATIVE): (97, None),
    ("pdf", Group.PERFORMANCE): (97, None),
    ("text", Group.PERFORMANCE): (97, None),
}
"""Percent noticed and pinned that a run should reach, where something is asked."""


@dataclass(frozen=True)
class Line:
    """A line of the report: so many changes, and what became of them."""

    name: str
    changes: int
    noticed: int
    pinned: int
    alone: int
    findings: int

    def shares(self) -> tuple[float, float, float, float]:
        """Give percent noticed, pinned, pinned by one finding alone, and findings for each change."""
        return (
            *(round(100 * part / self.changes, 1) for part in (self.noticed, self.pinned, self.alone)),
            round(self.findings / self.changes, 2),
        )  # type: ignore[return-value]


def lines(outcomes: Iterable[Outcome], name: Callable[[Outcome], str]) -> list[Line]:
    """Sum outcomes under their names, in order of names."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[name(outcome)].append(outcome)
    return [
        Line(
            key,
            len(found),
            sum(one.noticed for one in found),
            sum(one.pinned for one in found),
            sum(one.alone for one in found),
            sum(len(one.findings) for one in found),
        )
        for key, found in sorted(groups.items())
    ]


def held(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Give the outcomes of changes that something could notice, or of which it is not known."""
    return [outcome for outcome in outcomes if outcome.holds != 0]


def print_report(outcomes: Sequence[Outcome], nothing: Sequence[Unheld]) -> None:
    """Print what was noticed by form, part of the document, kind and table, then what was not."""
    for form in sorted({outcome.form for outcome in outcomes}):
        own = [outcome for outcome in outcomes if outcome.form == form]
        for group in Group:
            some = held(outcome for outcome in own if outcome.mutant.target.group is group)
            if some:
                _print_group(form, group, some)
    _print_missed(outcomes)
    _print_unheld(nothing)


def _print_group(form: str, group: Group, outcomes: Sequence[Outcome]) -> None:
    asked = _TARGETS.get((form, group))
    goal = ""
    if asked:
        goal = f" (asked: {asked[0]}% noticed{f', {asked[1]}% pinned' if asked[1] else ''})"
    print(f"\n{form}, {group}{goal}")
    print(f"  {'':44}" + "".join(f"{name:>10}" for name in _COLUMNS))
    place = _place if group is Group.TABLE else _part
    for line in (*lines(outcomes, lambda _: "all"), *lines(outcomes, _kind), *lines(outcomes, place)):
        noticed, pinned, alone, findings = line.shares()
        shown = f"{line.changes:>10}{noticed:>9}%{pinned:>9}%{alone:>9}%{findings:>10}"
        print(f"  {line.name:<44}{shown}")


def _kind(outcome: Outcome) -> str:
    return str(outcome.mutant.kind)


def _place(outcome: Outcome) -> str:
    table_id = outcome.mutant.target.where
    letters = table_id.rstrip("0123456789")
    return f"{letters}{int(table_id.removeprefix(letters)):02d}"


def _part(outcome: Outcome) -> str:
    return f"- {outcome.mutant.target.part}"


def _print_missed(outcomes: Sequence[Outcome]) -> None:
    missed = [outcome for outcome in held(outcomes) if not outcome.noticed]
    print(f"\nHeld by something and not noticed: {len(missed)}")
    for outcome in missed:
        print(f"  {outcome.form} {outcome.seed}: {outcome.mutant.name}")


def _print_unheld(nothing: Sequence[Unheld]) -> None:
    all_figures = sum(one.figures for one in nothing)
    found = [pair for one in nothing for pair in one.reasons]
    share = 100 * len(found) / all_figures if all_figures else 0
    print(f"\nWhat nothing can notice: {len(found)} of {all_figures} printed figures ({share:.1f}%)")
    names = Counter(
        (t.where, t.row if t.group is not Group.PERFORMANCE else "", t.part, why) for t, why in found
    )
    for (where, row, part, why), count in sorted(names.items()):
        print(f"  {count:>4}  {where} {row} {part}: {why}")


def _row(target: Target) -> str:
    """Give the row by which figures are listed; the names of performance tables differ in every document."""
    return "" if target.group is Group.PERFORMANCE else target.row


def as_json(outcomes: Sequence[Outcome], nothing: Sequence[Unheld]) -> dict[str, Any]:
    """Give the whole run: sums, every change, every figure that nothing holds."""
    return {
        "sums": [
            {
                "form": form,
                "group": group,
                "by": by,
                "name": line.name,
                **dict(zip(_COLUMNS, _values(line), strict=True)),
            }
            for form in sorted({outcome.form for outcome in outcomes})
            for group in Group
            if (some := held(o for o in outcomes if (o.form, o.mutant.target.group) == (form, group)))
            for by, name in (("all", lambda _: "all"), ("kind", _kind), ("place", _where))
            for line in lines(some, name)
        ],
        "changes": [
            {
                "form": outcome.form,
                "document": outcome.seed,
                "change": outcome.mutant.name,
                "kind": outcome.mutant.kind,
                "noticed": outcome.noticed,
                "pinned": outcome.pinned,
                "alone": outcome.alone,
                "holds": outcome.holds,
                "findings": outcome.findings,
            }
            for outcome in outcomes
        ],
        "unheld": [
            {
                "where": t.where,
                "row": t.row,
                "label": t.label,
                "part": t.part,
                "printed": t.printed,
                "reason": why,
            }
            for one in nothing
            for t, why in one.reasons
        ],
        "figures": sum(one.figures for one in nothing),
    }


def _where(outcome: Outcome) -> str:
    return outcome.mutant.target.where


def _values(line: Line) -> tuple[int, int, int, int, int]:
    return line.changes, line.noticed, line.pinned, line.alone, line.findings
