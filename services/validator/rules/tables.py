"""Completeness of the tables: are all there, once and in order, each with its title, unit and header?

A part that is lost from a table which other tables or the narrative confirm is a warning; where nothing confirms the
table it is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held, not_checkable
from services.validator.rules.order import first_out_of_order
from services.validator.rules.scope import undemanded_tables
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.finding import Fault, Severity
from shared.model.place import Place
from shared.model.table import Table

_TITLE, _UNIT, _HEADER = Message("title", "标题"), Message("unit", "金额单位"), Message("header", "表头")


def table_checks(view: DocumentView, confirmed: frozenset[str]) -> Iterator[Check]:
    """Check that every table of the layout is there and whole."""
    yield from _tables(view)
    for table in view.tables.values():
        yield from _parts_of(view, table, confirmed)


def _tables(view: DocumentView) -> Iterator[Check]:
    if view.layout is None:
        return
    undemanded = undemanded_tables(view)
    if undemanded is not None:
        yield not_checkable("completeness.table", undemanded)
    for definition in view.layout.tables:
        if not definition.mandatory or undemanded is not None:
            continue
        if definition.table_id in view.tables:
            yield held("completeness.table")
            continue
        title = definition.titles[0]
        yield broken(
            "completeness.table",
            Message(
                f"The table {definition.table_id} “{title}” is missing",
                f"缺少《{title}》（{definition.table_id}）",
            ),
            spot=Spot(table_id=definition.table_id),
        )
    yield from _twice(view)
    order = view.layout.table_order
    printed = list(view.tables)
    late = first_out_of_order(printed, order)
    yield _in_order(view, late) if late else held("completeness.table_order")


def _in_order(view: DocumentView, late: tuple[str, str]) -> Check:
    table_id, after = late
    return broken(
        "completeness.table_order",
        Message(
            f"The table {table_id} stands after {after}, the layout has it before",
            f"{title_of(view, table_id)}排在{title_of(view, after)}之后，与规定顺序不符",
        ),
        spot=Spot(table_id=table_id, place=Place(page=view.tables[table_id].first_page)),
        fault=Fault.DISCLOSURE,
    )


def _twice(view: DocumentView) -> Iterator[Check]:
    seen: set[str] = set()
    for table in view.document.tables:
        if table.table_id not in seen:
            seen.add(table.table_id)
            yield held("completeness.table_once")
            continue
        yield broken(
            "completeness.table_once",
            Message(
                f"The table {table.table_id} is printed again on page {table.first_page}; only the first is compared",
                f"{title_of(view, table.table_id)}在第{table.first_page}页重复出现，仅以第一张核对",
            ),
            spot=Spot(table_id=table.table_id, place=Place(page=table.first_page)),
        )


def _parts_of(view: DocumentView, table: Table, confirmed: frozenset[str]) -> Iterator[Check]:
    """Check title, unit and header of one table; an empty one needs neither unit nor header to be read.

    A table that no layout knows promises none of them.
    """
    definition = view.definition(table.table_id)
    if view.layout is not None and definition is None:
        return
    blank = view.is_blank(table.table_id)
    named = table.table_id in view.denied
    known = named if blank else table.table_id in confirmed
    if definition is None or definition.has_title:
        yield _part(view, table, "completeness.title", _TITLE, present=table.title is not None, known=known)
    if not blank:
        yield _part(view, table, "completeness.unit", _UNIT, present=table.unit is not None, known=known)
        yield _part(view, table, "completeness.header", _HEADER, present=table.has_header, known=known)


def _part(
    view: DocumentView, table: Table, rule_id: str, part: Message, *, present: bool, known: bool
) -> Check:
    if present:
        return held(rule_id)
    how_en = (
        "other tables or the narrative confirm its figures" if known else "nothing else confirms the table"
    )
    how_zh = "其他表格或文字说明可以印证该表" if known else "没有其他内容可以印证该表"
    return broken(
        rule_id,
        Message(
            f"The {part.en} of table {table.table_id} is not printed or was lost; {how_en}",
            f"{title_of(view, table.table_id)}缺少{part.zh}（未列示或识读时丢失）；{how_zh}",
        ),
        spot=Spot(table_id=table.table_id, place=Place(page=table.first_page)),
        severity=Severity.WARNING if known else Severity.ERROR,
    )
