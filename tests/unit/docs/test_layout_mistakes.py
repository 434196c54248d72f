"""The mistakes that docs/adding-a-layout.md names give the messages that it quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.standalone.layout_check import check_layout
from shared.layout import load_layouts
from shared.layout.load import LayoutError, parse_layout
from tests.unit.docs.walk import PAGE, PDF, SHORT_YAML, TEXT, YAML, read_with

REFUSED = (
    (
        "labels: [人员经费]",
        "labels: 人员经费",
        "tables.T3.sides.0.columns.basic_personnel.labels: Input should be a valid tuple",
    ),
    (
        "numbering: 一、",
        "numbering: 1.",
        "tables.T1.sides.0.rows.income.general_public.numbering: Input should be a valid string",
    ),
    ("key: project_own", "key: 301", "tables.T3.sides.0.columns.5.key: Input should be a valid string"),
    ("axis: items", "axis: item", "tables.YL1.sides.0.axis: Input should be 'fixed', 'functional', "),
    (
        "default_unit: 元",
        "default_unit: 美元",
        "default_unit: Input should be '万元', '元', '百元', '千元', '百万元' or '亿元'",
    ),
    ("titles: [政府购买服务预算表]", "title: [政府购买服务预算表]", "tables.YL1.titles: Field required"),
    ("recognition:", "recogniton:", "recogniton: there is no such key"),
    ("[本表无内容]", "[本表无内容", "not valid YAML: "),
)
TOLD = (
    (
        PDF,
        "titles: [支出预算总表]",
        "titles: [项目清单表]",
        "the layout knows no table “部门支出预算总表”; its header and its sums tell T3",
    ),
    (
        PDF,
        "labels: [公用经费]",
        "labels: [公用支出]",
        "the header “基本支出/公用经费” maps to nothing",
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


def test_too_few_marks_leave_the_document_to_the_layout_of_all_provinces(province: Path) -> None:
    """A minimum that no document reaches makes the layout know none."""
    found = read_with(province / PDF, changed("minimum: 4", "minimum: 20")).extraction.head
    assert (found.profile, found.region) == ("national", None)
    assert "the `profile` is `national`" in PAGE.text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum: 4", "minimum: 20", "all marks together weigh 7, less than the minimum 20"),
        ("order: [T1,", "order: [T99, T1,", "“T99” is not defined"),
        (
            "labels: [对下转移支付]",
            "labels: [部门本级]",
            "the label “部门本级” means both project_own and project_transfer, and no `under` tells them apart",
        ),
        (
            "tables:\n",
            "sections: [{key: weather, titles: [天气情况]}]\ntables:\n",
            "no reader of the narrative knows this key",
        ),
        ("tables:\n", "rules_off: {within.T0.total: x}\ntables:\n", "there is no such relation or check"),
    ],
)
def test_the_check_of_a_file_tells_its_mistakes_as_documented(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = tmp_path / "yunlan.yaml"
    assert old in SHORT_YAML
    file.write_text(SHORT_YAML.replace(old, new, 1), encoding="utf-8")
    assert any(problem.is_error and message in problem.what for problem in check_layout(file))
    assert f"`{message}" in PAGE.text


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    for name in ("xinjiang.yaml", "yunlan.yaml"):
        (tmp_path / name).write_text("id: xinjiang\nname: x\n", encoding="utf-8")
    with pytest.raises(LayoutError) as caught:
        load_layouts(tmp_path)
    assert f"`{caught.value}`" in PAGE.text
