"""Tables whose title is missing or unknown, told by their header, their rows, and the arithmetic with the others.

In go the regions of a document, out come the same: one that can be a single table of the layout has its definition,
the others stay unknown and are reported with what they could be. Of several tables that a region can be, the one counts
with whose neighbours many equations hold, and with those of the others few; else the only one of them that every
department has to print, where its equations hold. What is told helps to tell the next; where none can be told alone,
several are told together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.extractor.segment.region import TableRegion
from services.extractor.tables.closing import Printed, closing, printed_of
from services.extractor.tables.draft import DraftTable
from services.extractor.tables.likely_tables import Likely, likely_tables, read_as
from services.extractor.tables.stated_header import stated_header
from services.extractor.tables.told_together import told_together
from services.extractor.tables.unknown_tables import is_unknown
from shared.layout import Layout, TableDef

_MOST_BROKEN = 0.1
"""The part of the equations of a table that may fail where the document itself is wrong."""
_STRONG, _TIMES = 8, 4
"""So many equations hold by chance in no table; and so many times as many as those of any other that it could be."""
_SEVERAL = 4
"""So many equations hold for a table that must be printed; fewer where its header does not say what it is of."""
_WORDS = 4
"""Characters of words that tell what a table is of."""
_BETTER = 0.25
"""By so much greater a part of the rows is one table's than another's, or it says nothing."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A region that is not told yet, what it can be, and the same by their ids as the relations need it."""

    region: TableRegion
    options: list[Likely]
    printed: dict[str, Printed]


@dataclass(frozen=True, slots=True)
class _Proven:
    """What a region can be, and how many equations with other tables hold and do not."""

    likely: Likely
    held: int
    broken: int


def tell_tables(
    regions: Sequence[TableRegion], layout: Layout, names: Sequence[str | None]
) -> dict[int, tuple[str, ...]]:
    """Give the definitions to the unknown regions that can be told; return for the others what they could be.

    The keys are the ids of the regions (`id`), the values ids of tables. `names` are those of the department.
    """
    waiting = [
        _open(region, likely, layout)
        for region in regions
        if _is_open(region) and (likely := likely_tables(region, layout, names))
    ]
    if not waiting:
        return {}
    known = _known(regions, layout, names)
    while told := _next(waiting, known, layout) or _together(waiting, known, layout):
        for one, definition in told:
            one.region.definition = definition
            known[definition.table_id] = one.printed[definition.table_id]
            waiting.remove(one)
    return {id(one.region): tuple(sorted(set(one.printed) - set(known))) for one in waiting}


def _open(region: TableRegion, options: list[Likely], layout: Layout) -> _Open:
    printed = {likely.definition.table_id: printed_of(likely.draft, layout) for likely in options}
    return _Open(region, options, printed)


def _is_open(region: TableRegion) -> bool:
    return region.definition is not None and is_unknown(region.definition.table_id)


def _known(regions: Sequence[TableRegion], layout: Layout, names: Sequence[str | None]) -> dict[str, Printed]:
    """Give what is read of the tables that their titles tell, by their ids; of those without grids nothing."""
    known: dict[str, Printed] = {}
    for region in regions:
        definition = region.definition
        if definition is None or is_unknown(definition.table_id) or region.is_bare:
            continue
        if definition.table_id not in known:
            empty = DraftTable(definition, region)
            draft = read_as(region, definition, layout, names) if region.grids else empty
            known[definition.table_id] = printed_of(draft, layout)
    return known


_Told = list[tuple[_Open, TableDef]]


def _next(waiting: Sequence[_Open], known: Mapping[str, Printed], layout: Layout) -> _Told:
    """Give the next region that is told: the surest first, by words, by arithmetic, by what must be printed."""
    open_now = [(one, _proven(one, known, layout)) for one in waiting]
    for way in (_by_words, _by_arithmetic, _by_duty):
        for one, left in open_now:
            chosen = way(left)
            if chosen is not None and (len(one.options) == 1 or chosen.held):
                return [(one, chosen.likely.definition)]
    return []


def _together(waiting: Sequence[_Open], known: Mapping[str, Printed], layout: Layout) -> _Told:
    """Give the regions that are told together, of the tables that are not told yet."""
    printed = [{key: table for key, table in one.printed.items() if key not in known} for one in waiting]
    found = told_together(printed, known, layout)
    return [
        (waiting[number], likely.definition)
        for number, table_id in found.items()
        for likely in waiting[number].options
        if likely.definition.table_id == table_id
    ]


def _proven(one: _Open, known: Mapping[str, Printed], layout: Layout) -> list[_Proven]:
    """Give what a region can be of the tables not printed elsewhere, without those that the arithmetic refutes.

    Where one that it refutes agrees in more than all others, the region is a table that nobody thought of.
    """
    left = [likely for likely in one.options if likely.definition.table_id not in known]
    proven = [
        _Proven(likely, *closing(one.printed[likely.definition.table_id], known, layout)) for likely in left
    ]
    kept = [each for each in proven if each.broken <= _MOST_BROKEN * (each.held + each.broken)]
    most = max((each.held for each in proven), default=0)
    return kept if any(each.held == most for each in kept) else []


def _by_words(left: Sequence[_Proven]) -> _Proven | None:
    """Give the only table that the words allow, or the one that has far more of the rows than the others."""
    if len(left) == 1 or (len(left) > 1 and left[0].likely.named - left[1].likely.named >= _BETTER):
        return left[0]
    return None


def _by_arithmetic(left: Sequence[_Proven]) -> _Proven | None:
    """Give the table with whose neighbours so many equations hold that it can be no other."""
    ordered = sorted(left, key=lambda each: -each.held)
    if not ordered or ordered[0].held < _STRONG:
        return None
    return None if any(each.held * _TIMES > ordered[0].held for each in ordered[1:]) else ordered[0]


def _by_duty(left: Sequence[_Proven]) -> _Proven | None:
    """Give the only table that must be printed, where its equations hold and those of no other do."""
    prescribed = [each for each in left if each.likely.definition.published_by_all]
    held = [each for each in left if each.held]
    if len(prescribed) != 1 or held != prescribed:
        return None
    return held[0] if held[0].held >= _SEVERAL or _says_title(held[0].likely) else None


def _says_title(likely: Likely) -> bool:
    """Tell whether the header has words of the title that a table would have (基本支出)."""
    header = stated_header(likely.draft.region.grids[0])
    texts = {text for row in header for text in row if len(text) >= _WORDS}
    return any(text in title for text in texts for title in likely.definition.titles)
