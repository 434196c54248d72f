"""Which layout a document follows, told from its words alone: never from its file's name.

Every layout lists marks with weights; the layout with the greatest sum of marks found wins, if it reaches the
layout's minimum and the document speaks of no other province than the layout's. A document that no family knows, but
that is a department's disclosure by its structure, is read with the fallback layout. Anything else is refused with what
it seems to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.reading import SourceDocument
from services.extractor.seeming import opens_as, seems_a_governments, seems_to_be
from services.extractor.segment.grid_head import read_grid_head
from services.extractor.segment.region import PlacedGrid, TableRegion
from services.extractor.structure import Structure, structure_of
from services.extractor.tables.likely_tables import likely_tables
from services.extractor.unfilled import BARE, unfilled
from shared.divisions import division_of_name, division_of_text
from shared.errors import DocumentError
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.place import Place

_BUDGET_WORDS = ("部门预算", "单位预算", "一般公共预算", "三公", "收支总体情况表", "收支总表", "决算")
_KIND = re.compile(r"(?:20\d\d年?度?|部门|单位)[^，。；]{0,12}(?:预算|决算)")
_OPENING_LINES = 14
_SPEAKS_OF_BUDGETS = 3
"""Letters and news name one or two of these words."""
_LEAST_GRIDS = 4
"""Grids that can be tables of a disclosure, where no title says so."""
_MOST_UNDECODABLE = 0.05
"""Symbols and bullets of private fonts stay far below this share of a document; a font without a map lies above it."""


class NotADisclosureError(DocumentError):
    """The file can be read, but is no disclosure that a layout knows.

    `reason_code` is `no_text_layer`, `undecodable_text`, `not_a_disclosure` or `layout_unknown`.
    """


def recognise(document: SourceDocument, layouts: Sequence[Layout], *, name: str) -> Layout:
    """Give the layout of a document.

    Raises NotADisclosureError where no layout reaches its minimum and the fallback finds no structure; `name` stands
    in the message.
    """
    lines = [line.text for page in document.pages for line in page.lines]
    text = "".join(normalise(line) for line in lines)
    if not text:
        raise NotADisclosureError(
            "no_text_layer",
            f"none of the {len(document.pages)} pages has a text layer",
            where=name,
            remedy="supply a file with text; scanned pages are not read",
        )
    fallback = next((layout for layout in layouts if layout.recognition.fallback), None)
    layout = family_of(text, layouts)
    if layout is not None and _is_budgets_alone(layout) and _opens_as_final_account(lines):
        layout = None
    if layout is None and fallback is not None and _follows(fallback, document, lines):
        layout = fallback
    if layout is None:
        raise _refusal(text, lines, sum(page.undecodable_glyphs for page in document.pages), name)
    other = _is_something_else(document, lines, fallback or layout)
    if other is not None:
        raise _not_a_disclosure(other, name)
    return layout


def family_of(text: str, layouts: Sequence[Layout]) -> Layout | None:
    """Give the family that a normalised text belongs to, None where none reaches its minimum."""
    scores = scores_of(text, layouts)
    best = max(layouts, key=lambda layout: scores[layout.id], default=None)
    reached = (
        best is not None and not best.recognition.fallback and scores[best.id] >= best.recognition.minimum
    )
    return best if reached else None


def scores_of(text: str, layouts: Sequence[Layout]) -> dict[str, int]:
    """Give the sum of marks of each layout in a normalised text; 0 for one of another province and for fallbacks."""
    place = division_of_text(text)
    province = place.province if place else None
    return {layout.id: _score(layout, text, province) for layout in layouts}


def marks_in(text: str, layout: Layout) -> tuple[str, ...]:
    """Give the marks of a layout that stand in a normalised text."""
    return tuple(mark for mark in layout.recognition.marks if normalise(mark) in text)


def _score(layout: Layout, text: str, province: str | None) -> int:
    if layout.recognition.fallback:
        return 0
    home = division_of_name(layout.region) if layout.region else None
    if home and province and home.province != province:
        return 0
    found = sum(layout.recognition.marks[mark] for mark in marks_in(text, layout))
    return found + (layout.recognition.in_region if home and province else 0)


def _is_budgets_alone(layout: Layout) -> bool:
    """Tell whether a form prescribes tables, none of which is a final account's."""
    order = [layout.table(table_id) for table_id in layout.table_order]
    return bool(order) and not any(table is not None and table.of_budget for table in order)


