"""The whole reading of one document: pages in, everything that is known of the document out. No I/O.

Tables are read first, since their rows tell the narrative's reader which code a name stands for; the
performance tables of a text extract are cut out of the prose before the narrative is read. What each reader
used is accounted for in the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extractor.displayed import on_displayed_pages
from services.extractor.identity import (
    department_of,
    is_final_account,
    is_of_both,
    read_head,
    settle_accounts,
)
from services.extractor.ledger import Ledger, Role, Span
from services.extractor.narrative import Narrative, NumberRole, read_narrative
from services.extractor.page_observations import observe_pages
from services.extractor.performance import PlansRead, read_plans_from_grids, read_plans_from_lines
from services.extractor.pictured import observe_pictured
from services.extractor.read_by import marked, marked_figures, marked_plans
from services.extractor.reading import Page, SourceDocument
from services.extractor.recognition import recognise
from services.extractor.running_heads import find_running_heads, without_lines
from services.extractor.scope import is_there, scope_of
from services.extractor.segment.headline import is_bare_number, is_part_heading
from services.extractor.segment.region import PlacedLine, Segments
from services.extractor.segment.units import settle_units
from services.extractor.segment.walk import segment
from services.extractor.tables.build import build_tables
from services.extractor.tables.codes_of_paths import CodesOfPaths
from services.extractor.tables.untitled_parts import part_regions
from shared.layout import Layout
from shared.model.document import Head, Heading, Observation, PageAccount
from shared.model.narrative import Claim, Figure
from shared.model.performance import PerformancePlan
from shared.model.table import Table

_FOOT_LINES = 2
"""A page number stands in the first or last lines of a page."""
_LINE_KEY = 2
"""The length of a ledger key that names a line: page and index."""
_NARRATIVE_ROLES = {
    NumberRole.CLAIM: Role.CLAIM,
    NumberRole.FIGURE: Role.CLAIM,
    NumberRole.HEADING: Role.HEADING,
    NumberRole.PAGE_NUMBER: Role.PAGE_NUMBER,
}
"""The roles of the narrative's reader in the ledger's words; everything else that it explains is prose."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read in one document."""

    head: Head
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    plans: tuple[PerformancePlan, ...]
    pages: tuple[PageAccount, ...]
    observations: tuple[Observation, ...]


def extract(
    document: SourceDocument, layouts: Sequence[Layout], *, name: str, layout: Layout | None = None
) -> Extraction:
    """Read a document whole, with the layout that it is recognised by, or with `layout` whatever it is.

    Raises NotADisclosureError where no layout knows it; `name` stands in the message.
    """
    layout = layout or recognise(document, layouts, name=name)
    ledger = Ledger.open(document.pages)
    heads = find_running_heads(document.pages, layout)
    for key in heads:
        ledger.account_all(key, Role.HEADING)
    pages = without_lines(document.pages, heads)
    segments = segment(pages, layout)
    segments = replace(segments, tables=part_regions(segments.tables, layout))
    settle_units(segments)
    settle_accounts(segments, layout)
    publisher = department_of(segments, layout)
    tables = build_tables(segments.tables, layout, publisher.name if publisher else None, ledger)
    plans, prose = _read_plans(pages, segments, layout, ledger)
    narrative = read_narrative(
        [line.line for line in prose],
        layout,
        CodesOfPaths(tables.tables, layout),
        is_final=is_final_account(segments, layout),
        is_of_both=is_of_both(segments),
    )
    _account_narrative(narrative, prose, ledger)
    _account_furniture(pages, segments, ledger)
    tables = replace(tables, tables=marked(tables.tables, document.pages))
    head = read_head(segments, tables.tables, plans.plans, layout, len(document.pages))
    scope = scope_of(tables.tables, segments.stray, narrative.claims, narrative.headings)
    figures = (*narrative.figures, *_untold(tables.figures, narrative.figures))
    read = Extraction(
        head=head.model_copy(update={"scope": scope}),
        headings=narrative.headings,
        tables=tables.tables if scope.has_tables else tuple(filter(is_there, tables.tables)),
        claims=marked_figures(narrative.claims, document.pages),
        figures=marked_figures(figures, document.pages),
        plans=marked_plans(plans.plans, document.pages),
        pages=ledger.pages(document.pages),
        observations=(
            *tables.observations,
            *plans.problems,
            *observe_pages(document.pages),
            *observe_pictured(document.pages, layout),
        ),
    )
    return on_displayed_pages(read, document.pages)


def _read_plans(
    pages: Sequence[Page], segments: Segments, layout: Layout, ledger: Ledger
) -> tuple[PlansRead, list[PlacedLine]]:
    """Read the performance tables, from grids where rules are drawn; give them and the prose without their lines."""
    read = read_plans_from_grids(pages, layout)
    if not read.plans:
        read = read_plans_from_lines(segments.prose, layout)
    for use in read.used:
        ledger.mark_table_page(use.span.key[0])
        ledger.account(use.span, Role.PERFORMANCE)
    used_lines = {use.span.key for use in read.used if len(use.span.key) == _LINE_KEY}
    return read, [line for line in segments.prose if line.key not in used_lines]


def _untold(counted: Sequence[Figure], told: Sequence[Figure]) -> list[Figure]:
    """Give the figures that tables count and the text does not tell by the same key."""
    keys = {figure.figure_key for figure in told}
    return [figure for figure in counted if figure.figure_key not in keys]


def _account_narrative(narrative: Narrative, prose: Sequence[PlacedLine], ledger: Ledger) -> None:
    for use in narrative.numbers:
        role = _NARRATIVE_ROLES.get(use.role, Role.PROSE)
        if use.role not in (NumberRole.UNUSED, NumberRole.OUTSIDE):
            ledger.account(Span(prose[use.line].key, use.start, use.end), role)


def _account_furniture(pages: Sequence[Page], segments: Segments, ledger: Ledger) -> None:
    """Account for page numbers in head and foot, and for the headings of parts."""
    for page in pages:
        last = len(page.lines) - _FOOT_LINES
        for index, line in enumerate(page.lines):
            if is_bare_number(line.text) and (index < _FOOT_LINES or index >= last):
                ledger.account_all((page.number, index), Role.PAGE_NUMBER)
    for listed in segments.lists:
        for cell in listed.grid.cells:
            ledger.account_all(listed.key_of(cell), Role.HEADING)
    for placed in segments.prose:
        if is_part_heading(placed.text):
            ledger.account_all(placed.key, Role.HEADING)
        elif is_bare_number(placed.text):
            # Text extracts join printed pages, so a page number can stand anywhere between tables.
            ledger.account_all(placed.key, Role.PAGE_NUMBER)
