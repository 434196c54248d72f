"""A region's form as data: which tables it prints, under which titles and heads, with which rows and columns.

In goes a YAML file of `tests/typeset/provinces/data`, out come the blocks of a document in that form, filled from
the cube of figures. Every printed amount bears the table, row code and column key that a reader must give it, so that
the file says both what is printed and what it means.

A table lists its `head` as rows of cells parted by `|` (`<` goes on the cell to the left, `^` the one above) and its
`columns` as words: what a column prints (`code`, `name`, `unit` …) or the key of its amounts, behind a colon what
these are in the cube where the key alone does not say it. `@row` is a column that stands for a prescribed row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml

from tests.typeset.blocks import Block, Cell, Column, Grid, GridRow, PageBreak, Spread, Text
from tests.typeset.families.content import numeral
from tests.typeset.provinces.cube import NAMES, codes, function_of, government, projects, value

DATA = Path(__file__).parent / "data"
YEAR = 2027
_LEVELS = (3, 5, 7)
_AXES = {"functional": "function", "economic": "economic", "government": "government"}
_NO_AMOUNTS = {
    "code",
    "c1",
    "c2",
    "c3",
    "g1",
    "g2",
    "gname",
    "name",
    "unit",
    "unit_code",
    "line",
    "project_name",
    "code_name",
    "blank",
}


@dataclass(frozen=True)
class Entry:
    """One row to be printed: its code, its label, and what its amounts are in the cube."""

    code: str
    label: str
    cube: str
    kind: str = "line"
    project: str = ""


@dataclass(frozen=True)
class Form:
    """One region's form."""

    name: str
    department: str
    tables: tuple[dict[str, Any], ...]
    title: str = "{department}{year}年部门预算"
    unit: str = "万元"
    unit_code: str = "104001"
    lead: tuple[str, str] = ("部门：{department}", "单位：{unit}")
    blank: str = ""
    thousands: bool = True
    decimals: int = 2
    below: tuple[str, ...] = ()
    """Paragraphs behind the tables."""

    def money(self, amount: Decimal) -> str:
        """Give an amount in 万元 as the form prints it."""
        if not amount:
            return self.blank
        shown = amount * (10_000 if self.unit == "元" else 1)
        return f"{shown:{',' if self.thousands else ''}.{self.decimals}f}"

    def say(self, text: str) -> str:
        """Give a text with the department, the year and the unit in their places."""
        return text.format(
            department=self.department,
            year=YEAR,
            before=YEAR - 1,
            unit=self.unit,
            unit_code=self.unit_code,
        )


@cache
def forms() -> dict[str, Form]:
    """Give every form by the name of its file."""
    return {path.stem: _form(path) for path in sorted(DATA.glob("*.yaml"))}


def _form(path: Path) -> Form:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["tables"] = tuple(raw["tables"])
    raw["lead"] = tuple(raw.get("lead", Form.lead))
    return Form(name=path.stem, **raw)


def compose(form: Form) -> tuple[Block, ...]:
    """Give the blocks of a document: a cover, and the tables, each on a page of its own."""
    return tuple(_document(form))


def _document(form: Form) -> Iterator[Block]:
    yield Text(form.say(form.title), "part")
    yield PageBreak()
    yield Text(form.say("第一部分 {department}概况"), "part")
    yield Text("一、主要职责", "heading")
    yield Text("保管本地的档案，为查阅者提供服务。")
    yield PageBreak()
    yield Text(form.say("第二部分 {year}年部门预算表"), "part")
    for number, table in enumerate(form.tables):
        if number:
            yield PageBreak(landscape=len(table.get("columns", ())) > 9)
        yield from table_blocks(form, table)
    for text in form.below:
        yield Text(form.say(text), "heading" if text.startswith("第") or text[1:2] == "、" else "body")


def meant(blocks: Iterable[Block]) -> Counter[tuple[str, str, str, str]]:
    """Give the amounts that blocks print: table, row code, column key, and the amount."""
    cells = (cell for block in blocks if isinstance(block, Grid) for row in block.body for cell in row)
    found = ((*cell.name.split("|"), cell.text) for cell in cells if cell.name)
    return Counter((table, row, key, text) for table, row, key, text in found)