def _opens_as_final_account(lines: Sequence[str]) -> bool:
    """Tell whether the first title in a file's first lines is that of a final account, and of no budget beside it."""
    opening = (normalise(line) for line in lines[:_OPENING_LINES])
    title = next((label for label in opening if _KIND.search(label)), "")
    return "决算" in title and "预算" not in title.replace("预算单位", "")


def _follows(fallback: Layout, document: SourceDocument, lines: Sequence[str]) -> bool:
    """Tell whether a file of no known family is a department's disclosure, by its lines or else by its grids."""
    structure = structure_of(lines, fallback)
    if _is_disclosure(structure, lines):
        return True
    speaks = structure.says_budget and (structure.says_departments or structure.names_publisher)
    return speaks and _shows_tables(document, fallback)


def _shows_tables(document: SourceDocument, fallback: Layout) -> bool:
    """Tell whether grids without known titles are those of a disclosure: a summary of two sides, and tables of codes.

    Titles that are pictures, or left out, are missing in the words of a file.
    """
    telling = set(fallback.recognition.telling_tables)
    known, has_summary = 0, False
    for page in document.pages:
        for index, grid in enumerate(page.grids):
            region = TableRegion(None, Place(page=page.number, box=grid.box))
            region.take_grid(PlacedGrid(grid, index, read_grid_head(grid, fallback)))
            ids = {one.definition.table_id for one in likely_tables(region, fallback, ())}
            known += bool(ids)
            has_summary = has_summary or bool(ids and ids <= telling)
            if has_summary and known >= _LEAST_GRIDS:
                return True
    return False


def _is_disclosure(structure: Structure, lines: Sequence[str]) -> bool:
    """Tell whether a file of no known family is a department's disclosure, or a part of one."""
    if structure.is_departments:
        return True
    if not structure.is_part:
        return False
    # One table of a whole government is called like a department's: without its maker's name, one sign is enough.
    return seems_a_governments(lines, least=None if structure.names_publisher else 1) is None


def _is_something_else(document: SourceDocument, lines: Sequence[str], layout: Layout) -> str | None:
    """Give what a file is that has the words of a disclosure and is none; None for a disclosure."""
    government = seems_a_governments(lines)
    if government is not None:
        return government.text
    opening = opens_as(lines)
    empty = unfilled(lines) if all(page.has_text for page in document.pages) else None
    if opening is None and empty is None:
        return None
    structure = structure_of(lines, layout)
    # A letter may have the disclosure that it publishes behind it; a report names the tables that it is about.
    if opening is not None and not structure.prints_tables:
        return opening.text
    # The targets of performance tables need no figure.
    return None if empty is BARE and structure.plans else empty


def _refusal(text: str, lines: Sequence[str], undecodable: int, name: str) -> NotADisclosureError:
    if undecodable > _MOST_UNDECODABLE * len(text):
        return NotADisclosureError(
            "undecodable_text",
            f"{undecodable} of {len(text)} characters cannot be told: the fonts of the file do not say what they mean",
            where=name,
            remedy="supply a file made by another program, or a text extract",
        )
    seeming = seems_to_be(lines) or seems_a_governments(lines, least=1)
    if seeming is not None:
        return _not_a_disclosure(seeming.text, name)
    if any(word in text for word in _BUDGET_WORDS) and unfilled(lines) is not None:
        return _not_a_disclosure(unfilled(lines), name)
    if sum(word in text for word in _BUDGET_WORDS) >= _SPEAKS_OF_BUDGETS:
        return NotADisclosureError(
            "layout_unknown",
            "the file speaks of a budget, but no layout knows its form",
            where=name,
            remedy="add a layout file for its region",
        )
    return _not_a_disclosure(None, name)


def _not_a_disclosure(seeming: str | None, name: str) -> NotADisclosureError:
    what = f"it seems to be {seeming}" if seeming else "none of the tables of such a document is in it"
    return NotADisclosureError(
        "not_a_disclosure",
        f"the file is no budget disclosure of a department: {what}",
        where=name,
        remedy="check that the right file was submitted",
    )
