"""Tables without rules: what stands below each other is a column, what is prose is none."""

from __future__ import annotations

from tests.unit.reading.drawn import Pen, pdf, read_page, rows


def table(pen: Pen, *lines: tuple[float, tuple[tuple[float, str], ...]]) -> None:
    for baseline, words in lines:
        for x, text in words:
            pen.say(x, baseline, text, 9)


AMOUNTS = (
    (100.0, ((30, "合计"), (180, "900.00"), (250, "500.00"), (320, "400.00"))),
    (122.0, ((30, "教育支出"), (180, "600.00"), (250, "400.00"), (320, "200.00"))),
    (144.0, ((30, "住房保障支出"), (180, "300.00"), (250, "100.00"), (320, "200.00"))),
)


def test_words_below_each_other_are_the_cells_of_a_column() -> None:
    def draw(pen: Pen) -> None:
        table(pen, (78, ((60, "项目"), (190, "合计"), (245, "基本支出"), (311, "项目支出"))), *AMOUNTS)

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid) == [
        ["项目", "合计", "基本支出", "项目支出"],
        ["合计", "900.00", "500.00", "400.00"],
        ["教育支出", "600.00", "400.00", "200.00"],
        ["住房保障支出", "300.00", "100.00", "200.00"],
    ]


def test_a_word_over_the_middle_of_columns_is_their_group() -> None:
    def draw(pen: Pen) -> None:
        head = (56.0, ((60, "名称"), (272, "一般公共预算")))
        names = (78.0, ((60, "项目"), (190, "合计"), (245, "基本支出"), (311, "项目支出")))
        table(pen, head, names, *AMOUNTS)

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[:2] == [
        ["名称", "合计", "一般公共预算", "一般公共预算"],
        ["项目", "合计", "基本支出", "项目支出"],
    ]
    assert rows(grid)[-1] == ["住房保障支出", "300.00", "100.00", "200.00"]


SHORT = (
    (110.0, ((30, "合计"), (150, "9.00"), (245, "5.00"), (345, "4.00"))),
    (132.0, ((30, "教育支出"), (150, "6.00"), (245, "4.00"), (345, "2.00"))),
    (154.0, ((30, "住房保障支出"), (150, "3.00"), (245, "1.00"), (345, "2.00"))),
)
"""Short amounts at the right ends of wide columns: the labels in the middle of these stand over none of them."""


def test_a_label_in_the_middle_of_its_column_is_that_of_the_amounts_at_its_right_end() -> None:
    def draw(pen: Pen) -> None:
        table(pen, (88, ((50, "项目"), (115, "合计"), (200, "基本支出"), (300, "项目支出"))), *SHORT)

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[:2] == [["项目", "合计", "基本支出", "项目支出"], ["合计", "9.00", "5.00", "4.00"]]


def test_a_group_between_its_two_columns_makes_no_column() -> None:
    def draw(pen: Pen) -> None:
        head = (66.0, ((92, "收入"), (280, "支出")))
        names = (88.0, ((50, "项目"), (115, "预算数"), (222, "项目"), (325, "预算数")))
        body = (
            (110.0 + 22 * number, ((30, left), (140, "6.00"), (200, right), (345, "6.00")))
            for number, (left, right) in enumerate(
                (("甲收入", "教育支出"), ("乙收入", "卫生支出"), ("总计", "总计"))
            )
        )
        table(pen, head, names, *body)

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[:2] == [["收入", "收入", "支出", "支出"], ["项目", "预算数", "项目", "预算数"]]


def test_a_group_does_not_stand_over_a_label_beside_it() -> None:
    """合计 goes through both rows of the header, and a column without amounts keeps its label."""

    def draw(pen: Pen) -> None:
        head = (66.0, ((241, "一般公共预算"),))
        beside = (77.0, ((50, "项目"), (115, "合计")))
        names = (88.0, ((200, "基本支出"), (300, "项目支出")))
        body = (
            (110.0 + 22 * number, ((30, label), (150, "6.00"), (345, "6.00")))
            for number, label in enumerate(("合计", "教育支出", "住房保障支出"))
        )
        table(pen, head, beside, names, *body)

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[:3] == [
        ["项目", "合计", "一般公共预算", "一般公共预算"],
        ["项目", "合计", "基本支出", "项目支出"],
        ["合计", "6.00", "", "6.00"],
    ]


