"""The pieces of one row of a text extract as they come in, line by line, before they are a row."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from services.extractor.ledger import Span
from services.extractor.segment.region import PlacedLine
from services.extractor.tables.codes import ParsedCode
from services.extractor.tables.draft import PrintedAmount
from services.extractor.tables.numerals import NumericWord
from shared.layout import Axis, SideDef
from shared.layout.label import normalise
from shared.model.table import RowKind

_SQUARE = "[]"


@dataclass(slots=True)
class GatheredRow:
    """What one row has so far: the parts of its label, and the numerals that will be its amounts."""

    side: int
    line: PlacedLine
    kind: RowKind
    code: ParsedCode | None = None
    texts: list[str] = field(default_factory=list)
    text_spans: list[Span] = field(default_factory=list)
    numerals: list[NumericWord] = field(default_factory=list)
    line_count: int = 0

    @property
    def label(self) -> str:
        """The label so far, without the breaks."""
        return normalise("".join(self.texts))

    @property
    def printed_label(self) -> str:
        """The label with the square brackets that the number of a document has: `青财[2024]1号`."""
        label = self.label
        printed = "".join(unicodedata.normalize("NFKC", "".join(self.texts)).split())
        if len(printed) != len(label):
            return label
        return "".join(one if one in _SQUARE else other for one, other in zip(printed, label, strict=True))


def is_clipped(last: GatheredRow, first: GatheredRow) -> bool:
    """Tell whether a row at a page end has lost the end of its name and stands whole on the next page."""
    if last.side != first.side or last.line.line.page == first.line.line.page:
        return False
    if last.code is None or first.code is None or last.code.digits != first.code.digits:
        return False
    same_amounts = [word.text for word in last.numerals] == [word.text for word in first.numerals]
    return (
        bool(last.numerals)
        and same_amounts
        and first.label != last.label
        and first.label.startswith(last.label)
    )


def code_of(group: GatheredRow, side: SideDef) -> str:
    """Give the code of a row: the printed one, `total`, `department` or `item`; empty where it has none."""
    if group.code is not None:
        return group.code.digits
    if group.kind in (RowKind.TOTAL, RowKind.DEPARTMENT):
        return group.kind.value
    return "item" if side.axis is Axis.ITEMS else ""


def in_columns(amounts: list[PrintedAmount], side: SideDef) -> tuple[list[PrintedAmount], list[str | None]]:
    """Give the amounts of a row with their columns where every cell is printed, if only as a stroke: by position.

    Strokes are left out with it. Elsewhere they stay for the placement, in which they keep the order of the others.
    """
    if len(amounts) != len(side.columns):
        kept = amounts if any(not amount.is_blank for amount in amounts) else []
        return kept, [None] * len(kept)
    filled = [
        (amount, column.key)
        for amount, column in zip(amounts, side.columns, strict=True)
        if not amount.is_blank
    ]
    return [amount for amount, _ in filled], [key for _, key in filled]
