"""Turning a page and turning it back changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.reading.drawing import Drawing, glyph_at
from services.extractor.reading.turning import main_angle, turned, turned_corners, turned_drawing

ANGLES = st.sampled_from([0, 90, 180, 270])
PLACES = st.floats(min_value=0, max_value=300)


@given(ANGLES, st.tuples(PLACES, PLACES, PLACES, PLACES))
def test_four_quarter_turns_are_none(angle: int, place: tuple[float, float, float, float]) -> None:
    width, height = 400.0, 300.0
    corners = place
    for _ in range(4):
        corners = turned_corners(corners, angle, width, height)
        if angle in (90, 270):
            width, height = height, width
    assert corners == pytest.approx(place)


@given(ANGLES, PLACES, PLACES)
def test_a_glyph_turned_upright_is_the_glyph_drawn_upright(angle: int, x: float, y: float) -> None:
    width, height = 400.0, 300.0
    sideways = glyph_at("年", (x, y), 5, 10, angle)
    upright = turned(sideways, angle, width, height)
    origin = turned_corners((x, y, x, y), angle, width, height)[:2]
    expected = glyph_at("年", origin, 5, 10, 0)
    assert upright[1:7] == pytest.approx(expected[1:7])
    assert upright.angle == 0


def test_the_main_angle_is_that_of_nearly_all_printed_glyphs() -> None:
    glyphs = [glyph_at("a", (0, 0), 5, 10, angle) for angle in (90, 90, 90, 0)]
    glyphs += [glyph_at(" ", (0, 0), 5, 10, 180)] * 5
    assert main_angle(glyphs) == 90
    assert main_angle([]) == 0


def test_a_page_with_more_sideways_headings_than_upright_text_is_not_turned() -> None:
    glyphs = [glyph_at("a", (0, 0), 5, 10, angle) for angle in (90, 90, 90, 0, 0)]
    assert main_angle(glyphs) == 0


def test_a_turned_page_adds_the_turn_to_its_rotation() -> None:
    assert turned_drawing(Drawing(width=400, height=300, rotation=270), 90).rotation == 0