def table_blocks(form: Form, table: dict[str, Any]) -> Iterator[Block]:
    """Give the blocks of one table: number, title, line of department and unit, grid, note."""
    if "number" in table:
        yield Text(table["number"], "table_number")
    yield Text(form.say(table["title"]), "table_title")
    left, right = table.get("lead", form.lead)
    yield Spread(form.say(left), form.say(right))
    yield _grid(form, table)
    if "note" in table:
        yield Text(form.say(table["note"]), "note")


def _grid(form: Form, table: dict[str, Any]) -> Grid:
    head = _head([form.say(row) for row in table["head"]])
    body = tuple(_two_sided(form, table) if "sides" in table else _coded(form, table))
    width = sum(cell.colspan for cell in body[0])
    return Grid(tuple(Column("amount", 3) for _ in range(width)), head, body)


def _head(rows: Sequence[str]) -> tuple[GridRow, ...]:
    texts = [[text.strip() for text in row.split("|")] for row in rows]
    return tuple(
        tuple(
            Cell(text, _across(row, c), _down(texts, r, c), head=True)
            for c, text in enumerate(row)
            if text not in ("<", "^")
        )
        for r, row in enumerate(texts)
    )


def _across(row: Sequence[str], column: int) -> int:
    return 1 + next((n for n, text in enumerate(row[column + 1 :]) if text != "<"), len(row) - column - 1)


def _down(texts: Sequence[Sequence[str]], row: int, column: int) -> int:
    below = [line[column] for line in texts[row + 1 :]]
    return 1 + next((n for n, text in enumerate(below) if text != "^"), len(below))


def _two_sided(form: Form, table: dict[str, Any]) -> Iterator[GridRow]:
    sides = [_entries(side["rows"], table.get("scope", "total")) for side in table["sides"]]
    closing = [[rows.pop()] if rows[-1].code == "total" else [] for rows in sides]
    if not any(closing):
        closing = []
    lines = [*zip_longest(*sides), *zip_longest(*closing)]
    for number, line in enumerate(lines, start=1):
        cells: list[Cell] = []
        for entry, side in zip(line, table["sides"], strict=True):
            if side.get("numbered"):
                cells.append(Cell(str(number)))
            cells.append(Cell(entry.label if entry else "", align="left"))
            cells += [_amount(form, table, entry, column) for column in side["columns"]]
        yield tuple(cells)


def _entries(rows: Sequence[str], scope: str) -> list[Entry]:
    """Give the rows that a side lists: `label=code`, or `classes` for every class, numbered behind a colon."""
    found: list[Entry] = []
    for row in rows:
        label, _, code = str(row).partition("=")
        if label.startswith("classes"):
            found += _classes(label.partition(":")[2], scope)
        else:
            code, _, cube = code.partition(":")
            found.append(Entry(code, label, cube or code or "none"))
    return found


def _classes(numbering: str, scope: str) -> Iterator[Entry]:
    for number, code in enumerate(codes(scope, "function", (3,)), start=1):
        yield Entry(code, numbering.replace("一", numeral(number)) + NAMES[code], code)


def _amount(form: Form, table: dict[str, Any], entry: Entry | None, column: str) -> Cell:
    key, _, cube = column.partition(":")
    if key == "blank":
        return Cell("")
    row = entry.code if entry else ""
    if key.startswith("@"):
        row, key = key[1:], cube if cube.startswith(("previous.", "change.")) else "total"
    if entry is None or not entry.cube or not row:
        return Cell("")
    scope = table.get("scope", "total")
    of_row = row if column.startswith("@") else entry.cube
    printed = form.money(value(scope, of_row, cube or key))
    name = f"{table['id']}|{row}|{key}" if any(map(str.isdigit, printed)) else ""
    return Cell(printed, align="right", name=name)


def _coded(form: Form, table: dict[str, Any]) -> Iterator[GridRow]:
    if "two_blocks" in table:
        yield from _side_by_side(form, table)
        return
    if not table["rows"] and not table.get("across"):
        yield tuple(Cell("") for _ in table["columns"])
        return
    for number, entry in enumerate(_coded_entries(form, table), start=1):
        yield tuple(_coded_cell(form, table, entry, column, number) for column in table["columns"])


