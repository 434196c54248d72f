"""Final accounts in the manner of several regions: nine tables of the Ministry's form, then what they say in words.

Which region's manner a seed has is a matter of turns; what differs between them is data (`final_account_forms`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.typeset.blocks import Block, PageBreak, Spread, Text
from tests.typeset.disclosure import Disclosure
from tests.typeset.families.content import drawn
from tests.typeset.families.final_account_book import Book
from tests.typeset.families.final_account_forms import FORMS, FinalForm, form_of
from tests.typeset.families.final_account_grids import Press
from tests.typeset.families.final_account_ledger import accounts_of
from tests.typeset.families.final_account_narrative import accounts_in_words
from tests.typeset.families.final_account_office import office
from tests.typeset.families.final_account_tables import tables
from tests.typeset.style import Style

_OLD_YEAR = 2018
_WHAT = {
    "FA1": "的总收支和年末结转结余",
    "FA2": "取得的各项收入",
    "FA3": "各项支出",
    "FA4": "财政拨款的总收支",
    "FA5": "一般公共预算财政拨款的收支",
    "FA6": "一般公共预算财政拨款基本支出明细",
    "FA7": "“三公”经费支出",
}


def content(seed: int) -> Disclosure:
    """A department's final account, in the form whose turn it is."""
    return content_of(FORMS[seed % len(FORMS)], seed)


def content_of(form: FinalForm, seed: int) -> Disclosure:
    """A final account in one form."""
    made = drawn(seed, form.department, form.level, total_first=True)
    made = replace(made, region=form.region, fiscal_year=_OLD_YEAR if form.old else made.fiscal_year)
    accounts = accounts_of(made, seed, own_money=form.own_money)
    book = Book(accounts, form, made.fiscal_year)
    told = accounts_in_words(made, book, seed)
    if form.plain_titles:
        told = tuple(replace(section, heading=section.heading.replace("决算", "")) for section in told)
    found = tables(book) | (office(book) if form.office else {})
    return replace(made, tables=found, narrative=told, after_performance=(), plans=())


def compose(disclosure: Disclosure, style: Style) -> tuple[Block, ...]:
    """The whole document: overview, tables, narrative, glossary."""
    return tuple(_document(disclosure, style))


def _document(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    year, department = disclosure.fiscal_year, disclosure.department
    form = form_of(disclosure.region)
    yield Text(f"{department}{year}年度{form.level}决算", "part")
    yield PageBreak()
    yield Text(f"第一部分 {department}概况", "part")
    yield Text("一、主要职责", "heading")
    for number, duty in enumerate(disclosure.duties, start=1):
        yield Text(f"（{number}）{duty}")
    yield Text("二、机构设置", "heading")
    yield Text(f"{department}内设{len(disclosure.offices)}个机构：{'、'.join(disclosure.offices)}。")
    yield PageBreak()
    yield Text(f"第二部分 {year}年度{form.level}决算表", "part")
    if form.unit_at == "preamble":
        yield Text(f"以下各表金额单位均为{form.unit}。")
    yield from _tables(disclosure, style)
    yield PageBreak()
    yield Text(f"第三部分 {year}年度{form.level}决算情况说明", "part")
    for section in disclosure.narrative:
        yield Text(section.heading, "heading" if section.level == 1 else "subheading")
        for paragraph in section.paragraphs:
            yield Text(paragraph.text)
    yield PageBreak()
    yield Text("第四部分 名词解释", "part")
    for number, (term, meaning) in enumerate(disclosure.glossary, start=1):
        yield Text(f"{number}.{term}：{meaning}")


def _tables(disclosure: Disclosure, style: Style) -> Iterator[Block]:
    form = form_of(disclosure.region)
    press = Press(form)
    for number, table in enumerate(disclosure.tables.values(), start=1):
        if number > 1 and not style.packed:
            yield PageBreak(landscape=table.id in style.landscape)
        in_title = f"（{form.unit}）" if form.unit_at == "title" else ""
        yield Text(f"{table.title}{in_title}", "table_title")
        if form.table_numbers:
            yield Spread("", form.number.format(number))
        beside = f"单位：{form.unit}" if form.unit_at == "table" else ""
        yield Spread(f"{form.level}：{disclosure.department}", beside)
        yield press.grid(table)
        if form.note and table.id in _WHAT:
            yield Text(form.note.format(level=form.level, what=_WHAT[table.id]), "note")
        if table.sentence:
            yield Text(table.sentence, "note")
