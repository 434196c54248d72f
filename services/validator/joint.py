"""The text of a disclosure over the tables of another file: what is asked across both, and how findings name the other.

In comes the view of a text whose sections were joined with those of its companion, out go a view over both and, of the
checks made by it, findings that stand in the text and name the companion's cells as their counterpart. What the tables
say among themselves is judged with their own file and not again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services.validator.assembly import AssembledDocument, Companion
from services.validator.rules.check import Check, Message, Spot, broken, held, not_checkable
from services.validator.rules.counterparts import PERFORMANCE
from services.validator.rules.scope import undemanded_tables
from services.validator.rules.view import DocumentView
from shared.layout import Layout
from shared.model.document import Scope
from shared.model.finding import Finding, Severity
from shared.model.place import Place
from shared.model.table import Table

TABLE = "completeness.table"
_TABLES = "tables"
"""Where a name of a code stands, as a counterpart says it: in whichever table."""


def over_both(view: DocumentView, layouts: Sequence[Layout]) -> DocumentView:
    """Give the view over a text and the tables of its companion; the same view where nothing is joined.

    Pages and observations are those of the tables: they say whose fault a disagreement is. The layout is that of the
    text, or that of the tables where the form of the text alone could not be told.
    """
    document, companion = view.document, view.document.companion
    if companion is None or document.head is None:
        return view
    own = [table for table in document.tables if _prints(table)]
    ids = {table.table_id for table in own}
    joined = replace(
        document,
        head=document.head.model_copy(update={"scope": Scope.WHOLE}),
        tables=(*own, *(table for table in companion.tables if table.table_id not in ids)),
        pages=companion.pages,
        observations=companion.observations,
    )
    return DocumentView(joined, _layout(view.layout, companion, layouts))


def with_all_plans(view: DocumentView) -> DocumentView:
    """Give the view with the performance tables of the companion beside those of the text."""
    companion = view.document.companion
    if companion is None or not companion.plans:
        return view
    plans = (*view.document.plans, *companion.plans)
    return DocumentView(replace(view.document, plans=plans), view.layout)


def presence_checks(both: DocumentView) -> Iterator[Check]:
    """Check that every table which the form demands is in one of the two files.

    A lack is told for information: it weighs where it belongs, in the judgement on the file of the tables.
    """
    undemanded = undemanded_tables(both)
    if both.layout is None or undemanded is not None:
        if undemanded is not None:
            yield not_checkable(TABLE, undemanded)
        return
    for definition in both.layout.tables:
        if not definition.mandatory:
            continue
        if definition.table_id in both.tables:
            yield held(TABLE)
            continue
        title = definition.titles[0]
        message = Message(
            f"The table {definition.table_id} “{title}” is in neither of the two files of the disclosure",
            f"文字说明与预算表两份文件中均缺少《{title}》（{definition.table_id}）",
        )
        yield broken(TABLE, message, spot=Spot(table_id=definition.table_id), severity=Severity.INFO)


def told_of_text(
    document: AssembledDocument, asked: Iterable[Check], grouped: Iterable[Check]
) -> list[Check]:
    """Give grouped checks with their findings as the text has them: in its own place, the tables as the counterpart.

    `asked` are the same checks before findings of one cause were put together.
    """
    companion = document.companion
    if companion is None:
        return list(grouped)
    own = {table.table_id for table in document.tables if _prints(table)}
    names = {table.table_id for table in companion.tables} - own
    here = _places(document)
    made = []
    for before, after in zip(asked, grouped, strict=True):
        finding = after.finding
        if finding is not None and before.finding is not None:
            is_here = finding.table_id not in names and finding.place in here
            finding = _from_text(finding, before.finding, is_here=is_here)
            finding = _marked(finding, companion, names, has_plans=not document.plans)
        made.append(after if finding is after.finding else after._replace(finding=finding))
    return made


def _places(document: AssembledDocument) -> frozenset[Place | None]:
    """Give where figures of the text stand."""
    plans = (place for plan in document.plans for place in (plan.place, *(a.place for a in plan.amounts)))
    return frozenset((*(c.place for c in document.claims), *(f.place for f in document.figures), *plans))


def _from_text(finding: Finding, before: Finding, *, is_here: bool) -> Finding:
    """Give a finding whose cause was sought the place in the text that led to it, and what was compared there."""
    if finding is before:
        return finding
    place, counterpart = finding.place if is_here else before.place, before.counterpart or finding.counterpart
    return finding.model_copy(update={"place": place, "counterpart": counterpart})


def _marked(finding: Finding, companion: Companion, names: set[str], *, has_plans: bool) -> Finding:
    """Say in which file the counterpart is, where it is the companion."""
    other = finding.counterpart
    elsewhere = {*names, _TABLES, *([PERFORMANCE] if has_plans else [])}
    if other is None or other.where not in elsewhere:
        return finding
    marked = other.model_copy(update={"document_id": companion.document_id})
    return finding.model_copy(update={"counterpart": marked})


def _layout(own: Layout | None, companion: Companion, layouts: Sequence[Layout]) -> Layout | None:
    profile = companion.head.profile if companion.head else None
    other = next((layout for layout in layouts if layout.id == profile), None)
    if other is None or (own is not None and not own.recognition.fallback):
        return own
    return other


def _prints(table: Table) -> bool:
    return any(cell.value for row in table.rows for cell in row.cells)
