"""Titles of documents are taken apart into whose, when, at which level, of what kind."""

from __future__ import annotations

import pytest

from services.extractor.identity.titles import cover_title, parse_title
from services.extractor.reading import Line
from services.extractor.segment.region import PlacedLine
from shared.layout import load_layouts
from shared.layout.label import normalise
from shared.model.document import DocumentKind
from shared.model.place import Place

LAYOUT = next(layout for layout in load_layouts() if layout.id == "national")
BUDGET, FINAL = DocumentKind.BUDGET, DocumentKind.FINAL_ACCOUNT


@pytest.mark.parametrize(
    ("text", "name", "year", "level", "kind"),
    [
        ("2026年云岭市水务局部门预算", "云岭市水务局", 2026, "部门", BUDGET),
        ("2026 年云岭市水务局（本级）部门预算", "云岭市水务局（本级）", 2026, "部门", BUDGET),
        ("云岭市水务局2026年度单位预算公开", "云岭市水务局", 2026, "单位", BUDGET),
        ("云岭市水务局（汇总）2026年部门预算公开说明", "云岭市水务局（汇总）", 2026, "部门", BUDGET),
        ("附件：云岭市水务局 2026 年度部门预算报表", "云岭市水务局", 2026, "部门", BUDGET),
        ("第二部分 云岭市水务局2024年度部门决算表", "云岭市水务局", 2024, "部门", FINAL),
        ("云岭大学2024年度部门决算", "云岭大学", 2024, "部门", FINAL),
        ("云岭市预算编审中心2026年单位预算", "云岭市预算编审中心", 2026, "单位", BUDGET),
        ("云岭市非税收入征收管理局2026年单位预算", "云岭市非税收入征收管理局", 2026, "单位", BUDGET),
        ("云岭市委对外联络办公室2026年部门预算", "云岭市委对外联络办公室", 2026, "部门", BUDGET),
        ("二〇二六年云岭市水务局部门预算", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局部门预算（2026年）", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局2025年部门（单位）预算公开", "云岭市水务局", 2025, None, BUDGET),
        ("浙江省2026年度省级部门预算公开报表", None, 2026, "部门", BUDGET),
        ("宁波市2026年市级单位预算", None, 2026, "单位", BUDGET),
        ("2019年部门综合预算公开报表", None, 2019, "部门", BUDGET),
        ("云岭市水务局2026年部门预算调整公开", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局2026年部门预算和“三公”经费预算公开说明", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局关于2026年部门预算公开的公告", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局本级2026年单位预算", "云岭市水务局本级", 2026, "单位", BUDGET),
        ("云岭市人大机关2026年部门预算", "云岭市人大机关", 2026, "部门", BUDGET),
        ("107001云岭市水务局2026年部门预算", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局26年部门预算", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局“2026年部门预算”公开说明", "云岭市水务局", 2026, "部门", BUDGET),
        ("2026年部门预算公开——云岭市水务局", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局-2026年部门预算公开", "云岭市水务局", 2026, "部门", BUDGET),
        ("2026年部门预算公开（云岭市水务局）", "云岭市水务局", 2026, "部门", BUDGET),
        ("云岭市水务局2026年部门预算公开 1", "云岭市水务局", 2026, "部门", BUDGET),
        ("青石乡人民政府部门2026年部门预算", "青石乡人民政府", 2026, "部门", BUDGET),
        ("云岭市水务局2026年（单位）预算表", "云岭市水务局", 2026, "单位", BUDGET),
        ("云岭市第二高中2026年度单位预算公开", "云岭市第二高中", 2026, "单位", BUDGET),
        ("云岭省地质局一〇六地质大队2026年单位预算", "云岭省地质局一〇六地质大队", 2026, "单位", BUDGET),
    ],
)
def test_a_title_says_whose_when_and_what(
    text: str, name: str | None, year: int, level: str | None, kind: DocumentKind
) -> None:
    """The name of a place alone is no department."""
    title = parse_title(normalise(text), Place(page=1), LAYOUT)
    assert title is not None
    assert (title.name, title.year, title.level, title.kind) == (name, year, level, kind)


@pytest.mark.parametrize(
    "text",
    [
        "云岭市水务局概况",
        "本表反映部门年度预算安排情况的总体构成，数据取自批复。",
        "一般公共预算",
        "2026年云岭市水务局工作总结",
    ],
)
def test_what_is_no_title_gives_none(text: str) -> None:
    assert parse_title(normalise(text), Place(page=1), LAYOUT) is None


@pytest.mark.parametrize(
    "lines",
    [
        ("附件2", "2026年", "云岭市城市管理和综合", "执法局部门预算"),
        ("云岭市城市管理和综合执法局", "2026 年度部门预算", "信息公开"),
        ("云岭市城市管理和综合执法局部", "门预算（2026年）", "目 录"),
        ("1", "云岭市城市管理和综合执法局", "2026年部门预算", "- 2 -"),
        ("监督索引号53250000000000111", "云岭市城市管理和综合执法局2026年部门预算公开", "目 录"),
    ],
)
def test_a_cover_prints_its_title_over_several_lines(lines: tuple[str, ...]) -> None:
    placed = [PlacedLine((1, index), Line(text, 1)) for index, text in enumerate(lines)]
    title = cover_title(placed, LAYOUT)
    assert title is not None
    assert (title.name, title.year, title.level) == ("云岭市城市管理和综合执法局", 2026, "部门")


def test_a_title_of_both_kinds_tells_none() -> None:
    title = parse_title("云岭市水务局2026年部门预算及2025年部门决算公开", Place(page=1), LAYOUT)
    assert title is not None
    assert (title.name, title.year, title.kind) == ("云岭市水务局", 2026, None)


def test_without_lines_there_is_no_cover() -> None:
    assert cover_title([], LAYOUT) is None
