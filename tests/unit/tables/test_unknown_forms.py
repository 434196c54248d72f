"""What forms do that no layout describes: totals over several columns, units with numbers, groups side by side."""

from __future__ import annotations

from tests.unit.tables.test_summaries import amounts, grid, read


def test_the_word_of_the_total_may_be_written_over_numbers_and_names() -> None:
    """合计 goes on over the line numbers or the number of the unit beside the names."""
    found, unaccounted = read(
        "T10",
        grid(
            "序号 | 项目 | 2026年预算数（万元） | 2027年预算数（万元） | 增减变化率",
            "1 | 公务接待费 | 5.00 | 4.00 | -20%",
            "2 | 公务用车费 | 6.00 | 6.00 | 0%",
            "合计 | < | 11.00 | 10.00 | -9.09%",
        ),
    )
    assert amounts(found.tables[0]) == {
        "reception": {"previous.total": "5.00", "total": "4.00"},
        "vehicle": {"previous.total": "6.00", "total": "6.00"},
        "total": {"previous.total": "11.00", "total": "10.00"},
    }
    assert not unaccounted


def test_units_by_number_and_name_are_told_from_the_department_above_them() -> None:
    """The number of the department is the beginning of those of its units."""
    found, _ = read(
        "T2",
        grid(
            "部门（单位）代码 | 部门（单位）名称 | 合计 | 本年收入 | < | 上年结转结余 | <",
            "^ | ^ | ^ | 小计 | 一般公共预算 | 小计 | 一般公共预算",
            "合计 | < | 30.00 | 28.00 | 28.00 | 2.00 | 2.00",
            "104 | 云岭县水利局 | 30.00 | 28.00 | 28.00 | 2.00 | 2.00",
            "104001 | 云岭县水利局本级 | 20.00 | 19.00 | 19.00 | 1.00 | 1.00",
            "104002 | 云岭县水文站 | 10.00 | 9.00 | 9.00 | 1.00 | 1.00",
        ),
    )
    rows = found.tables[0].rows
    assert [(row.row_code, row.unit_name) for row in rows] == [
        ("total", None),
        ("department", "云岭县水利局"),
        ("unit", "云岭县水利局本级"),
        ("unit", "云岭县水文站"),
    ]
    assert not found.observations


def test_prescribed_rows_that_go_on_in_a_second_group_of_columns_are_rows_of_one_table() -> None:
    found, unaccounted = read(
        "T10",
        grid(
            "项目 | 预算数 | 项目 | 预算数",
            "“三公”经费合计 | 10.00 | 公务用车购置及运行费 | 6.00",
            "公务接待费 | 4.00 | 其中：公务用车运行费 | 6.00",
        ),
    )
    assert {code: cells["total"] for code, cells in amounts(found.tables[0]).items()} == {
        "total": "10.00",
        "reception": "4.00",
        "vehicle": "6.00",
        "vehicle.operation": "6.00",
    }
    assert not unaccounted


def test_rows_of_another_classification_than_the_titles_make_it_the_other_table() -> None:
    """基本支出表 by function has the economic classes across."""
    found, _ = read(
        "T6",
        grid(
            "科目编码 | 科目名称 | 合计 | 工资福利支出 | 商品和服务支出",
            "213 | 农林水支出 | 30.00 | 20.00 | 10.00",
            "21303 | 水利 | 30.00 | 20.00 | 10.00",
            "2130301 | 行政运行 | 30.00 | 20.00 | 10.00",
        ),
    )
    (table,) = found.tables
    assert table.table_id == "T23"
    assert amounts(table)["2130301"] == {"total": "30.00", "301": "20.00", "302": "10.00"}


def test_a_row_of_each_kind_of_procurement_bears_the_kinds_code() -> None:
    """Where 货物 describes several lines it is no row of its own."""
    head = ("项目 | 合计 | 一般公共预算", "合计 | 9.00 | 9.00")
    once, _ = read("T12", grid(*head, "货物 | 2.00 | 2.00", "服务 | 7.00 | 7.00"))
    often, _ = read("T12", grid(*head, "货物 | 2.00 | 2.00", "货物 | 7.00 | 7.00"))
    assert list(amounts(once.tables[0])) == ["total", "goods", "services"]
    assert [row.row_code for row in often.tables[0].rows] == ["total", "item", "item"]


def test_a_stroke_for_nothing_makes_no_column_of_words() -> None:
    """A column of the summary with one amount among strokes is a column of amounts."""
    found, _ = read(
        "T4",
        grid(
            "收入 | < | 支出 | < | < | <",
            "项目 | 预算数 | 项目 | 合计 | 一般公共预算 | 政府性基金预算",
            "一、一般公共预算拨款 | 30.00 | 一、教育支出 | 20.00 | 20.00 | -",
            "二、政府性基金预算拨款 | 5.00 | 二、卫生健康支出 | 10.00 | 10.00 | -",
            " | | 三、城乡社区支出 | 5.00 | - | 5.00",
            "收入总计 | 35.00 | 支出总计 | 35.00 | 30.00 | -",
        ),
    )
    assert amounts(found.tables[0])["212"] == {"total": "5.00", "government_fund": "5.00"}


def test_economic_classes_across_get_their_codes_from_the_official_names() -> None:
    """A 小计 is the sum of the class above it; below 项目支出 the classes are that part alone."""
    found, _ = read(
        "T5",
        grid(
            "科目编码 | 科目名称 | 合计 | 工资福利支出 | < | 项目支出 | <",
            "^ | ^ | ^ | 小计 | 基本工资 | 小计 | 商品和服务支出",
            "2130301 | 行政运行 | 30.00 | 20.00 | 20.00 | 10.00 | 10.00",
        ),
    )
    assert amounts(found.tables[0])["2130301"] == {
        "total": "30.00",
        "301": "20.00",
        "30101": "20.00",
        "project": "10.00",
        "project.302": "10.00",
    }


def test_goods_works_and_services_are_told_behind_the_letters_of_their_catalogue() -> None:
    bought, _ = read(
        "T12", grid("采购类别 | 金额", "A-货物 | 2.00", "B-工程 | 1.00", "C-服务 | 7.00", "合计 | 10.00")
    )
    assert [row.row_code for row in bought.tables[0].rows] == ["goods", "works", "services", "total"]


def test_a_name_merged_over_rows_names_each_where_other_columns_tell_them_apart() -> None:
    bought, _ = read(
        "T12",
        grid(
            "采购品目大类 | 专项名称 | 采购物品名称 | 采购组织形式 | 总计",
            "货物 | | | | 9.00",
            " | 书库改造 | | | 9.00",
            " | | 密集书架 | 集中采购 | 5.00",
            " | | ^ | 分散采购 | 3.00",
            " | | 阅览桌椅 | 分散采购 | 1.00",
        ),
    )
    labels = [row.row_label for row in bought.tables[0].rows]
    assert labels == ["货物", "书库改造", "密集书架", "密集书架", "阅览桌椅"]
