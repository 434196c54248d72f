"""Empty tables: one without amounts says that it is empty, and one that says so has no amounts.

Three states are kept apart: a table with zeros, a blank table with its sentence, and a table that is missing (which
`tables` reports). Forms are published empty with a note (财预〔2016〕143号).
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.finding import Fault, Severity
from shared.model.narrative import Claim
from shared.model.place import Place
from shared.model.table import Table

_FUNDS = ("政府性基金", "国有资本经营")


def empty_checks(view: DocumentView) -> Iterator[Check]:
    """Check the sentences of emptiness of every table."""
    for table in view.tables.values():
        if view.is_blank(table.table_id):
            yield from _blank(view, table)
            continue
        yield from _amounts(view, table)
        if table.empty_sentence is not None:
            yield _declared(view, table)
        else:
            yield held("completeness.full_table")


def _amounts(view: DocumentView, table: Table) -> Iterator[Check]:
    definition = view.definition(table.table_id)
    if definition is not None and not definition.may_be_empty:
        yield held("completeness.empty_allowed")


def _blank(view: DocumentView, table: Table) -> Iterator[Check]:
    definition = view.definition(table.table_id)
    title, spot = title_of(view, table.table_id), _spot(table)
    if definition is not None and not definition.may_be_empty:
        message = Message(f"The table {table.table_id} has no amounts", f"{title}没有任何金额")
        yield broken("completeness.empty_allowed", message, spot=spot)
    elif table.empty_sentence is not None or _prints_zeros(table):
        yield held("completeness.empty_sentence")
    elif denial := _denial(view, table.table_id):
        page = denial.place.page
        message = Message(
            f"The table {table.table_id} is blank and does not say so; the narrative does, on page {page}",
            f"{title}为空表，但表下没有说明；文字说明（第{page}页）已说明",
        )
        yield broken("completeness.empty_sentence", message, spot=spot, severity=Severity.INFO)
    elif nil := _stated_nil(view, table.table_id):
        message = Message(
            f"The table {table.table_id} is blank and does not say so; the narrative, on page {nil.place.page}, "
            "states its figures as zero",
            f"{title}为空表，但表下没有说明；文字说明（第{nil.place.page}页）所列金额均为0",
        )
        yield broken("completeness.empty_sentence", message, spot=spot, severity=Severity.INFO)
    else:
        message = Message(
            f"The table {table.table_id} is blank, and nothing says that it is empty",
            f"{title}没有金额，也没有空表说明",
        )
        yield broken("completeness.empty_sentence", message, spot=spot)


def _declared(view: DocumentView, table: Table) -> Check:
    message = Message(
        f"The table {table.table_id} has amounts, but its note says that it is empty: {table.empty_sentence}",
        f"{title_of(view, table.table_id)}有金额，但表下说明为空表：{table.empty_sentence}",
    )
    return broken("completeness.full_table", message, spot=_spot(table), fault=Fault.DISCLOSURE)


def _denial(view: DocumentView, table_id: str) -> Claim | None:
    """Give the sentence that declares a table empty: that of its section, or one on the fund that its title names.

    The layout knows the section by another table where a form prints a fund's income and expenditure in one.
    """
    others = (claim for key, claim in view.denied.items() if key not in view.tables)
    of_fund = (claim for claim in others if table_of_fund(view, claim) == table_id)
    return view.denied.get(table_id) or next(of_fund, None)


def table_of_fund(view: DocumentView, claim: Claim) -> str | None:
    """Give the table of the document whose title names the fund that a claim speaks of; None where it names none."""
    fund = next((one for one in _FUNDS if one in claim.subject), None)
    if fund is None:
        return None
    known = (one for table_id in view.tables if (one := view.definition(table_id)) is not None)
    return next((one.table_id for one in known if one.may_be_empty and fund in one.titles[0]), None)


def _stated_nil(view: DocumentView, table_id: str) -> Claim | None:
    """Give the first amount that the narrative states of a table, where it states some and all of them are zero."""
    stated = [c for c in view.document.claims if c.table_id == table_id and c.amount is not None]
    return stated[0] if stated and not any(claim.amount for claim in stated) else None


def _prints_zeros(table: Table) -> bool:
    return any(row.cells for row in table.rows)


def _spot(table: Table) -> Spot:
    return Spot(table_id=table.table_id, place=Place(page=table.first_page))
