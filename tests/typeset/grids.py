"""The grids of the eleven budget tables, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from tests.typeset.blocks import Cell, Column, Grid, GridRow, Spread, words
from tests.typeset.disclosure import Disclosure, Row, Table
from tests.typeset.forms import FORMS, SHORT, TableForm, code_parts
from tests.typeset.style import Style

Numbered = tuple[int, Row]
"""A row and its number within its table, counted from 1; a row of nothing has the number 0."""
NOTHING: Numbered = (0, Row("line", "", ""))


def budget_grid(disclosure: Disclosure, table: Table, style: Style, lead: Spread) -> Grid:
    """One of the eleven tables in a style; ``lead`` is the line above it."""
    return Setting(disclosure, table, style, (lead,) if style.repeat_lead else ()).grid()


@dataclass(frozen=True)
class Setting:
    """One table of one disclosure in one style."""

    disclosure: Disclosure
    table: Table
    style: Style
    lead: tuple[Spread, ...]

    def grid(self) -> Grid:
        """The whole grid."""
        if self.table.id == "T1":
            return self.two_sided(("expenditure",))
        if self.table.id == "T4":
            return self.two_sided(("total", "general_public", "government_fund", "state_capital"))
        form = FORMS[self.table.id]
        many = len(form.keys) > 8
        header = [tuple(self.head(*cell, tall=many) for cell in row) for row in form.heads]
        if self.disclosure.conventions.number_row:
            header.append(tuple(Cell(text, head=True) for text in form.number_row))
        body = [self.row(form, numbered) for numbered in enumerate(self.table.rows, start=1)]
        if self.table.sentence and not self.table.rows and self.style.empty_table == "row":
            body.append((words(self.table.sentence, len(form.columns)),))
        return Grid(form.columns, tuple(header), tuple(body), self.lead)

    def head(self, text: str, across: int = 1, down: int = 1, *, tall: bool = False) -> Cell:
        """A head in the author's and the style's manner; a short one of a tall header may stand vertically."""
        if self.disclosure.conventions.labels == "short":
            text = SHORT.get(self.table.id, {}).get(text, text)
        if self.style.spaced_heads and len(text) == 2:
            text = f"{text[0]} {text[1]}"
        vertical = tall and self.style.vertical_heads and len(text) < 8 and across == down == 1
        return Cell(text, across, down, head=True, vertical=vertical)

    def bold(self, row: Row) -> bool:
        """Whether the style prints the row in bold: totals, and in the two-sided tables the numbered lines."""
        return self.style.bold_total and (row.kind == "total" or row.label[1:2] in ("、", "."))

    def amounts(self, numbered: Numbered, keys: tuple[str, ...]) -> GridRow:
        """The amounts of a row; a blank cell where there is none."""
        number, row = numbered
        return tuple(
            Cell(
                self.disclosure.printed(row.cells[key]) if key in row.cells else "",
                align=self.style.number_align,
                bold=self.bold(row),
                name=f"{self.table.id}:{number}:{key}" if key in row.cells else "",
            )
            for key in keys
        )

    def row(self, form: TableForm, numbered: Numbered) -> GridRow:
        """A row's codes, label, project and amounts."""
        row, bold = numbered[1], self.bold(numbered[1])
        amounts = self.amounts(numbered, form.keys)
        if row.kind in ("total", "department"):
            if self.style.merge_total or form.codes == 0:
                return (words(row.label, form.codes + len(form.labels), align="center", bold=bold), *amounts)
            blank = tuple(words("") for _ in range(form.codes))
            further = tuple(words("") for _ in form.labels[1:])
            return (*blank, words(row.label, bold=bold), *further, *amounts)
        codes = tuple(words(part, align="center") for part in code_parts(row.code, form.codes))
        project = (words(row.project or ""),) if len(form.labels) == 2 else ()
        return (*codes, words(row.label), *project, *amounts)

    def two_sided(self, right: tuple[str, ...]) -> Grid:
        """T1 and T4: income lines on the left, every expenditure class on the right, the totals in one row."""
        split = self.style.class_code == "split"

        def named(row: Row) -> GridRow:
            if split:
                return words(row.code, align="center"), words(row.label)
            return (words(f"{row.code} {row.label}".strip()),)

        rows = tuple(enumerate(self.table.rows, start=1))
        lines = [numbered for numbered in rows if numbered[1].kind == "line"]
        classes = [numbered for numbered in rows if numbered[1].kind == "class"]
        last = next(numbered for numbered in rows if numbered[1].kind == "total")
        income = ("income",)
        body = [
            (
                *(words(line[1].label, bold=self.bold(line[1])), *self.amounts(line, income)),
                *(*named(other[1]), *self.amounts(other, right)),
            )
            for line, other in zip_longest(lines, classes, fillvalue=NOTHING)
        ]
        left_label, right_label = (
            ("收 入 总 计", "支 出 总 计") if self.style.spaced_heads else ("收入总计", "支出总计")
        )
        bold, wide = self.style.bold_total, 2 if split else 1
        body.append(
            (
                *(words(left_label, align="center", bold=bold), *self.amounts(last, income)),
                *(words(right_label, wide, align="center", bold=bold), *self.amounts(last, right)),
            )
        )
        columns = (
            *(Column("label", 8), Column("amount", 3.4)),
            *([Column("code", 1.4)] if split else []),
            *(Column("label", 6.5), *(Column("amount", 3.4 if len(right) == 1 else 2.6) for _ in right)),
        )
        return Grid(columns, self.two_sided_header(wide, len(right)), tuple(body), self.lead)

    def two_sided_header(self, wide: int, amounts: int) -> tuple[GridRow, ...]:
        """The header of T1 or T4: the two sides, and the columns of each."""
        if self.table.id == "T1":
            sides, first = ("收入", "支出"), "预算数"
            heads: tuple[str, ...] = ("预算数",)
        else:
            sides, first = ("财政拨款收入", "财政拨款支出"), "合计"
            heads = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")
        return (
            (self.head(sides[0], 2), self.head(sides[1], wide + amounts)),
            (self.head("项目"), self.head(first), self.head("功能分类", wide), *map(self.head, heads)),
        )
