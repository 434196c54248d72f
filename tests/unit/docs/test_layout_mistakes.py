"""The mistakes that docs/adding-a-layout.md names give the messages that it quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extractor.recognition import NotADisclosureError
from shared.layout import load_layouts
from shared.layout.load import LayoutError, parse_layout
from tests.unit.docs.walk import PAGE, PDF, TEXT, YAML, read_with

REFUSED = (
    (
        "labels: [人员经费]",
        "labels: 人员经费",
        "tables.1.sides.0.columns.2.labels: Input should be a valid tuple",
    ),
    ("numbering: 一、", "numbering: 1.", "tables.0.sides.0.rows.0.numbering: Input should be a valid string"),
    ("key: project_own", "key: 301", "tables.1.sides.0.columns.5.key: Input should be a valid string"),
    ("axis: items", "axis: item", "tables.4.sides.0.axis: Input should be 'fixed', 'functional', "),
    ("default_unit: 元", "default_unit: 亿元", "default_unit: Input should be '万元' or '元'"),
    ("titles: [政府购买服务预算表]", "title: [政府购买服务预算表]", "tables.4.titles: Field required"),
    ("recognition:", "recogniton:", "recogniton: there is no such key"),
    ("[本表无内容]", "[本表无内容", "not valid YAML: "),
)
TOLD = (
    (PDF, "titles: [支出预算总表]", "titles: [支出总表]", "The title of table T3 is not printed or was lost"),
    (
        PDF,
        "    number: 附表2\n    titles: [支出预算总表]",
        "    titles: [支出总表]",
        "The table T3 “支出总表” is missing",
    ),
    (
        PDF,
        "labels: [公用经费]",
        "labels: [公用支出]",
        "stands in a column whose header “基本支出/公用经费” maps to nothing",
    ),
    (
        PDF,
        "labels: [运行维护费]",
        "labels: [运行费]",
        "the row “运行维护费” is none that the form of T10 has",
    ),
    (
        PDF,
        "total_labels: [支出总计]",
        "total_labels: [合计]",
        "the row “支出总计” is none that the form of T1 has",
    ),
    (PDF, "[本表无内容]", "[为空表]", "The table T8 is blank, and nothing says that it is empty"),
    (
        TEXT,
        "header_words: [收入, 支出, 科目编码, 科目名称, 基本支出, 项目支出, 资金来源]",
        "header_words: []",
        "The header of table T3 is not printed or was lost",
    ),
    (TEXT, "", "", "may stand in fiscal_total, unit_funds"),
)


def changed(old: str, new: str) -> str:
    """The layout of the walk with one mistake in it."""
    assert old in YAML
    return YAML.replace(old, new, 1)


@pytest.mark.parametrize(("old", "new", "message"), REFUSED)
def test_a_mistake_in_the_file_is_refused_as_documented(old: str, new: str, message: str) -> None:
    with pytest.raises(LayoutError) as caught:
        parse_layout(changed(old, new), "yunlan.yaml")
    assert f"yunlan.yaml: {message}" in str(caught.value)
    assert f"`yunlan.yaml: {message}" in PAGE.text


@pytest.mark.parametrize(("name", "old", "new", "message"), TOLD)
def test_what_does_not_fit_the_form_is_told_as_documented(
    province: Path, name: str, old: str, new: str, message: str
) -> None:
    assert any(message in line for line in read_with(province / name, changed(old, new)).told())
    assert f"`{message}`" in PAGE.text


def test_too_few_marks_leave_the_form_unknown(province: Path) -> None:
    """A minimum that no document reaches makes the layout know none."""
    with pytest.raises(NotADisclosureError, match="no layout knows its form"):
        read_with(province / PDF, changed("minimum: 4", "minimum: 20"))


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    for name in ("xinjiang.yaml", "yunlan.yaml"):
        (tmp_path / name).write_text("id: xinjiang\nname: x\n", encoding="utf-8")
    with pytest.raises(LayoutError) as caught:
        load_layouts(tmp_path)
    assert f"`{caught.value}`" in PAGE.text
