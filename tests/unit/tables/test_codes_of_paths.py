"""The names of class, section and item that a sentence gives stand for a code."""

from __future__ import annotations

import pytest

from services.extractor.tables.codes_of_paths import CodesOfPaths
from shared.layout import load_layouts

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        pytest.param(("住房保障支出", "住房改革支出", "住房公积金"), "2210201", id="as listed"),
        pytest.param(
            ("社会保障和就业支出", "行政事业单位离退休", "机关事业单位职业年金缴费支出"),
            "2080506",
            id="the section by a former name",
        ),
        pytest.param(
            ("住房保障支出", "住房保障支出", "购房补贴"),
            "2210203",
            id="a section that the class does not have",
        ),
        pytest.param(
            ("社会保障和就业支出", "社会保障支出", "行政运行"),
            None,
            id="an item that stands in many sections",
        ),
        pytest.param(("住房保障支出", "住房改革支出", "行政运行"), None, id="an item that the section lacks"),
        pytest.param(("住房保障支出", None, None), "221", id="a class alone"),
    ],
)
def test_names_stand_for_a_code(names: tuple[str | None, str | None, str | None], code: str | None) -> None:
    assert CodesOfPaths((), LAYOUT)(*names) == code
