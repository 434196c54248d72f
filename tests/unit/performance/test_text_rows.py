"""Rows of indicators in text extracts."""

import pytest

from tests.unit.performance.forms import SHORT_HEADER, rows_of, texts

SCORED = ("按照正", "常比例", "赋分", "工作资料")


def test_a_row_is_read_cell_by_cell() -> None:
    (row,) = rows_of(
        [
            "产出指标",
            "数量指标",
            "配送图",
            "书册数",
            "＞=400",
            "册",
            "计划标准 380 册 15",
            "按照完成比例赋",
            "分",
            "原始凭证",
        ]
    )
    assert texts(row) == (
        "产出指标",
        "数量指标",
        "配送图书册数",
        ">=400册",
        "计划标准",
        "380册",
        "15",
        "按照完成比例赋分",
        "原始凭证",
    )


@pytest.mark.parametrize(
    ("cells", "target", "basis", "previous", "weight"),
    [
        (["=100% 计划标准 100% 5"], "=100%", "计划标准", "100%", "5"),
        (["＞", "=95%", "计划标准 5"], ">=95%", "计划标准", None, "5"),
        (["=2025", "年11月", "计划标准 2024年11月 4"], "=2025年11月", "计划标准", "2024年11月", "4"),
        (["2025年11", "月", "计划标准 2024年11月 4"], "2025年11月", "计划标准", "2024年11月", "4"),
        (["<=2.40 万", "元", "预算支出", "标准", "新增 6"], "<=2.40万元", "预算支出标准", "新增", "6"),
        (["<=3 万元/", "辆", "其他标准 3 万元/辆 10"], "<=3万元/辆", "其他标准", "3万元/辆", "10"),
        (["＜=5", "万元", "预算支出标准 0 5"], "<=5万元", "预算支出标准", "0", "5"),
        (["＜=5", "万元", "计划标准", "3.75", "万元", "10"], "<=5万元", "计划标准", "3.75万元", "10"),
        (["有效", "促进", "计划标准", "有效", "促进", "30"], "有效促进", "计划标准", "有效促进", "30"),
        (["长期 其他标准 长期 7"], "长期", "其他标准", "长期", "7"),
        (["≥12 期", "全民阅读三年行动", "计划", "新增 8"], ">=12期", "全民阅读三年行动计划", "新增", "8"),
    ],
)
def test_target_basis_last_year_and_weight_are_told_apart(
    cells: list[str], target: str, basis: str, previous: str | None, weight: str
) -> None:
    (row,) = rows_of(["产出指标", "质量指标", "读者服务", "完成情况", *cells, *SCORED])
    assert texts(row) == (
        "产出指标",
        "质量指标",
        "读者服务完成情况",
        target,
        basis,
        previous,
        weight,
        "按照正常比例赋分",
        "工作资料",
    )


def test_levels_printed_once_and_broken_hold_for_the_rows_below() -> None:
    rows = rows_of(
        [
            "产出指",
            "标",
            "数量指",
            "标",
            "配送次",
            "数（次）",
            ">=12 次 计划标准 10次 20",
            *SCORED,
            "新书种",
            "数（种）",
            ">=300 种 计划标准 新增 20",
            *SCORED,
            "时效指",
            "标",
            "资金支",
            "付及时",
            "率",
            "=100% 计划标准 100% 20",
            *SCORED,
            "成本指",
            "标",
            "经济成",
            "本指标",
            "购书费",
            "（万",
            "元）",
            "<=9 万元",
            "预算支出",
            "标准",
            "新增 30",
            *SCORED,
        ]
    )
    assert [(row.level1, row.level2) for row in rows] == [
        ("产出指标", "数量指标"),
        ("产出指标", "数量指标"),
        ("产出指标", "时效指标"),
        ("成本指标", "经济成本指标"),
    ]
    assert rows[3].level3 == "购书费（万元）"


def test_a_first_level_takes_no_second_level_over_from_the_one_before() -> None:
    rows = rows_of(
        ["运行成本", "数量指标", "在岗人员 >=9人 定员方案 40", "履职效能", "配送图书 >=400册 工作计划 50"],
        header=SHORT_HEADER,
    )
    assert [(row.level1, row.level2, row.level3) for row in rows] == [
        ("运行成本", "数量指标", "在岗人员"),
        ("履职效能", None, "配送图书"),
    ]


def test_the_forms_own_words_beside_the_rows_are_no_level() -> None:
    beside = ["年度", "绩效", "指标"]
    rows = rows_of(
        [
            *beside,
            "运行成本",
            "数量指标",
            "在岗人员 >=9人 定员方案 40",
            *beside,
            "管理效率",
            *beside,
            "履职效能",
            "配送图书",
            "到村到组",
            ">=400册",
            "流动图书馆2024年工作总",
            "结和计划",
            "50",
            *beside,
            "社会效益",
            *beside,
            "服务对象",
            "满意度",
        ],
        header=SHORT_HEADER,
    )
    assert [texts(row)[:5] for row in rows] == [
        ("运行成本", "数量指标", "在岗人员", ">=9人", "定员方案"),
        ("履职效能", None, "配送图书到村到组", ">=400册", "流动图书馆2024年工作总结和计划"),
    ]


