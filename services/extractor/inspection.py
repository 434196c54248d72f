"""What Fiscus sees in a file, for people who write layouts: every label with what it maps to, and what maps to nothing.

In go a document as read from its file and the layouts, out comes an `Inspection`: how each layout scores, whose the
document is and where that stands, its headings, grids and tables. A document that is no disclosure gives its scores and
the reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.extraction import Extraction, extract
from services.extractor.identity import department_of
from services.extractor.reading import SourceDocument
from services.extractor.recognition import NotADisclosureError, marks_in, scores_of
from services.extractor.running_heads import find_running_heads, without_lines
from services.extractor.segment.walk import segment
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.base import Model
from shared.model.document import Head, Heading, Observation, ObservationKind
from shared.model.table import Column, Row, Table

_FIRST_CELLS = 4
_LONGEST_TEXT = 40


class Score(Model):
    """How a layout fits the document."""

    layout: str
    score: int
    minimum: int
    """0 for the fallback, which is taken where no other layout reaches its minimum."""
    marks: tuple[str, ...]
    """The marks of the layout that the document bears."""
    chosen: bool


class Said(Model):
    """One part of the identity, and where the document says it."""

    field: str
    value: str | None
    where: tuple[str, ...]


class GridSeen(Model):
    """A ruled grid on a page: its size and its first texts, which are its header."""

    page: int
    rows: int
    columns: int
    first_texts: tuple[str, ...]


class LabelSeen(Model):
    """A printed label and the key that it maps to, None for nothing."""

    label: str
    key: str | None
    page: int | None = None
    amounts: int = 0


class TableSeen(Model):
    """A table with the labels of its columns and rows."""

    table_id: str
    number: str | None
    title: str | None
    unit: str | None
    """None where no unit is printed; the layout's own holds then."""
    preparer: str | None
    first_page: int
    last_page: int
    empty_sentence: str | None
    columns: tuple[LabelSeen, ...]
    rows: tuple[LabelSeen, ...]


class Inspection(Model):
    """Everything that a writer of layouts wants to see of a file."""

    name: str
    pages: int
    scores: tuple[Score, ...]
    refusal: str | None = None
    """Why the file is no disclosure; nothing else is known of it then."""
    identity: tuple[Said, ...] = ()
    headings: tuple[Heading, ...] = ()
    tables: tuple[TableSeen, ...] = ()
    grids: tuple[GridSeen, ...] = ()
    unmapped: tuple[Observation, ...] = ()
    """Headers, rows and tables that map to nothing."""
    numbers_seen: int = 0
    numbers_accounted: int = 0


def inspect(
    document: SourceDocument, layouts: Sequence[Layout], *, name: str, layout: Layout | None = None
) -> Inspection:
    """Look at a document, read with the layout that it is recognised by, or with `layout` whatever its marks say."""
    try:
        extraction = extract(document, layouts, name=name, layout=layout)
    except NotADisclosureError as refusal:
        return Inspection(
            name=name,
            pages=len(document.pages),
            scores=_scores(document, layouts, None),
            refusal=refusal.what,
        )
    chosen = layout or next(known for known in layouts if known.id == extraction.head.profile)
    table_pages = [page for page in extraction.pages if page.is_table_page]
    return Inspection(
        name=name,
        pages=len(document.pages),
        scores=_scores(document, layouts, chosen),
        identity=tuple(_identity(document, extraction.head, chosen)),
        headings=extraction.headings,
        tables=tuple(_table(table) for table in extraction.tables),
        grids=tuple(_grids(document)),
        unmapped=tuple(_unmapped(extraction)),
        numbers_seen=sum(page.numbers_seen for page in table_pages),
        numbers_accounted=sum(page.numbers_accounted for page in table_pages),
    )


def _scores(document: SourceDocument, layouts: Sequence[Layout], chosen: Layout | None) -> tuple[Score, ...]:
    text = "".join(normalise(line.text) for page in document.pages for line in page.lines)
    scores = scores_of(text, layouts)
    found = (
        Score(
            layout=layout.id,
            score=scores[layout.id],
            minimum=0 if layout.recognition.fallback else layout.recognition.minimum,
            marks=marks_in(text, layout),
            chosen=layout is chosen,
        )
        for layout in layouts
    )
    return tuple(sorted(found, key=lambda score: (not score.chosen, -score.score, score.layout)))


def _identity(document: SourceDocument, head: Head, layout: Layout) -> list[Said]:
    pages = without_lines(document.pages, find_running_heads(document.pages, layout))
    publisher = department_of(segment(pages, layout), layout)
    mentioned: dict[str, list[str]] = {}
    if publisher is not None:
        page = f", page {publisher.place.page}" if publisher.place else ""
        mentioned["department"] = [f"{publisher.where}{page}"]
    for mention in head.mentions:
        says = f"{mention.where}, page {mention.place.page}: {mention.value}"
        mentioned.setdefault(mention.field, []).append(says)
    units = dict.fromkeys(mention.value for mention in head.mentions if mention.field == "unit")
    values = {
        "department": head.department,
        "org_level": head.org_level,
        "region": head.region,
        "fiscal_year": str(head.fiscal_year) if head.fiscal_year else None,
        "kind": head.kind.value,
        "scope": head.scope.value,
        "published_on": str(head.published_on) if head.published_on else None,
        "unit": "、".join(units) or None,
    }
    return [
        Said(field=field, value=value, where=tuple(dict.fromkeys(mentioned.get(field, ()))))
        for field, value in values.items()
        if value is not None or field in mentioned or field != "unit"
    ]


def _table(table: Table) -> TableSeen:
    return TableSeen(
        table_id=table.table_id,
        number=table.number,
        title=table.title,
        unit=table.unit.value if table.unit else None,
        preparer=table.preparer,
        first_page=table.first_page,
        last_page=table.last_page,
        empty_sentence=table.empty_sentence,
        columns=tuple(_column(table, column) for column in table.columns),
        rows=tuple(_row(row) for row in table.rows),
    )


def _column(table: Table, column: Column) -> LabelSeen:
    amounts = sum(cell.column_key == column.key for row in table.rows for cell in row.cells)
    return LabelSeen(label=column.label, key=None if column.is_unmapped else column.key, amounts=amounts)


def _row(row: Row) -> LabelSeen:
    return LabelSeen(
        label=row.row_label,
        key=row.row_code or None,
        page=row.place.page,
        amounts=len(row.cells) + len(row.open_amounts),
    )


def _grids(document: SourceDocument) -> list[GridSeen]:
    return [
        GridSeen(
            page=grid.page,
            rows=grid.row_count,
            columns=grid.column_count,
            first_texts=tuple(
                "".join(cell.text.split())[:_LONGEST_TEXT] for cell in grid.cells if cell.text.strip()
            )[:_FIRST_CELLS],
        )
        for page in document.pages
        for grid in page.grids
    ]


def _unmapped(extraction: Extraction) -> list[Observation]:
    kinds = (
        ObservationKind.TABLE_UNKNOWN,
        ObservationKind.TABLE_TOLD,
        ObservationKind.HEADER_UNMAPPED,
        ObservationKind.ROW_UNMAPPED,
    )
    return [observation for observation in extraction.observations if observation.kind in kinds]
