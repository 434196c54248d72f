"""Identity: who published the document for which year, and whether the document says the same throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from services.validator.rules.check import Check, Message, Spot, broken, held, not_checkable
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout.label import normalise
from shared.model.document import Head, Mention
from shared.model.finding import Fault, Severity
from shared.model.money import Unit, to_yuan
from shared.model.place import Place

_FIELDS = {
    "department": Message("department", "部门名称"),
    "fiscal_year": Message("fiscal year", "年度"),
    "org_level": Message("level", "“部门”或“单位”"),
}

_TELLING = Decimal(10)
"""An amount of so much is no chance where two tables print it."""
_SEVERAL = 2
"""So many tables at least make a unit the usual one."""


def identity_checks(view: DocumentView) -> Iterator[Check]:
    """Check that the document names itself, and by one name."""
    head = view.document.head
    if head is None:
        return
    yield from _known(head)
    for mention in head.mentions:
        if mention.field in _FIELDS:
            yield _agrees(head, mention)
    yield from _units(view)


def _known(head: Head) -> Iterator[Check]:
    for field in ("department", "fiscal_year"):
        name = _FIELDS[field]
        if getattr(head, field) is not None:
            yield held("identity.known")
        else:
            message = Message(f"The document does not say its {name.en}", f"无法确定文件的{name.zh}")
            yield broken("identity.known", message, fault=Fault.EXTRACTION)


def _agrees(head: Head, mention: Mention) -> Check:
    rule_id, name = f"identity.{mention.field}", _FIELDS[mention.field]
    stated = getattr(head, mention.field)
    spot = Spot(place=mention.place)
    if stated is None:
        reason = Message(
            f"the document's {name.en} is unknown, {mention.where} says {mention.value}",
            f"文件的{name.zh}未知，{_where_zh(mention)}为“{mention.value}”",
        )
        return not_checkable(rule_id, reason, spot=spot)
    if str(stated) == mention.value or _told(str(stated)) == _told(mention.value):
        return held(rule_id)
    message = Message(
        f"The {name.en} is {stated}, but {mention.where} on page {mention.place.page} says {mention.value}",
        f"{name.zh}为“{stated}”，但第{mention.place.page}页（{_where_zh(mention)}）为“{mention.value}”",
    )
    return broken(rule_id, message, spot=spot)


def _where_zh(mention: Mention) -> str:
    """Give the place of a mention in Chinese; the extractor names it in English, or by a table's id."""
    where = {"cover": "封面", "title": "标题"}.get(mention.where, mention.where)
    return where.replace("performance plan ", "绩效目标表")


def _told(value: str) -> str:
    """Give a name for comparison: with or without the note that its units are counted in, it is the same office."""
    return normalise(value).replace("（汇总）", "")


def _units(view: DocumentView) -> Iterator[Check]:
    """Compare the printed units of the tables with the one that most of them print.

    Some forms print one table in another unit, so that this alone is no fault; that its amounts look like the unit of
    the others is one.
    """
    printed = _printed_units(view)
    if not printed:
        return
    usual: Unit = Counter(printed.values()).most_common(1)[0][0]
    odd = set(odd_units(view))
    for table_id, unit in printed.items():
        if unit is usual:
            yield held("identity.unit")
            continue
        is_wrong = table_id in odd and _contradicts(view, table_id, usual)
        message = Message(
            f"The table {table_id} is in {unit}, the others are in {usual}"
            f"{', and so are its amounts by their size' if is_wrong else ''}",
            f"{title_of(view, table_id)}以{unit}为单位，其他表格以{usual}为单位"
            f"{'，其金额大小亦与后者相符' if is_wrong else ''}",
        )
        spot = Spot(table_id=table_id, place=Place(page=view.tables[table_id].first_page))
        yield broken("identity.unit", message, spot=spot, severity=Severity.WARNING if is_wrong else None)


def odd_units(view: DocumentView) -> Iterator[str]:
    """Give the tables that print another unit than most tables, where several agree on that."""
    printed = _printed_units(view)
    for unit, count in Counter(printed.values()).items():
        if count >= _SEVERAL and count * 2 > len(printed):
            yield from (table_id for table_id, own in printed.items() if own is not unit)


def _printed_units(view: DocumentView) -> dict[str, Unit]:
    return {table_id: table.unit for table_id, table in view.tables.items() if table.unit is not None}


def _contradicts(view: DocumentView, table_id: str, usual: Unit) -> bool:
    """Tell whether a table's amounts cannot well be in its unit: in 元 all below 1万, in 万元 more than all others.

    Or others print several of them just so, in their own unit.
    """
    own = _largest(view, table_id)
    if not own:
        return False
    if _repeats(view, table_id, usual):
        return True
    one = to_yuan(Decimal(1), usual)
    if to_yuan(Decimal(1), view.unit(table_id)) < one:
        return own < one
    return own > max(_largest(view, other) for other in view.tables if other != table_id)


def _repeats(view: DocumentView, table_id: str, usual: Unit) -> bool:
    """Tell whether tables in the usual unit print amounts of a table just so, and none of them converted."""
    own = {value for place, value in view.values.items() if place[0] == table_id and value >= _TELLING}
    others = {
        value for place, value in view.values.items() if place[0] != table_id and view.unit(place[0]) is usual
    }
    factor = to_yuan(Decimal(1), view.unit(table_id)) / to_yuan(Decimal(1), usual)
    return len(own & others) >= _SEVERAL and not any(value * factor in others for value in own)


def _largest(view: DocumentView, table_id: str) -> Decimal:
    """Give the largest amount of a table, in yuan."""
    values = (abs(cell.value) for row in view.tables[table_id].rows for cell in row.cells)
    return to_yuan(max(values, default=Decimal(0)), view.unit(table_id))
