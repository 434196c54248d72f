"""Places are given on the page as it is displayed, however it was turned for reading."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from services.extractor.displayed import on_displayed_pages
from services.extractor.reading import Page
from services.extractor.reading.turning import turned_box
from shared.model.document import Mention
from shared.model.place import Box, Place


@dataclass(frozen=True)
class Found:
    mentions: tuple[Mention, ...]


def found(*places: Place) -> Found:
    return Found(tuple(Mention(field="unit", value="万元", where="T1", place=place) for place in places))


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_box_of_a_turned_page_is_turned_back(angle: int) -> None:
    width, height = (300.0, 400.0) if angle == 180 else (400.0, 300.0)
    displayed = Box(x0=10, top=20, x1=40, bottom=30)
    read = turned_box(displayed, angle, 300, 400)
    page = Page(2, width, height, (), turned_for_text=angle)
    (mention,) = on_displayed_pages(found(Place(page=2, box=read)), [page]).mentions
    assert mention.place == Place(page=2, box=displayed)


def test_places_without_a_box_and_those_of_other_pages_stay() -> None:
    places = (Place(page=1, box=Box(x0=1, top=2, x1=3, bottom=4)), Place(page=2))
    pages = [Page(1, 300, 400, ()), Page(2, 300, 400, (), turned_for_text=90)]
    assert on_displayed_pages(found(*places), pages) == found(*places)
