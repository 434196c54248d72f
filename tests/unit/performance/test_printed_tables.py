"""What is printed is what is read: invented tables in columns of any width."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from hypothesis import given
from hypothesis import strategies as st

from services.extractor.performance import read_plans_from_lines
from services.extractor.performance.cell_text import normalise_target
from shared.model.document import ObservationKind
from shared.model.performance import Indicator
from tests.unit.performance.forms import HEAD, LAYOUT
from tests.unit.performance.printing import Printer, wrap

HEADER = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "指标值",
    "basis": "指标值设置依据",
    "previous": "上年完成值",
    "weight": "指标分值权重",
    "scoring": "指标赋分规则",
    "evidence": "佐证资料",
}
LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("成本指标", "经济成本指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
)
VERBS = ("", "维修", "采购", "开展", "发放", "检测")
THINGS = ("村级道路", "图书借阅", "防汛物资", "政务热线", "LED显示屏", "老旧小区电梯", "流动服务车", "水质")
NOUNS = ("数量", "次数", "覆盖率", "合格率", "面积", "成本", "完成时间", "补贴标准", "服务质量")
UNITS = ("次", "人", "万元", "%", "平方米", "台", "元/人", "次/年", "公里", "批次")
QUALITIES = ("长期", "有效保障", "显著提升", "持续改善", "不断完善", "效果显著")
BASES = (
    "计划标准",
    "行业标准",
    "预算支出标准",
    "2025年工作计划",
    "青原县“十五五”规划",
    "单位年度工作总结和计划",
)
SCORINGS = ("按照完成比例赋分", "按照正常比例赋分", "按评判等级赋分", "满意度赋分")
EVIDENCES = ("工作资料", "原始凭证", "说明材料")
Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """Rows as they should be read, and the width of each column in half characters."""

    rows: list[Row]
    widths: dict[str, int]


@st.composite
def measured_cells(draw: st.DrawFn) -> tuple[str, str, str]:
    """A name with or without its unit, a target with an operator, a value of last year or none."""
    name = draw(st.sampled_from(VERBS)) + draw(st.sampled_from(THINGS)) + draw(st.sampled_from(NOUNS))
    unit = draw(st.sampled_from(UNITS))
    number = draw(st.one_of(st.integers(1, 400).map(str), st.decimals(0, 99, places=2).map(str)))
    sign = draw(st.sampled_from((">=", "＞=", "=", "≤", "＜=")))
    previous = draw(st.sampled_from(("", "新增", f"{number}{unit}", f"{number} {unit}", number)))
    return name + draw(st.sampled_from(("", f"（{unit}）"))), f"{sign}{number}{unit}", previous


@st.composite
def quality_cells(draw: st.DrawFn) -> tuple[str, str, str]:
    """A name and a quality to be reached, repeated for last year or not."""
    name = draw(st.sampled_from(VERBS)) + draw(st.sampled_from(THINGS)) + draw(st.sampled_from(NOUNS))
    quality = draw(st.sampled_from(QUALITIES))
    return name, quality, draw(st.sampled_from(("", "新增", quality)))


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[tuple[str, str, str]]) -> Table:
    """A table of one to four rows under ascending levels."""
    levels = sorted(draw(st.lists(st.integers(0, len(LEVELS) - 1), min_size=1, max_size=4)))
    rows: list[Row] = []
    for level in levels:
        name, target, previous = draw(cells)
        rows.append(
            {
                "level1": LEVELS[level][0],
                "level2": LEVELS[level][1],
                "level3": name,
                "target": target,
                "basis": draw(st.sampled_from(BASES)),
                "previous": previous,
                "weight": str(draw(st.integers(1, 40))),
                "scoring": draw(st.sampled_from(SCORINGS)),
                "evidence": draw(st.sampled_from(EVIDENCES)),
            }
        )
    choices = {"level3": (6, 8, 12, 22), "target": (6, 8, 10), "basis": (8, 12, 18), "scoring": (6, 8, 16)}
    widths = {column: draw(st.sampled_from(choices.get(column, (6, 8, 10)))) for column in HEADER}
    return Table(rows, widths)


def printed(table: Table) -> Printer:
    """Print a table below the form's head; levels stand in their first row alone."""
    printer = Printer()
    for line in HEAD:
        printer.line(line)
    printer.row([wrap(label, table.widths[column]) for column, label in HEADER.items()])
    above: Row = {}
    for row in table.rows:
        cells = dict(row)
        if row["level1"] == above.get("level1"):
            cells["level1"] = ""
            cells["level2"] = "" if row["level2"] == above["level2"] else row["level2"]
        printer.row([wrap(cells[column], table.widths[column]) for column in HEADER])
        above = row
    return printer


def says(indicator: Indicator) -> Row:
    found = asdict(indicator)
    return {column: "" if found[column] is None else str(found[column]) for column in HEADER}


def expected(row: Row) -> Row:
    return {column: normalise_target(text.replace(" ", "")) for column, text in row.items()}


@given(tables(measured_cells()))
def test_tables_of_measured_targets_are_read_as_printed(table: Table) -> None:
    (plan,) = read_plans_from_lines(printed(table).lines(), LAYOUT).plans
    assert [says(indicator) for indicator in plan.indicators] == [expected(row) for row in table.rows]


@given(tables(st.one_of(measured_cells(), quality_cells())))
def test_where_a_quality_has_no_sure_beginning_a_wrong_reading_is_never_silent(table: Table) -> None:
    read = read_plans_from_lines(printed(table).lines(), LAYOUT)
    right = [says(row) for row in read.plans[0].indicators] == [expected(row) for row in table.rows]
    assert right or any(problem.kind is ObservationKind.ROW_UNMAPPED for problem in read.problems)


@given(tables(measured_cells()))
def test_every_character_below_the_title_is_used_once(table: Table) -> None:
    lines = printed(table).lines()
    read = read_plans_from_lines(lines, LAYOUT)
    used = [(use.span.key, at) for use in read.used for at in range(use.span.start, use.span.end)]
    characters = {(line.key, at) for line in lines for at, char in enumerate(line.text) if not char.isspace()}
    assert len(used) == len(set(used))
    assert set(used) == characters
