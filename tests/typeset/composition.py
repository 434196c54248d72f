"""Turns a disclosure and a style into blocks: the document from its first part to the date under its last.

In: a disclosure and a style. Out: the blocks in reading order. Spaces between Chinese and figures are set here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from tests.typeset.blocks import Block, PageBreak, RunningHead, Spread, Text
from tests.typeset.disclosure import Disclosure
from tests.typeset.families import FAMILIES
from tests.typeset.grids import budget_grid
from tests.typeset.performance_grids import application_grid, overall_grid, project_grid
from tests.typeset.sentences import Section
from tests.typeset.style import Style

NUMERALS = "一二三四五六七八九十"
_BORDER = re.compile(r"(?<=[\u4e00-\u9fff】〕])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff【〔])")
_SPACE = re.compile(r"(?<=[^\x00-\x7f]) (?=[\x21-\x7e])|(?<=[\x21-\x7e]) (?=[^\x00-\x7f])")


def spacer(style: Style, seed: int = 0) -> Callable[[str], str]:
    """How the style writes the seam between Chinese and figures: closed, with a space, or now this and now that."""
    rng = Random(seed)

    def erratic(match: re.Match[str]) -> str:
        return " " if rng.random() < 0.7 else ""

    def space(text: str) -> str:
        closed = _SPACE.sub("", text)
        if style.spacing == "none":
            return closed
        return _BORDER.sub(" " if style.spacing == "spaces" else erratic, closed)

    return space


def compose(disclosure: Disclosure, style: Style) -> tuple[Block, ...]:
    """All blocks of the document, in the form of the style's family."""
    space = spacer(style, disclosure.fiscal_year)
    made = FAMILIES[style.family].compose(disclosure, style) if style.family else _document(disclosure, style)
    return tuple(Text(space(block.text), block.role) if isinstance(block, Text) else block for block in made)


def _document(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    year, level = disclosure.fiscal_year, disclosure.org_level
    if style.running_head:
        yield RunningHead(f"{disclosure.department}{year}年度{level}预算公开")
    if style.contents:
        yield from _contents(disclosure)
        yield PageBreak()
    yield from _part_one(disclosure)
    yield PageBreak()
    yield Text(f"第二部分 {year}年{level}预算公开表", "part")
    landscape = False
    for number, table in enumerate(disclosure.tables.values(), start=1):
        turned = table.id in style.landscape
        if turned or landscape or (number > 1 and not style.packed):
            yield PageBreak(landscape=turned)
        landscape = turned
        yield Text(f"表 {number}", "table_number")
        yield Text(table.title, "table_title")
        lead = Spread(
            f"编制{level}：{disclosure.department}", "" if style.unit_line == "after" else "单位：万元"
        )
        yield lead
        yield budget_grid(disclosure, table, style, lead)
        if table.sentence and (style.empty_table == "note" or any(row.kind == "total" for row in table.rows)):
            yield Text(f"备注：{table.sentence}", "note")
        if style.unit_line == "after":
            yield Spread("", "单位：万元")
    yield PageBreak()
    yield from _part_three(disclosure, style)
    yield PageBreak()
    yield from _part_four(disclosure)


def _contents(disclosure: Disclosure) -> Iterator[Block]:
    year, level = disclosure.fiscal_year, disclosure.org_level
    yield Text(f"{disclosure.department}{year}年{level}预算公开", "part")
    yield Text("目 录", "part")
    yield Text(f"第一部分 {disclosure.department}概况", "contents")
    yield Text(f"第二部分 {year}年{level}预算公开表", "contents")
    for number, table in enumerate(disclosure.tables.values()):
        yield Text(f"{NUMERALS[number] if number < 10 else '十一'}、{table.title}", "contents")
    yield Text(f"第三部分 {year}年{level}预算情况说明", "contents")
    for section in disclosure.narrative:
        if section.level == 1:
            yield Text(section.heading, "contents")
    yield Text("第四部分 名词解释", "contents")


def _part_one(disclosure: Disclosure) -> Iterator[Block]:
    department, staff = disclosure.department, disclosure.staff
    yield Text(f"第一部分 {disclosure.fiscal_year}年{department}{disclosure.org_level}概况", "part")
    yield Text("一、主要职能", "heading")
    for number, duty in enumerate(disclosure.duties):
        yield Text(f"（{NUMERALS[number]}）{duty}")
    yield Text("二、机构设置及人员情况", "heading")
    yield Text(
        f"{department}无下属预算单位，下设 {len(disclosure.offices)} 个科室，分别是：{'、'.join(disclosure.offices)}。"
    )
    groups = "；".join(
        f"{group.name} {group.count} 人，{'减少' if group.change < 0 else '增加'} {abs(group.change)} 人"
        for group in staff.groups
    )
    yield Text(f"{department}编制数 {staff.posts}，实有人数 {staff.total} 人，其中：{groups}。")


def _sections(sections: tuple[Section, ...]) -> Iterator[Block]:
    for section in sections:
        yield Text(section.heading, "heading" if section.level == 1 else "subheading")
        for paragraph in section.paragraphs:
            yield Text(paragraph.text)


def _part_three(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    year, level = disclosure.fiscal_year, disclosure.org_level
    yield Text(f"第三部分 {year}年{level}预算情况说明", "part")
    yield from _sections(disclosure.narrative)
    for plan in disclosure.plans:
        kind = plan.kind
        if not style.packed:
            yield PageBreak(landscape=kind in style.landscape)
        if kind == "project":
            title, grid = "项目支出绩效目标表", project_grid(disclosure, plan)
        elif style.application:
            title, grid = (
                f"{disclosure.region}部门（单位）整体绩效目标申报表",
                application_grid(disclosure, plan),
            )
        else:
            title, grid = f"{level}整体绩效目标表", overall_grid(disclosure, plan)
        yield Text(title, "table_title")
        yield Text(f"（{year}年）", "table_number")
        yield grid
    yield PageBreak()
    yield from _sections(disclosure.after_performance)


def _part_four(disclosure: Disclosure) -> Iterator[Block]:
    yield Text("第四部分 名词解释", "part")
    for number, (term, meaning) in enumerate(disclosure.glossary):
        yield Text(f"{NUMERALS[number]}、{term}：{meaning}")
    yield Text(disclosure.department, "signature")
    yield Text(disclosure.signed_on, "signature")
