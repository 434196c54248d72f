"""A document is known by its words, and what is none is told apart with a reason."""

from __future__ import annotations

import pytest

from services.extractor.reading import Line, Page, SourceDocument
from services.extractor.recognition import NotADisclosureError, recognise
from shared.layout import load_layouts


def document(*lines: str, undecodable: int = 0) -> SourceDocument:
    """Give a document of one page."""
    page = Page(1, None, None, tuple(Line(line, 1) for line in lines), undecodable_glyphs=undecodable)
    return SourceDocument("text/plain", (page,))


def test_a_layout_is_known_by_its_marks_whatever_the_file_is_called() -> None:
    """Titles that only this form has are enough."""
    layout = recognise(
        document("表4 财政拨款收支预算总体情况表", "上年结转结余情况明细表"),
        load_layouts(),
        name="scan0001.pdf",
    )
    assert layout.id == "xinjiang"


@pytest.mark.parametrize(
    ("lines", "undecodable", "reason_code"),
    [
        (("会议改在周五上午召开，请准时参加。",), 0, "not_a_disclosure"),
        (("2026年部门预算", "收支总表", "一般公共预算支出表", "“三公”经费支出表"), 0, "layout_unknown"),
        (("某某某某某某某某某某",), 4, "undecodable_text"),
        ((), 0, "no_text_layer"),
    ],
)
def test_what_no_layout_knows_is_refused_with_what_it_seems_to_be(
    lines: tuple[str, ...], undecodable: int, reason_code: str
) -> None:
    """A letter, another region's budget, a font without a map, a scan."""
    with pytest.raises(NotADisclosureError) as caught:
        recognise(document(*lines, undecodable=undecodable), load_layouts(), name="a.pdf")
    assert caught.value.reason_code == reason_code
    assert "a.pdf" in str(caught.value)