def test_a_name_goes_on_below_a_page_break_behind_its_rows_other_cells() -> None:
    rows = rows_of(
        ["产出指标", "数量指标", "购置流", "动图书", "车费用", "（万", "<=45 万元 计划标准 新增 40", *SCORED],
        ["元）", "村级借", "阅点数", "量（个）", ">=20 个 计划标准 18个 50", *SCORED],
    )
    assert [(row.level3, row.target, str(row.weight)) for row in rows] == [
        ("购置流动图书车费用（万元）", "<=45万元", "40"),
        ("村级借阅点数量（个）", ">=20个", "50"),
    ]


def test_several_cells_go_on_below_a_page_break_in_their_order() -> None:
    rows = rows_of(
        [
            "产出指标",
            "数量指标",
            "村级借",
            "阅点数",
            ">=20 个 计划标准 18个 40",
            "按照正",
            "常比例",
            "工作资料",
        ],
        ["量（个）", "赋分", "质量指标", "图书完", "好率", ">=95% 计划标准 95% 50", *SCORED],
    )
    assert [texts(row) for row in rows] == [
        (
            "产出指标",
            "数量指标",
            "村级借阅点数量（个）",
            ">=20个",
            "计划标准",
            "18个",
            "40",
            "按照正常比例赋分",
            "工作资料",
        ),
        (
            "产出指标",
            "质量指标",
            "图书完好率",
            ">=95%",
            "计划标准",
            "95%",
            "50",
            "按照正常比例赋分",
            "工作资料",
        ),
    ]


def test_the_next_page_may_simply_begin_with_the_next_row() -> None:
    rows = rows_of(
        ["产出指标", "数量指标", "村级借", "阅点数", "量", ">=20 个 计划标准 18个 40", *SCORED],
        ["图书更", "新次数", ">=4 次 计划标准 4次 50", *SCORED],
    )
    assert [row.level3 for row in rows] == ["村级借阅点数量", "图书更新次数"]


def test_a_header_that_a_page_repeats_is_no_row() -> None:
    row = ["质量指标", "图书完", "好率", ">=95% 计划标准 95% 50", *SCORED]
    rows = rows_of(
        ["产出指标", "数量指标", "村级借阅点", ">=20 个 计划标准 18个 40", *SCORED],
        [
            "一级指标 二级指标 三级指标 指标值",
            "指标值设置依据 上年完成值 指标分值权重",
            "指标赋分规则 佐证资料",
            *row,
        ],
    )
    assert [row.level3 for row in rows] == ["村级借阅点", "图书完好率"]


def test_page_numbers_between_rows_are_no_cells() -> None:
    rows = rows_of(
        ["产出指标", "数量指标", "村级借", "阅点数", ">=20 个 计划标准 18个 40", *SCORED, "- 7 -"],
        ["图书更", "新次数", ">=4 次 计划标准 4次 50", *SCORED, "8"],
    )
    assert [(row.level3, row.previous, str(row.weight), row.evidence) for row in rows] == [
        ("村级借阅点数", "18个", "40", "工作资料"),
        ("图书更新次数", "4次", "50", "工作资料"),
    ]


def test_a_weight_alone_on_a_pages_last_line_is_a_weight() -> None:
    rows = rows_of(
        ["履职效能", "数量指标 配送图书 >=400 册", "2025 年工作计", "划", "40"],
        ["数量指标 在岗人员 >=9人 定员方案 50"],
        header=SHORT_HEADER,
    )
    assert [str(row.weight) for row in rows] == ["40", "50"]


def test_an_indicator_without_its_weight_is_read_and_its_weight_unknown() -> None:
    rows = rows_of(
        ["履职效能", "数量指标 配送图书 >=400册 工作计划", "数量指标 在岗人员 >=9人 定员方案 50"],
        header=SHORT_HEADER,
    )
    assert [(row.level3, row.weight and str(row.weight)) for row in rows] == [
        ("配送图书", None),
        ("在岗人员", "50"),
    ]


def test_the_usual_width_of_a_column_decides_where_a_name_ends_and_a_quality_begins() -> None:
    # No target of this table has a line wider than six half characters, so 阅读氛围 is no part of one.
    rows = rows_of(
        [
            "产出指标",
            "数量指标",
            "配送图书",
            "册数",
            ">=400",
            "册",
            "计划标准 新增 40",
            *SCORED,
            "效益指标",
            "社会效益指标",
            "浓厚全民",
            "阅读氛围",
            "长期 其他标准 新增 50",
            *SCORED,
        ]
    )
    assert [(row.level3, row.target) for row in rows] == [
        ("配送图书册数", ">=400册"),
        ("浓厚全民阅读氛围", "长期"),
    ]