def test_a_label_that_wraps_stays_one_cell_and_a_blank_cell_stays_blank() -> None:
    def draw(pen: Pen) -> None:
        table(
            pen,
            *AMOUNTS,
            (166, ((30, "机关事业单位基本"),)),
            (171, ((180, "50.00"), (320, "50.00"))),
            (176, ((30, "养老保险缴费"),)),
        )

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[-1] == ["机关事业单位基本养老保险缴费", "50.00", "", "50.00"]


def test_figures_in_prose_are_no_table() -> None:
    def draw(pen: Pen) -> None:
        for number in range(5):
            pen.say(
                30,
                60 + 20 * number,
                f"（{number + 1}）本年安排 12{number}.00 万元，比上年增加 3.00 万元，",
                9,
            )

    assert read_page(pdf(draw)).grids == ()


def test_two_lines_of_amounts_are_too_few_to_tell_columns() -> None:
    assert read_page(pdf(lambda pen: table(pen, *AMOUNTS[:2]))).grids == ()


def test_one_group_alone_above_the_labels_is_theirs_and_no_title() -> None:
    """合计 and 项目 are in the middle of a height that the labels below 一般公共预算 do not fill."""

    def draw(pen: Pen) -> None:
        table(
            pen,
            (40, ((120, "二〇二七年支出一览"),)),
            (60, ((269, "一般公共预算"),)),
            (68, ((60, "项目"), (190, "合计"))),
            (76, ((254, "小计"), (311, "项目支出"))),
            (96, ((30, "合计"), (180, "900.00"), (250, "500.00"), (320, "400.00"))),
            (112, ((30, "教育支出"), (180, "600.00"), (250, "400.00"), (320, "200.00"))),
            (128, ((30, "住房保障支出"), (180, "300.00"), (250, "100.00"), (320, "200.00"))),
        )

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[:2] == [
        ["项目", "合计", "一般公共预算", "一般公共预算"],
        ["项目", "合计", "小计", "项目支出"],
    ]


def test_a_row_of_one_line_below_a_header_is_a_table() -> None:
    def draw(pen: Pen) -> None:
        head = (78, ((60, "单位"), (170, "合计"), (220, "公务接待费"), (305, "公务用车费")))
        table(pen, head, (96, ((30, "青石市档案馆"), (180, "9.00"), (335, "4.00"))))

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid) == [
        ["单位", "合计", "公务接待费", "公务用车费"],
        ["青石市档案馆", "9.00", "", "4.00"],
    ]


def test_the_first_row_keeps_a_name_that_begins_above_its_amounts() -> None:
    def draw(pen: Pen) -> None:
        table(
            pen,
            (60, ((60, "项目"), (190, "合计"), (245, "基本支出"), (311, "项目支出"))),
            (78, ((30, "机关事业单位基本"),)),
            (84, ((180, "900.00"), (250, "500.00"), (320, "400.00"))),
            (90, ((30, "养老保险缴费"),)),
            (108, ((30, "教育支出"), (180, "600.00"), (250, "400.00"), (320, "200.00"))),
            (124, ((30, "卫生支出"), (180, "300.00"), (250, "100.00"), (320, "200.00"))),
        )

    (grid,) = read_page(pdf(draw)).grids

    assert rows(grid)[:2] == [
        ["项目", "合计", "基本支出", "项目支出"],
        ["机关事业单位基本养老保险缴费", "900.00", "500.00", "400.00"],
    ]


def test_digits_and_spaced_characters_are_one_label_with_what_they_stand_beside() -> None:
    def draw(pen: Pen) -> None:
        head = (
            78,
            ((45, "项"), (80, "目"), (160, "2026"), (182, "年执行数"), (250, "2027"), (272, "年预算数")),
        )
        body = (
            (96 + 18 * number, ((30, label), (195, "600.00"), (285, "500.00")))
            for number, label in enumerate(("合计", "教育支出", "卫生支出"))
        )
        table(pen, head, *body)

    (grid,) = read_page(pdf(draw)).grids

    assert [text.replace(" ", "") for text in rows(grid)[0]] == ["项目", "2026年执行数", "2027年预算数"]


def test_where_two_labels_may_have_the_same_amounts_there_is_no_table() -> None:
    """The amounts reach below both labels: nothing tells whose they are."""

    def draw(pen: Pen) -> None:
        head = (78, ((60, "项目"), (160, "预算"), (190, "决算")))
        body = ((96 + 18 * number, ((30, "教育支出"), (165, "1,234,600.00"))) for number in range(3))
        table(pen, head, *body)

    assert read_page(pdf(draw)).grids == ()
