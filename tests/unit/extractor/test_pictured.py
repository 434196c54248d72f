"""A table that is a picture below its printed title is told; other pictures are not."""

from __future__ import annotations

import pytest

from services.extractor.pictured import observe_pictured
from services.extractor.reading import Line, Page
from services.extractor.reading.page import Word
from shared.layout import load_layouts
from shared.model.document import ObservationKind
from shared.model.place import Box

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")
PICTURE = Box(x0=50, top=150, x1=550, bottom=700)


def line(text: str, top: float) -> Line:
    box = Box(x0=200, top=top, x1=400, bottom=top + 12)
    return Line(text, 1, box=box, words=(Word(text, box),))


def page(*lines: Line, pictures: tuple[Box, ...] = (PICTURE,)) -> Page:
    return Page(3, 600.0, 800.0, lines, pictures=pictures)


def test_the_table_and_its_place_are_told() -> None:
    (seen,) = observe_pictured([page(line("表3 支出总表", 100))], LAYOUT)
    assert (seen.kind, seen.table_id, seen.place.page) == (ObservationKind.TABLE_UNKNOWN, "T3", 3)
    assert seen.place.box == PICTURE


@pytest.mark.parametrize(
    "pages",
    [
        [page(line("表3 支出总表", 100), pictures=())],
        [page(line("云岭市水务局", 100))],
        [page(line("表3 支出总表", 300))],
    ],
    ids=["no picture", "no title of a table", "a picture behind the text"],
)
def test_what_is_no_picture_of_a_table_is_not(pages: list[Page]) -> None:
    assert list(observe_pictured(pages, LAYOUT)) == []