def _side_by_side(form: Form, table: dict[str, Any]) -> Iterator[GridRow]:
    """Give the rows of two blocks of codes with the same columns, and the total of both below."""
    scopes = [f"{table['scope']}/{block}" for block in table["two_blocks"]]
    blocks = [[*_coded_entries(form, {**table, "scope": scope, "total_at": "none"})] for scope in scopes]
    width = len(table["columns"])
    for entries in zip_longest(*blocks):
        yield tuple(
            _coded_cell(form, {**table, "scope": scope}, entry, column, 0) if entry else Cell("")
            for entry, scope in zip(entries, scopes, strict=True)
            for column in table["columns"]
        )
    total = Entry("total", "合计", "total", "total")
    last = _amount(form, table, total, "total")
    yield (Cell("合计", colspan=2 * width - 1), last)


def _coded_entries(form: Form, table: dict[str, Any]) -> Iterator[Entry]:
    rows, scope = table["rows"], table.get("scope", "total")
    total = Entry("total", table.get("total", "合计"), "total", "total")
    if table.get("across"):
        yield Entry("total", "", "total", "unit")
        return
    if table.get("total_at", "first") == "first":
        yield total
    if table.get("unit_row"):
        yield Entry("department", form.department, "total", "unit")
    if rows == "units":
        yield Entry("department", form.department, "total", "unit")
    elif rows == "projects":
        for project in projects(scope):
            yield Entry("item", project, f"project={project}", "project", project)
    elif isinstance(rows, list):
        yield from _entries(rows, scope)
    else:
        for code in codes(scope, _AXES[rows], tuple(table.get("levels", _LEVELS))):
            yield Entry(code, NAMES[code], code, "code")
    if table.get("total_at") == "last":
        yield total


def _coded_cell(form: Form, table: dict[str, Any], entry: Entry, column: str, number: int) -> Cell:
    if column.startswith("text:"):
        return Cell(column.removeprefix("text:") if entry.kind == "project" else "")
    if column not in _NO_AMOUNTS:
        return _amount(form, table, entry, column)
    return Cell(_words(form, table, entry, column, number), align="left")


def _words(form: Form, table: dict[str, Any], entry: Entry, column: str, line: int) -> str:
    """Give what a column of words prints in a row."""
    code = entry.code if entry.kind == "code" else ""
    is_total = entry.kind == "total"
    unit = form.say(table.get("unit_form", "{department}"))
    texts = {
        "line": str(line),
        "code": _code(form, entry) or (entry.label if is_total and table.get("total_in") == "code" else ""),
        "name": _name(table, entry),
        "project_name": entry.project,
        "code_name": table.get("joined", "").format(code=code, name=entry.label) if code else entry.label,
        "unit": (entry.label if table.get("total_in") == "unit" else "") if is_total else unit,
        "unit_code": "" if is_total else form.unit_code,
    }
    texts |= dict(zip(("c1", "c2", "c3"), _levels(table, code), strict=True))
    if column.startswith("g"):
        texts |= dict(zip(("g1", "g2", "gname"), government(code) if code else ("", "", ""), strict=True))
    return texts.get(column, "")


def _code(form: Form, entry: Entry) -> str:
    match entry.kind:
        case "unit":
            return form.unit_code
        case "project":
            return function_of(entry.project)
        case "code":
            return entry.code
        case _:
            return ""


def _levels(table: dict[str, Any], code: str) -> tuple[str, ...]:
    """Give the digits of a code in columns of their own; in some forms those of its own level alone."""
    parts = (code[:3], code[3:5], code[5:7])
    lowest = sum(map(bool, parts)) - 1
    return tuple(part if n == lowest or not table.get("own_level") else "" for n, part in enumerate(parts))


def _name(table: dict[str, Any], entry: Entry) -> str:
    if entry.kind == "total" and table.get("total_in", "name") != "name":
        return ""
    if entry.kind == "project" and "project_name" in table["columns"]:
        return NAMES[function_of(entry.project)]
    depth = _LEVELS.index(len(entry.code)) if table.get("indented") and entry.kind == "code" else 0
    return "  " * depth + entry.label
