"""A disclosure of the made-up province of docs/adding-a-layout.md, as blocks for a producer to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.typeset.blocks import Block, Cell, Column, Grid, GridRow, PageBreak, Spread, Text, words

DEPARTMENT = "云澜省水文局"
CODE, LABEL, AMOUNT = Column("code", 2.5), Column("label", 6), Column("amount", 3)

INCOME = (
    ("一、一般公共预算拨款收入", "9,000,000.00"),
    ("二、政府性基金预算拨款收入", ""),
    ("三、国有资本经营预算拨款收入", ""),
    ("四、财政专户管理资金收入", ""),
    ("五、单位资金收入", "500,000.00"),
    ("本年收入合计", "9,500,000.00"),
    ("上年结转结余", "300,000.00"),
)
CLASSES = (
    ("208 社会保障和就业支出", "600,000.00"),
    ("213 农林水支出", "8,900,000.00"),
    ("221 住房保障支出", "300,000.00"),
    *((("", ""),) * 4),
)
TOTALS = ("收入总计", "9,800,000.00", "支出总计", "9,800,000.00")
_PENSION, _HOUSING = (("600,000.00",) * 3 + ("",) * 4, ("300,000.00",) * 3 + ("",) * 4)
_WATER = (
    *("8,900,000.00", "5,400,000.00", "4,600,000.00", "800,000.00"),
    *("3,500,000.00", "2,500,000.00", "1,000,000.00"),
)
EXPENDITURE = (
    ("208", "社会保障和就业支出", *_PENSION),
    ("20805", "行政事业单位养老支出", *_PENSION),
    ("2080505", "机关事业单位基本养老保险缴费支出", *_PENSION),
    ("213", "农林水支出", *_WATER),
    ("21303", "水利", *_WATER),
    ("2130301", "行政运行", "5,400,000.00", "5,400,000.00", "4,600,000.00", "800,000.00", "", "", ""),
    ("2130313", "水文测报", "3,500,000.00", "", "", "", "3,500,000.00", "2,500,000.00", "1,000,000.00"),
    ("221", "住房保障支出", *_HOUSING),
    ("22102", "住房改革支出", *_HOUSING),
    ("2210201", "住房公积金", *_HOUSING),
    (
        *("", "合计", "9,800,000.00", "6,300,000.00", "5,500,000.00", "800,000.00"),
        *("3,500,000.00", "2,500,000.00", "1,000,000.00"),
    ),
)
EXPENDITURE_KEYS = (
    "total",
    "basic",
    "basic_personnel",
    "basic_operating",
    "project",
    "project_own",
    "project_transfer",
)
THREE_PUBLIC = (
    ("合计", "120,000.00", "120,000.00", ""),
    ("因公出国（境）费用", "", "", ""),
    ("公务接待费", "20,000.00", "20,000.00", ""),
    ("公务用车费用", "100,000.00", "100,000.00", ""),
    ("其中：购置费", "", "", ""),
    ("运行维护费", "100,000.00", "100,000.00", ""),
)
SERVICES = (
    ("水文站点保洁", "80,000.00", "50,000.00", "30,000.00"),
    ("资料整编", "120,000.00", "120,000.00", ""),
    ("合计", "200,000.00", "170,000.00", "30,000.00"),
)
PROSE = (
    ("一、收支预算总体情况", f"{DEPARTMENT}2027年收支总预算980.00万元。"),
    (
        "二、支出预算情况",
        f"{DEPARTMENT}2027年支出预算980.00万元，其中：基本支出630.00万元，项目支出350.00万元。",
    ),
    (
        "三、“三公”经费预算情况",
        f"{DEPARTMENT}2027年“三公”经费预算12.00万元，其中：公务接待费2.00万元，公务用车运行维护费10.00万元。",
    ),
)
INDICATORS = (
    ("数量指标", "运行水文站数量", "≥120个", "40"),
    ("质量指标", "水情报汛差错率", "≤1%", "30"),
    ("社会效益指标", "洪水预警发布及时率", "≥95%", "30"),
)


def disclosure() -> tuple[Block, ...]:
    """The whole document, in order."""
    return tuple(_document())


def _document() -> Iterator[Block]:
    yield Text(f"第一部分 {DEPARTMENT}部门概况", "part")
    yield Text("一、主要职责", "heading")
    yield Text("（一）组织水文站网的建设和管理。")
    yield PageBreak()
    yield Text("第二部分 2027年部门预算表", "part")
    for number, (title, grid) in enumerate(_tables(), start=1):
        yield Text(f"附表{number}", "table_number")
        yield Text(f"部门{title}", "table_title")
        yield Spread(f"填报部门：{DEPARTMENT}", "单位：元")
        yield grid
        if title == "政府性基金预算支出表":
            yield Text(f"说明：{DEPARTMENT}不涉及这一项，本表无内容。", "note")
        yield PageBreak()
    yield Text("第三部分 2027年部门预算情况说明", "part")
    for heading, sentence in PROSE:
        yield Text(heading, "heading")
        yield Text(sentence)
    yield Text("四、绩效目标情况", "heading")
    yield PageBreak()
    yield Text("部门整体绩效目标表", "table_title")
    yield Text("（2027年度）", "table_number")
    yield _performance()
    yield PageBreak()
    yield Text("第四部分 名词解释", "part")
    yield Text("一、基本支出：为保障机构正常运转发生的支出。")
    yield Text(DEPARTMENT, "signature")
    yield Text("2027年2月1日", "signature")


def _tables() -> Iterator[tuple[str, Grid]]:
    two_sides = tuple(
        _row(income[0], income[1], other[0], other[1]) for income, other in zip(INCOME, CLASSES, strict=True)
    )
    sides = (_heads(("收入", 2, 1), ("支出", 2, 1)), _heads("项目", "本年预算", "支出功能科目", "本年预算"))
    yield "收支预算总表", Grid((LABEL, AMOUNT, LABEL, AMOUNT), sides, (*two_sides, _row(*TOTALS)))
    tall = (("科目编码", 1, 2), ("科目名称", 1, 2), ("合计", 1, 2), ("基本支出", 3, 1), ("项目支出", 3, 1))
    low = _heads("小计", "人员经费", "公用经费", "小计", "部门本级", "对下转移支付")
    yield "支出预算总表", Grid((CODE, LABEL, *(AMOUNT,) * 7), (_heads(*tall), low), _rows(EXPENDITURE))
    fund = _heads("科目编码", "科目名称", "合计", "项目支出")
    yield "政府性基金预算支出表", Grid((CODE, LABEL, AMOUNT, AMOUNT), (fund,), (_row("", "", "", ""),))
    public = (
        _heads(("项目", 1, 2), ("合计", 1, 2), ("资金来源", 2, 1)),
        _heads("一般公共预算", "政府性基金预算"),
    )
    yield "“三公”经费预算表", Grid((LABEL, *(AMOUNT,) * 3), public, _rows(THREE_PUBLIC))
    services = (_heads("购买服务项目", "合计", "财政拨款", "单位资金"),)
    yield "政府购买服务预算表", Grid((LABEL, *(AMOUNT,) * 3), services, _rows(SERVICES))


def _performance() -> Grid:
    first, second, third = (tuple(words(text) for text in indicator) for indicator in INDICATORS)
    rows: tuple[GridRow, ...] = (
        (words("部门名称"), words(DEPARTMENT, 2), words("年度预算（元）"), words("9,800,000.00")),
        (words("年度目标"), words("完成水文站网运行维护，及时发布水情信息。", 4)),
        tuple(words(text) for text in ("一级指标", "二级指标", "三级指标", "目标值", "分值")),
        (words("产出指标", 1, 2), *first),
        second,
        (words("效益指标"), *third),
    )
    return Grid(tuple(Column("text", weight) for weight in (3, 3, 4, 3, 2)), (), rows)


def _heads(*cells: str | tuple[str, int, int]) -> GridRow:
    spans = ((cell, 1, 1) if isinstance(cell, str) else cell for cell in cells)
    return tuple(Cell(text, across, down, head=True) for text, across, down in spans)


def _row(*cells: str) -> GridRow:
    return tuple(
        words(cell, align="right" if cell[:1].isdigit() and "." in cell else "left") for cell in cells
    )


def _rows(rows: Sequence[Sequence[str]]) -> tuple[GridRow, ...]:
    return tuple(_row(*row) for row in rows)
