"""How much of a disclosure a file is, by what is printed in it and not by what it lists."""

from __future__ import annotations

import pytest

from services.extractor.extraction import Extraction, extract
from services.extractor.reading import Line, Page, SourceDocument
from shared.layout import load_layouts
from shared.model.document import Scope

TITLES = ("收入总表", "支出总表", "一般公共预算支出表")
TABLES = tuple(
    line
    for title in TITLES
    for line in (
        title,
        "单位：云岭市水务局 单位：万元",
        "科目编码 科目名称 合计 基本支出 项目支出",
        "21303 水利 10.00 6.00 4.00",
        "合计 10.00 6.00 4.00",
    )
)
TEXT = (
    "一、收入预算情况说明",
    "云岭市水务局2026年收入预算10.00万元。",
    "二、支出预算情况说明",
    "云岭市水务局2026年支出预算10.00万元，其中：基本支出6.00万元，项目支出4.00万元。",
    "三、“三公”经费预算情况说明",
    "云岭市水务局2026年“三公”经费预算2.00万元，其中：公务接待费2.00万元。",
    "四、名词解释",
)


def read(*pages: tuple[str, ...]) -> Extraction:
    """Read pages of lines with the fallback layout."""
    made = tuple(
        Page(number, None, None, tuple(Line(line, number) for line in lines))
        for number, lines in enumerate(pages, start=1)
    )
    return extract(SourceDocument("text/plain", made), load_layouts(), name="a.txt")


COVER = ("云岭市水务局2026年部门预算",)


@pytest.mark.parametrize(
    ("pages", "scope"),
    [
        ((COVER, TABLES, TEXT), Scope.WHOLE),
        ((COVER, TABLES), Scope.TABLES),
        (((*COVER, *TITLES), TEXT), Scope.TEXT),
        ((COVER, TABLES[:10]), Scope.ATTACHMENT),
    ],
)
def test_the_scope_is_what_is_printed(pages: tuple[tuple[str, ...], ...], scope: Scope) -> None:
    assert read(*pages).head.scope is scope


def test_a_text_alone_has_no_tables_though_it_lists_their_titles() -> None:
    assert read((*COVER, *TITLES), TEXT).tables == ()


def test_the_files_of_one_disclosure_share_its_id() -> None:
    """Whatever is in them; another year is another disclosure."""
    tables, text = read(COVER, TABLES).head, read((*COVER, *TITLES), TEXT).head
    assert tables.disclosure_id is not None
    assert tables.disclosure_id == text.disclosure_id
    assert tables.model_copy(update={"fiscal_year": 2025}).disclosure_id != tables.disclosure_id
    assert tables.model_copy(update={"department": None}).disclosure_id is None
