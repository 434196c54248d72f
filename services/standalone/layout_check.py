"""What is wrong with a layout file: everything that can be told before a document is read with it.

In goes the path of a file, out come its problems, errors first. Errors make the file useless or read documents wrongly;
warnings are what most often is a slip, and may be meant. Tables and sections that the file inherits and says nothing of
are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Final

from services.standalone.layout_names import unusable_names, wordless
from services.standalone.layout_problem import Checked, Found, Problem, own_part
from shared.divisions import is_division
from shared.layout import SideDef, load_layouts
from shared.layout.label import normalise, words
from shared.layout.load import LayoutError, parse_layout
from shared.rulebook.checks import load_rules
from shared.rulebook.load import load_relations

_CENTRAL: Final = "中央"
_ANY_COLUMN: Final = frozenset({"each", "*"})


def check_layout(path: Path) -> list[Problem]:
    """Give the problems of a layout file, errors first; none for a sound one."""
    try:
        text = path.read_text(encoding="utf-8")
        checked = own_part(parse_layout(text, path.name, path.parent), text, path.name)
    except LayoutError as error:
        return [Problem(path.name, "", str(error).removeprefix(f"{path.name}: "))]
    except UnicodeDecodeError as error:
        return [Problem(path.name, "", f"the file is not UTF-8: {error.reason} at byte {error.start}")]
    own = (_recognition, _marks, _region, _lists, _titles, _labels, _sections, _rules_off, _unspoken)
    parts = (unusable_names, wordless, *own)
    problems = [
        Problem(path.name, found.where, found.what, found.is_error)
        for part in parts
        for found in part(checked)
    ]
    return sorted(problems, key=lambda problem: not problem.is_error)


def _recognition(checked: Checked) -> Iterator[Found]:
    recognition = checked.layout.recognition
    where = "recognition.marks"
    if recognition.fallback:
        if recognition.marks:
            yield Found(where, "a fallback has no marks: it is taken where no other layout is known")
        return
    if not recognition.marks:
        yield Found(where, "there are none, so that no document will ever be recognised")
        return
    best = sum(max(weight, 0) for weight in recognition.marks.values()) + max(recognition.in_region, 0)
    if recognition.minimum < 1:
        yield Found("recognition.minimum", f"every document reaches {recognition.minimum}: take 1 or more")
    if best < recognition.minimum:
        what = f"all marks together weigh {best}, less than the minimum {recognition.minimum}"
        yield Found("recognition.minimum", what)
    if recognition.in_region and not checked.layout.region:
        yield Found("recognition.in_region", "the layout has no region whose places could be met")


def _marks(checked: Checked) -> Iterator[Found]:
    marks = checked.layout.recognition.marks
    for mark, weight in marks.items():
        where = f"recognition.marks.{mark}"
        if weight <= 0:
            yield Found(where, f"its weight {weight} never helps to recognise a document")
        if not normalise(mark):
            yield Found(where, "it has no words and is never met")
    for one, other in combinations(marks, 2):
        short, long = sorted((one, other), key=lambda mark: len(normalise(mark)))
        if normalise(short) and normalise(short) in normalise(long):
            what = f"a document that prints it prints “{short}” too, and both count"
            yield Found(f"recognition.marks.{long}", what, is_error=False)


def _region(checked: Checked) -> Iterator[Found]:
    region = checked.layout.region
    if region and region != _CENTRAL and not is_division(region):
        what = f"“{region}” is no province or prefecture in the table of divisions"
        yield Found("region", what, is_error=False)


def _lists(checked: Checked) -> Iterator[Found]:
    layout = checked.layout
    ids = [table.table_id for table in layout.tables]
    keys = [section.key for section in layout.sections]
    lists = (("order", layout.order, ids), ("mandatory_sections", layout.mandatory_sections, keys))
    for name, wanted, known in lists:
        for value in wanted:
            if value not in known:
                yield Found(name, f"“{value}” is not defined; defined are {', '.join(known) or 'none'}")
        yield from (
            Found(name, f"“{value}” stands twice") for value, count in Counter(wanted).items() if count > 1
        )


def _titles(checked: Checked) -> Iterator[Found]:
    owners = _owners((table.table_id, table.titles) for table in checked.layout.tables)
    numbers = Counter(table.number for table in checked.layout.tables if table.number)
    for table in checked.tables:
        where = f"tables.{table.table_id}"
        yield from _shared_titles(f"{where}.titles", table.table_id, table.titles, owners)
        if table.number and numbers[table.number] > 1:
            yield Found(f"{where}.number", f"“{table.number}” is the number of another table too")


def _labels(checked: Checked) -> Iterator[Found]:
    for table in checked.tables:
        for number, side in enumerate(table.sides):
            where = f"tables.{table.table_id}.sides.{number}"
            own = checked.entries[table.table_id]
            yield from (Found(f"{where}.columns", what) for what in _colliding_columns(side, own))
            yield from (Found(f"{where}.rows", what) for what in _colliding_rows(side, own))


def _colliding_columns(side: SideDef, own: frozenset[str]) -> Iterator[str]:
    for one, other in combinations(side.columns, 2):
        if not {one.key, other.key} & own:
            continue
        shared = {words(label) for label in one.labels} & {words(label) for label in other.labels}
        told_apart = set(one.under) != set(other.under)
        for label in sorted(shared) if not told_apart else ():
            yield f"the label “{label}” means both {one.key} and {other.key}, and no `under` tells them apart"


def _colliding_rows(side: SideDef, own: frozenset[str]) -> Iterator[str]:
    """Rows may repeat a label, for their order tells them apart; not where one follows the other at once."""
    for one, other in zip(side.rows, side.rows[1:], strict=False):
        shared = {words(label) for label in one.labels} & {words(label) for label in other.labels}
        told_apart = one.numbering != other.numbering or not {one.code, other.code} & own
        for label in sorted(shared) if not told_apart else ():
            yield f"the label “{label}” means both {one.code} and {other.code}, which stand side by side"


def _sections(checked: Checked) -> Iterator[Found]:
    layout = checked.layout
    known = {section.key for other in load_layouts() for section in other.sections}
    ids = {table.table_id for table in layout.tables}
    own = {section.key for section in layout.sections}
    owners = _owners((section.key, section.titles) for section in layout.sections)
    for section in checked.sections:
        where = f"sections.{section.key}"
        if section.key not in known:
            yield Found(where, "no reader of the narrative knows this key; take one of another layout")
        if section.table_id and section.table_id not in ids:
            yield Found(f"{where}.table_id", f"the table {section.table_id} is not defined")
        if section.part and section.part not in own:
            yield Found(f"{where}.part", f"the part {section.part} is not defined")
        yield from _shared_titles(f"{where}.titles", section.key, section.titles, owners)


def _rules_off(checked: Checked) -> Iterator[Found]:
    known = {relation.id for relation in load_relations()} | set(load_rules())
    for rule_id, reason in checked.layout.rules_off.items():
        if rule_id not in known:
            yield Found(f"rules_off.{rule_id}", "there is no such relation or check")
        if not reason.strip():
            yield Found(f"rules_off.{rule_id}", "the reason is missing")


def _unspoken(checked: Checked) -> Iterator[Found]:
    """Tables and columns that no relation speaks of, so that their figures are read and not checked."""
    spoken: dict[str, set[str]] = {}
    for relation in load_relations():
        if not relation.profiles or checked.layout.id in relation.profiles:
            for name in relation.parsed.names():
                spoken.setdefault(name.table_id, set()).update(name.column.split("|"))
    for table in checked.tables:
        where, columns = f"tables.{table.table_id}", spoken.get(table.table_id)
        own = checked.entries[table.table_id]
        if columns is None:
            yield Found(
                where, "no relation speaks of this table: its figures are not checked", is_error=False
            )
        elif not columns & _ANY_COLUMN:
            for key in dict.fromkeys(table.column_keys()):
                if key in own - columns:
                    what = "no relation speaks of this column: its figures are not checked"
                    yield Found(f"{where}.columns.{key}", what, is_error=False)


def _owners(entries: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, set[str]]:
    """Give the ids that claim each title."""
    owners: dict[str, set[str]] = {}
    for owner, titles in entries:
        for title in titles:
            owners.setdefault(normalise(title), set()).add(owner)
    return owners


def _shared_titles(
    where: str, owner: str, titles: tuple[str, ...], owners: dict[str, set[str]]
) -> Iterator[Found]:
    for title in dict.fromkeys(normalise(title) for title in titles):
        for other in sorted(owners[title] - {owner}):
            yield Found(where, f"“{title}” is a title of {other} too")
