"""Rows that count and state no money: trips, persons, vehicles, receptions below the amounts of 三公.

In goes a table as drafted, out come the counts as figures of the document; their rows keep no amount. The form of final
accounts prints them in the columns of the amounts; read there they would be 万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.extractor.tables.draft import DraftRow, DraftTable
from shared.layout import Axis
from shared.model.narrative import Figure

_FIGURES = {"count.": "three_public.", "figure.": ""}
"""How the codes of prescribed rows begin that count, and the keys of the figures that such rows become."""
_MEASURE = re.compile(r"（(?:单位：)?(?P<unit>个|人|人次|辆|台|套|次|批|批次|场|起|%)[^（）]*）")
_COUNTS = re.compile(r"(?:团组|人次|批次|人|辆|团)数?量?$|数量$|保有量$|购置(?:量|数)$|统计数$")
_UNITS = {"persons": "人", "vehicles": "辆", "equipment": "台"}


def take_counts(draft: DraftTable) -> list[Figure]:
    """Take the counts out of a table's prescribed rows; give them as figures, the last column of each row."""
    figures: list[Figure] = []
    for row in _counting(draft):
        key = _figure_key(row.code)
        if row.amounts and key is not None:
            last = row.amounts[-1]
            figures.append(
                Figure(
                    figure_key=key,
                    value=last.value,
                    unit=_unit(row.label, key),
                    quote=f"{row.label} {last.printed}",
                    place=last.place,
                )
            )
        row.amounts, row.columns = [], []
    return figures


def _counting(draft: DraftTable) -> Iterable[DraftRow]:
    for row in draft.rows:
        is_unknown = not row.code and draft.side(row).axis is Axis.FIXED
        if _figure_key(row.code) is not None or (
            is_unknown and (_MEASURE.search(row.label) or _COUNTS.search(row.label))
        ):
            yield row


def _figure_key(code: str) -> str | None:
    """Give the key of the figure that a row counts; None where its code is that of money."""
    found = (to + code.removeprefix(begins) for begins, to in _FIGURES.items() if code.startswith(begins))
    return next(found, None)


def _unit(label: str, key: str) -> str:
    """Give the measure that the label prints in brackets, else that of what is counted."""
    printed = _MEASURE.search(label)
    if printed:
        return printed["unit"]
    return next((unit for word, unit in _UNITS.items() if word in key), "个")
