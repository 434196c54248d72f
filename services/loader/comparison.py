"""What changed between two publications of one disclosure, figure by figure.

In come the rows of both as the warehouse has them, out go changes in the order of the later publication, what was
removed behind its table. Amounts are in yuan. Rows are told apart by their code, else by their label, with unit and
project; where several are called the same, in the order of printing. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.loader.document_rows import DocumentRows
from shared.model.base import Model
from shared.model.records import BudgetLine

_Key = tuple[object, ...]
Value = Decimal | str | None


class ChangeKind(StrEnum):
    """What happened to a figure."""

    CHANGED = "changed"
    ADDED = "added"
    """It stands in the later publication alone: its row is new, or its cell was blank."""
    REMOVED = "removed"


class Subject(StrEnum):
    """What a change is about."""

    TABLE = "table"
    CLAIM = "claim"
    PLAN = "plan"
    INDICATOR = "indicator"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure (or word) that differs."""

    subject: Subject
    kind: ChangeKind
    where: str
    """The table id, the section of the narrative, the plan, or the group of figures."""
    row: str
    """The row's code, the subject of the claim, the indicator; empty where there is none."""
    label: str
    column: str
    before: Value
    after: Value
    whole_row: bool
    """True where the row itself is new or gone."""
    page_before: int | None
    page_after: int | None

    @property
    def difference(self) -> Decimal | None:
        """After less before; a blank amount counts as zero. None for words."""
        if isinstance(self.before, str) or isinstance(self.after, str):
            return None
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure of either publication: what its row is called, its column and its value."""

    name: _Key
    where: str
    row: str
    label: str
    column: str
    value: Value
    page: int


def compare(before: DocumentRows, after: DocumentRows) -> tuple[Change, ...]:
    """Give what differs between two publications."""
    parts: list[Iterable[Change]] = [
        _changes(Subject.TABLE, _amounts(before.lines), _amounts(after.lines)),
        _differing(Subject.CLAIM, before.claims, after.claims, _CLAIM),
        _differing(Subject.PLAN, before.plans, after.plans, _PLAN),
        _differing(Subject.INDICATOR, before.indicators, after.indicators, _INDICATOR),
        _differing(Subject.FIGURE, before.figures, after.figures, _FIGURE),
    ]
    return tuple(change for part in parts for change in part)


@dataclass(frozen=True, slots=True)
class _Form:
    """How records of one kind are told apart and compared: field names."""

    key: tuple[str, ...]
    where: Callable[[Mapping[str, object]], str]
    row: Callable[[Mapping[str, object]], str]
    label: str
    measures: tuple[str, ...]


def _text(record: Mapping[str, object], *names: str) -> str:
    return next((str(record[name]) for name in names if record[name]), "")


_CLAIM = _Form(
    ("section_key", "subject_key", "row_code", "statement"),
    lambda r: _text(r, "section_key", "section"),
    lambda r: _text(r, "row_code", "subject_key"),
    "subject",
    ("amount_yuan", "share_pct", "direction", "delta_yuan", "growth_pct", "reason"),
)
_PLAN = _Form(
    ("plan_kind", "plan_name"),
    lambda r: _text(r, "plan_kind"),
    lambda _: "",
    "plan_name",
    ("budget_yuan", "fiscal_yuan", "other_yuan"),
)
_INDICATOR = _Form(
    ("plan_kind", "plan_name", "level1", "level2", "level3"),
    lambda r: _text(r, "plan_name"),
    lambda r: _text(r, "level2", "level1"),
    "level3",
    ("target", "basis", "previous", "weight"),
)
_FIGURE = _Form(
    ("figure_key",),
    lambda r: _text(r, "figure_key").partition(".")[0],
    lambda r: _text(r, "figure_key"),
    "figure_key",
    ("value", "unit"),
)


def _differing(
    subject: Subject, before: Sequence[Model], after: Sequence[Model], form: _Form
) -> Iterator[Change]:
    return _changes(subject, _values(before, form), _values(after, form))


def _values(records: Sequence[Model], form: _Form) -> Iterator[_Figure]:
    """The values of records; a section or subject without a key is called as it is printed."""
    for record in records:
        named = record.model_dump()
        name = tuple(named[field] or named.get(field.removesuffix("_key")) for field in form.key)
        for column in form.measures:
            if named[column] is not None:
                where, row, label = form.where(named), form.row(named), str(named[form.label])
                yield _Figure(name, where, row, label, column, named[column], named["page"])


def _amounts(lines: Iterable[BudgetLine]) -> Iterator[_Figure]:
    """The amounts of tables."""
    for line in lines:
        name = (line.table_id, line.unit_name, line.row_code or line.row_label, line.project_name)
        named = (line.unit_name, line.row_label, line.project_name)
        label = " ".join(part for part in named if part)
        yield _Figure(name, line.table_id, line.row_code, label, line.column_key, line.amount_yuan, line.page)


def _changes(subject: Subject, before: Iterable[_Figure], after: Iterable[_Figure]) -> Iterator[Change]:
    old, new = _numbered(before), _numbered(after)
    old_rows, new_rows = {f.name for f in old.values()}, {f.name for f in new.values()}
    both = {**new, **old}
    for where in dict.fromkeys(figure.where for figure in both.values()):
        for key in [*new, *(key for key in old if key not in new)]:
            figure = new.get(key) or old[key]
            if figure.where == where:
                is_whole = figure.name not in old_rows or figure.name not in new_rows
                yield from _change(subject, old.get(key), new.get(key), whole_row=is_whole)


def _numbered(figures: Iterable[_Figure]) -> dict[_Key, _Figure]:
    """Figures by row and column, those that are called the same numbered in their order."""
    seen: Counter[_Key] = Counter()
    numbered: dict[_Key, _Figure] = {}
    for figure in figures:
        key = (*figure.name, figure.column)
        seen[key] += 1
        numbered[(*key, seen[key])] = figure
    return numbered


def _change(
    subject: Subject, before: _Figure | None, after: _Figure | None, *, whole_row: bool
) -> Iterator[Change]:
    figure = after or before
    if figure is None or (before and after and before.value == after.value):
        return
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    yield Change(
        subject=subject,
        kind=kind,
        where=figure.where,
        row=figure.row,
        label=figure.label,
        column=figure.column,
        before=before.value if before else None,
        after=after.value if after else None,
        whole_row=whole_row,
        page_before=before.page if before else None,
        page_after=after.page if after else None,
    )
