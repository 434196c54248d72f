"""The unit in which amounts stand: 万元, 元, 千元 …, wherever a document states it.

In go printed lines and the regions of tables, out comes the unit of each. A table's own statement goes first: beside
its title, in its header, in its notes. Then what is stated once for all tables, in a preamble or below the heading of
their part. A table for which nothing is stated keeps none; what the other tables print is how its amounts are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from services.extractor.segment.region import PlacedGrid, PlacedLine, Segments, TableRegion
from services.extractor.segment.unit_words import NAMED_UNIT, STATED, UNIT_LABEL, match_unit
from shared.layout.label import normalise
from shared.model.money import Unit

T = TypeVar("T")
_OF_ALL = re.compile(r"(?:各|套|以下|下列|上述|所有|全部|公开|所附)[^。；]{0,14}表[^。；]{0,12}$")
"""What stands before the unit of all tables: 以下各表金额…, 本套报表…."""
_AS_UNIT = re.compile(
    rf"表[^。；]{{0,12}}(?:均|都|统一|全部)以(?:人民币)?{NAMED_UNIT}为(?:金额|计量|货币)?单位"
)
_ALONE = re.compile(rf"^（?{UNIT_LABEL}(?:人民币)?{NAMED_UNIT}）?。?$")
_IN_HEADER = re.compile(rf"[^\d）]（(?:单位：)?(?:人民币)?{NAMED_UNIT}）$")
_BEHIND_AMOUNT = re.compile(rf"^[-+]?¥?\d[\d,.]*{NAMED_UNIT}$")
_HEADER_ROWS = 5
_LONGEST_HEADING = 40


def unit_for_all(lines: Sequence[PlacedLine]) -> Unit | None:
    """Give the unit that lines outside all tables state for all of them; None where two statements differ."""
    found = set(_stated_for_all([normalise(line.text) for line in lines]))
    return found.pop() if len(found) == 1 else None


def settle_units(segments: Segments) -> None:
    """Give every table of a document its unit: its own, that of all tables; else note what the others print."""
    for region in segments.tables:
        region.unit = region.unit or _of_region(region)
    if all(region.unit for region in segments.tables):
        return
    stated = unit_for_all(segments.prose)
    for region in segments.tables:
        region.unit = region.unit or stated
    printed = {region.unit for region in segments.tables if region.unit}
    usual = printed.pop() if len(printed) == 1 else None
    for region in segments.tables:
        region.usual_unit = usual


def _stated_for_all(texts: Sequence[str]) -> Iterator[Unit]:
    for before, text in pairwise(["", *texts]):
        if "元" not in text:
            continue
        alone = _ALONE.match(text)
        if alone and "表" in before and len(before) <= _LONGEST_HEADING:
            yield Unit(alone["unit"])
            continue
        both = before + text
        as_unit = _AS_UNIT.search(text) or _AS_UNIT.search(both)
        if as_unit:
            yield Unit(as_unit["unit"])
        matches = (match for pattern in STATED[:3] for match in pattern.finditer(both))
        for match in matches:
            if match.end("unit") > len(before) and _OF_ALL.search(both[: match.start("unit")]):
                yield Unit(match["unit"])


def _of_region(region: TableRegion) -> Unit | None:
    noted = _first(match_unit(line.text) for line in region.notes)
    return noted or _first(_of_header(placed) for placed in region.grids) or _of_amounts(region.grids)


def _of_header(placed: PlacedGrid) -> Unit | None:
    """Give the unit that the labels in the first rows of a grid bear; None where they bear several."""
    first = placed.head.row_count
    texts = (
        normalise(cell.text)
        for cell in placed.grid.cells
        if first <= cell.row < first + _HEADER_ROWS and "元" in cell.text
    )
    found = {Unit(match["unit"]) for text in texts if (match := _IN_HEADER.search(text))}
    return found.pop() if len(found) == 1 else None


def _of_amounts(grids: Iterable[PlacedGrid]) -> Unit | None:
    """Give the unit that stands behind the amounts of grids (`12.00万元`); None where none does, or several do."""
    texts = (normalise(cell.text) for placed in grids for cell in placed.grid.cells if "元" in cell.text)
    found = {Unit(match["unit"]) for text in texts if (match := _BEHIND_AMOUNT.match(text))}
    return found.pop() if len(found) == 1 else None


def _first(found: Iterable[T | None]) -> T | None:
    return next((one for one in found if one is not None), None)
