"""The documents that a loader is killed over: new ones, corrected ones, and ones whose verdict changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import Warehouse
from shared.model.finding import Verdict
from tests.contract.warehouse.documents import ACCEPTED_0, MORNING, line, place, rows

LINES = 60


def numbered(count: int) -> list[DocumentRows]:
    """`count` documents in the order of the log.

    Of every four the second corrects the first, the third is quarantined, and the fourth is the third again, accepted
    with another number of lines.
    """
    documents = []
    for number in range(count):
        group, role = divmod(number, 4)
        name = f"{group}-{min(role, 2)}"
        documents.append(
            rows(
                name,
                lines=tuple(line(no) for no in range(1, LINES + (role == 3) + 1)),
                department=f"临溪县第{group}局" if role < 2 else f"临溪县第{group}院",
                submitted_at=MORNING + dt.timedelta(hours=number),
                verdict=Verdict.QUARANTINED if role == 2 else Verdict.ACCEPTED,
            )
        )
    return documents


def load(
    warehouse: Warehouse, documents: list[DocumentRows], after_each: Callable[[str], None] = lambda _: None
) -> None:
    """Store the documents, from the warehouse's offset on; tell the number of each."""
    for offset in range(warehouse.next_offsets().get(ACCEPTED_0, 0), len(documents)):
        warehouse.store(documents[offset], place(offset), {ACCEPTED_0: offset + 1})
        after_each(str(offset))
