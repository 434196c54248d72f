"""The grids of a final account: blocks side by side, coded tables, the three shapes of 三公."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from tests.typeset.blocks import Cell, Column, Grid, GridRow, words
from tests.typeset.disclosure import Row, Table
from tests.typeset.families.final_account_forms import FinalForm
from tests.typeset.families.final_account_office import office_grid
from tests.typeset.families.final_account_three_public import across, down, lines
from tests.typeset.families.printing import (
    NOTHING,
    CodedForm,
    Head,
    header,
    plain,
    plain_wan,
    tall,
    yuan_cents,
)

Numbered = tuple[int, Row]
_BUDGETS = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")


@dataclass(frozen=True)
class Press:
    """Prints the tables of one form."""

    form: FinalForm

    @property
    def coded(self) -> CodedForm:
        """How rows with codes are printed."""
        return CodedForm(self.form.codes, yuan_cents if self.form.unit == "元" else plain_wan)

    def grid(self, table: Table) -> Grid:
        """Give the grid of a table."""
        if table.id in ("FA1", "FA4"):
            return self._summary(table)
        if table.id in ("FA18", "FA19", "FA20"):
            return office_grid(table, self.coded)
        if table.id == "FA7":
            return _SHAPES[self.form.three_public](table, self.coded)
        if table.id == "FA6" and self.form.basic == "blocks":
            return self._blocks(table)
        return self._coded(table)

    def _summary(self, table: Table) -> Grid:
        """Two or three blocks of lines; the sums below the classes stand on the same lines as those of the income."""
        rows = list(enumerate(table.rows, start=1))
        last = next(one for one in rows if one[1].kind == "total")
        sides = [
            [
                one
                for one in rows
                if one[1].kind == "line" and not one[1].code.startswith(("expenditure", "use"))
            ],
            [one for one in rows if one[1].kind == "class" or one[1].code.startswith("expenditure")],
            [one for one in rows if one[1].code.startswith("use")],
        ]
        right: tuple[str, ...] = ("expenditure",)
        if table.id == "FA4":
            right = ("total", "general_public", "government_fund", "state_capital")
        keys: list[tuple[str, ...]] = [("income",), right, ("by_use",)]
        if self.form.budgets:
            keys = [(f"{own[0]}_budget", f"{own[0]}_adjusted", own[0]) for own in keys]
        if not self.form.by_use:
            sides, keys = sides[:2], keys[:2]
        lines = [list(line) for line in zip(*_even(sides), strict=True)]
        lines.append([last] * len(sides))
        body = [
            self._line(table, number, line, keys, len(lines)) for number, line in enumerate(lines, start=1)
        ]
        order = (Column("code", 1.2),) if self.form.numbered else ()
        columns = tuple(
            column
            for own in keys
            for column in (Column("label", 6.4), *order, *(Column("amount", 3.2) for _ in own))
        )
        return Grid(columns, self._summary_head(table, keys), tuple(body))

    def _line(
        self,
        table: Table,
        number: int,
        line: Sequence[Numbered],
        keys: Sequence[tuple[str, ...]],
        height: int,
    ) -> GridRow:
        cells: list[Cell] = []
        for place, (one, own) in enumerate(zip(line, keys, strict=True)):
            is_total = one[1].kind == "total"
            cells.append(words("总计" if is_total else one[1].label, align="center" if is_total else "left"))
            if self.form.numbered:
                cells.append(words(str(number + place * height), align="center"))
            cells += self.coded.amounts(table.id, one, own)
        return tuple(cells)

    def _summary_head(self, table: Table, keys: Sequence[tuple[str, ...]]) -> tuple[GridRow, ...]:
        order = ("行次",) if self.form.numbered else ()
        third = ("项目（按支出性质和经济分类）", *order, "决算数")
        names: tuple[str, ...] = ("决算数",) if table.id == "FA1" else ("合计", *_BUDGETS)
        left = "项目（按功能分类）" if self.form.by_use else "项目"
        given: tuple[str, ...] = ("决算数",)
        if self.form.budgets:
            given = names = ("年初预算数", "全年预算数", "决算数")
            third = (*third[:-1], *given)
        across = len(order) + 1
        heads = [
            (("收入", across + len(given), 1), ("支出", sum(across + len(own) for own in keys[1:]), 1)),
            plain("项目", *order, *given, left, *order, *names, *(third if self.form.by_use else ())),
        ]
        if self.form.numbered:
            numbers = iter(range(1, 40))
            made: list[str] = []
            for own in keys:
                made += ["栏次", "", *(str(next(numbers)) for _ in own)]
            heads.append(plain(*made))
        return header(*heads)

    def _coded(self, table: Table) -> Grid:
        names, keys = self._columns(table)
        if self.form.nested and table.id in ("FA5", "FA8"):
            return self.coded.grid(table, _NESTED_HEAD, NESTED)
        grid = self.coded.grid(table, self._coded_head(table, names), keys)
        return _entered(grid) if self.form.codes == "three" and self.form.numbered else grid

    def _coded_head(self, table: Table, names: Sequence[str]) -> tuple[GridRow, ...]:
        count = 3 if self.form.codes == "three" else 1
        code = "科目编码" if table.id == "FA6" else "功能分类科目编码"
        if count == 1:
            rows: list[Sequence[Head]] = [(("项目", 2, 1), *tall(*names)), plain(code, "科目名称")]
        else:
            rows = [(("项目", 4, 1), *((name, 1, 3) for name in names))]
            rows += [((code, 3, 1), ("科目名称", 1, 2)), plain("类", "款", "项")]
        if self.form.numbered:
            rows.append((("栏次", count + 1, 1), *plain(*(str(n) for n in range(1, len(names) + 1)))))
        return header(*rows)

    def _columns(self, table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the words over a table's columns and their keys."""
        if table.id in _COLUMNS:
            found = _COLUMNS[table.id]
        elif table.id == "FA6":
            basic = {"total": "合计", "personnel": "人员经费", "operating": "公用经费"}
            found = basic if self.form.basic == "columns" else {"total": "决算数"}
        else:
            flow = table.id == "FA8" or (table.id == "FA5" and self.form.flow)
            found = _FLOW if flow else _SPENDING
        return tuple(found.values()), tuple(found)

    def _blocks(self, table: Table) -> Grid:
        """Personnel funds, operating funds, and what is left of these, side by side, with their sums below."""
        rows = list(enumerate(table.rows, start=1))
        personnel = [one for one in rows if one[1].code[:3] in ("301", "303")]
        others = [one for one in rows if one[1].code.isdigit() and one not in personnel]
        half = (len(others) + 1) // 2
        middle = others[: max(half, len(personnel) // 2)]
        blocks = (personnel, middle, others[len(middle) :])
        body = [
            tuple(cell for one in line for cell in self._economic(table, one))
            for line in zip_longest(*blocks, fillvalue=NOTHING)
        ]
        sums = {one[1].code: one for one in rows}
        body.append(
            (
                words("人员经费合计", 2, align="center"),
                *self.coded.amounts(table.id, sums.get("personnel", NOTHING), ("total",)),
                words("公用经费合计", 5, align="center"),
                *self.coded.amounts(table.id, sums.get("operating", NOTHING), ("total",)),
            )
        )
        heads = header(
            (("人员经费", 3, 1), ("公用经费", 6, 1)),
            plain(*("科目编码", "科目名称", "决算数") * 3),
        )
        columns = (Column("code", 1.6), Column("label", 4), Column("amount", 2.6)) * 3
        return Grid(columns, heads, tuple(body))

    def _economic(self, table: Table, one: Numbered) -> tuple[Cell, ...]:
        return (words(one[1].code), words(one[1].label), *self.coded.amounts(table.id, one, ("total",)))


def _entered(grid: Grid) -> Grid:
    """Give a grid whose cells 类 款 项 reach down beside 栏次 into the row of the total, as in the Ministry's form."""
    *upper, codes, numbers = grid.header
    total, *rows = grid.body
    names = [replace(cell, rowspan=2) for cell in codes]
    lines = [replace(numbers[0], colspan=1), *numbers[1:]]
    if total[0].colspan == 1:
        return grid  # nothing is printed in the table
    heads = [tuple(replace(cell, rowspan=max(1, cell.rowspan - 1)) for cell in row) for row in upper]
    first = (replace(total[0], colspan=1), *total[1:])
    return replace(grid, header=(), body=(*heads, (*names, *lines), first, *rows))


def _even(sides: Sequence[Sequence[Numbered]]) -> list[list[Numbered]]:
    """Give the blocks the same height: the balances at the foot of each stand beside each other."""
    height = max(len(side) for side in sides)
    made = []
    for side in sides:
        foot = next((n for n, one in enumerate(side) if one[1].code in _FEET), len(side))
        made.append([*side[:foot], *[NOTHING] * (height - len(side)), *side[foot:]])
    return made


_FEET = ("income.current", "appropriation", "expenditure.current", "use.classes")
"""The lines with which the foot of a block begins."""
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "FA2": {
        "total": "本年收入合计",
        "fiscal_subtotal": "财政拨款收入",
        "superior_subsidy": "上级补助收入",
        "business_income": "事业收入",
        "operating_income": "经营收入",
        "affiliated": "附属单位上缴收入",
        "other_income": "其他收入",
    },
    "FA3": {
        "total": "本年支出合计",
        "basic": "基本支出",
        "project": "项目支出",
        "upward": "上缴上级支出",
        "operating_business": "经营支出",
        "subsidy": "对附属单位补助支出",
    },
}
NESTED = (
    "carryover",
    "carryover_basic",
    "carryover_project",
    "income",
    "income_basic",
    "income_project",
    "total",
    "basic",
    "basic_personnel",
    "basic_operating",
    "project",
    "carryforward",
    "carryforward_basic",
    "carryforward_project",
)
_NESTED_HEAD = header(
    (
        ("项目", 2, 1),
        ("年初结转和结余", 3, 1),
        ("本年收入", 3, 1),
        ("本年支出", 5, 1),
        ("年末结转和结余", 3, 1),
    ),
    (
        *tall("功能分类科目编码", "科目名称", "合计", "基本支出结转", "项目支出结转和结余"),
        *tall("合计", "基本支出", "项目支出", "合计"),
        ("基本支出", 3, 1),
        *tall("项目支出", "合计", "基本支出结转", "项目支出结转和结余"),
    ),
    plain("小计", "人员经费", "公用经费"),
    (("栏次", 2, 1), *plain(*(str(number) for number in range(1, 15)))),
)
_SPENDING = {"total": "本年支出合计", "basic": "基本支出", "project": "项目支出"}
_FLOW = {
    "carryover": "年初结转和结余",
    "income": "本年收入",
    "total": "本年支出合计",
    "basic": "基本支出",
    "project": "项目支出",
    "carryforward": "年末结转和结余",
}
_SHAPES = {"across": across, "down": down, "lines": lines}
