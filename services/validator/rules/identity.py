"""Identity: who published the document for which year, and whether the document says the same throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held, not_checkable
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.layout.label import normalise
from shared.model.document import Head, Mention
from shared.model.finding import Fault
from shared.model.money import Unit
from shared.model.place import Place

_FIELDS = {
    "department": Message("department", "部门名称"),
    "fiscal_year": Message("fiscal year", "年度"),
    "org_level": Message("level", "“部门”或“单位”"),
}


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
            f"文件的{name.zh}未知，{mention.where}处为“{mention.value}”",
        )
        return not_checkable(rule_id, reason, spot=spot)
    if normalise(str(stated)) == normalise(mention.value):
        return held(rule_id)
    message = Message(
        f"The {name.en} is {stated}, but {mention.where} on page {mention.place.page} says {mention.value}",
        f"{name.zh}为“{stated}”，但第{mention.place.page}页（{mention.where}）为“{mention.value}”",
    )
    return broken(rule_id, message, spot=spot)


def _units(view: DocumentView) -> Iterator[Check]:
    """Compare the printed units of the tables with the one that most of them print."""
    printed = {table_id: table.unit for table_id, table in view.tables.items() if table.unit is not None}
    if not printed:
        return
    usual: Unit = Counter(printed.values()).most_common(1)[0][0]
    for table_id, unit in printed.items():
        if unit is usual:
            yield held("identity.unit")
            continue
        message = Message(
            f"The table {table_id} is in {unit}, the others are in {usual}",
            f"{title_of(view, table_id)}以{unit}为单位，其他表格以{usual}为单位",
        )
        spot = Spot(table_id=table_id, place=Place(page=view.tables[table_id].first_page))
        yield broken("identity.unit", message, spot=spot)
