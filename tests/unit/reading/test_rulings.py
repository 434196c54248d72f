"""The search for cells finds what pdfplumber's finds, and stays quick where that does not."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.table import edges_to_intersections, intersections_to_cells

from services.extractor.reading.drawing import Ruling, ruling_between
from services.extractor.reading.rulings import cells_between, ruled_tables

PLACES = st.integers(min_value=0, max_value=8).map(lambda number: 10.0 * number)
NUDGES = st.sampled_from([0.0, 0.0, 0.0, 2.0, -2.0])


@st.composite
def rulings(draw: st.DrawFn) -> list[Ruling]:
    """Merged rulings: on one line they do not touch."""
    found: dict[tuple[str, float], list[tuple[float, float]]] = {}
    for _ in range(draw(st.integers(min_value=2, max_value=25))):
        orientation, at = draw(st.sampled_from("hv")), draw(PLACES)
        start, end = sorted((draw(PLACES) + draw(NUDGES), draw(PLACES) + draw(NUDGES)))
        spans = found.setdefault((orientation, at), [])
        if end - start >= 3 and all(end + 3 < other or start > last + 3 for other, last in spans):
            spans.append((start, end))
    return [
        Ruling(orientation, start, at, end, at)
        if orientation == "h"
        else Ruling(orientation, at, start, at, end)
        for (orientation, at), spans in found.items()
        for start, end in spans
    ]


@given(rulings())
def test_cells_are_those_of_pdfplumber(drawn: list[Ruling]) -> None:
    edges = [
        {"orientation": r.orientation, "x0": r.x0, "x1": r.x1, "top": r.top, "bottom": r.bottom}
        for r in drawn
    ]
    theirs = intersections_to_cells(edges_to_intersections(edges, 3, 3))
    assert sorted(cells_between(drawn)) == sorted(theirs)


def test_a_lattice_of_many_rules_is_found_quickly() -> None:
    count = 120
    lattice = [Ruling("h", 0, 10.0 * n, 10.0 * count, 10.0 * n) for n in range(count + 1)]
    lattice += [Ruling("v", 10.0 * n, 0, 10.0 * n, 10.0 * count) for n in range(count + 1)]
    started = time.process_time()
    cells = cells_between(lattice)
    assert len(cells) == count * count
    assert time.process_time() - started < 5


def test_no_rulings_make_no_tables() -> None:
    assert ruled_tables([]) == []


def test_a_leaning_stroke_is_a_ruling_and_a_diagonal_is_none() -> None:
    assert ruling_between(10, 20, 200, 20.4) == Ruling("h", 10, 20.2, 200, 20.2)
    assert ruling_between(10, 20, 10.2, 5) == Ruling("v", 10.1, 5, 10.1, 20)
    assert ruling_between(10, 20, 60, 40) is None
    assert ruling_between(10, 20, 10, 20) is None
