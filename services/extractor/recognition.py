"""Which layout a document follows, told from its words alone: never from its file's name.

Every layout lists marks with weights; the layout with the greatest sum of marks found wins, if it reaches the
layout's minimum. A document that no layout knows is refused with what it seems to be.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.reading import SourceDocument
from shared.errors import DocumentError
from shared.layout import Layout
from shared.layout.label import normalise

_BUDGET_WORDS = ("部门预算", "单位预算", "一般公共预算", "三公", "收支总体情况表", "收支总表", "决算")

_MOST_UNDECODABLE = 0.05
"""Symbols and bullets of private fonts stay far below this share of a document; a font without a map lies above it."""


class NotADisclosureError(DocumentError):
    """The file can be read, but no layout knows it.

    `reason_code` is `no_text_layer`, `undecodable_text`, `not_a_disclosure` or `layout_unknown`.
    """


def recognise(document: SourceDocument, layouts: Sequence[Layout], *, name: str) -> Layout:
    """Give the layout of a document.

    Raises NotADisclosureError where no layout reaches its minimum; `name` stands in the message.
    """
    text = "".join(normalise(line.text) for page in document.pages for line in page.lines)
    if not text:
        raise NotADisclosureError(
            "no_text_layer",
            f"none of the {len(document.pages)} pages has a text layer",
            where=name,
            remedy="supply a file with text; scanned pages are not read",
        )
    scores = {layout.id: _score(layout, text) for layout in layouts}
    best = max(layouts, key=lambda layout: scores[layout.id], default=None)
    if best is not None and scores[best.id] >= best.recognition.minimum:
        return best
    raise _refusal(text, sum(page.undecodable_glyphs for page in document.pages), name)


def _score(layout: Layout, text: str) -> int:
    return sum(weight for mark, weight in layout.recognition.marks.items() if normalise(mark) in text)


def _refusal(text: str, undecodable: int, name: str) -> NotADisclosureError:
    if undecodable > _MOST_UNDECODABLE * len(text):
        return NotADisclosureError(
            "undecodable_text",
            f"{undecodable} of {len(text)} characters cannot be told: the fonts of the file do not say what they mean",
            where=name,
            remedy="supply a file made by another program, or a text extract",
        )
    if sum(word in text for word in _BUDGET_WORDS) >= 3:  # noqa: PLR2004 - letters and news name one or two of them
        return NotADisclosureError(
            "layout_unknown",
            "the file speaks of a budget, but no layout knows its form",
            where=name,
            remedy="add a layout file for its region",
        )
    return NotADisclosureError(
        "not_a_disclosure",
        "the file is no budget disclosure: none of the tables of such a document is in it",
        where=name,
        remedy="check that the right file was submitted",
    )
