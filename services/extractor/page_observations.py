"""What is to be told of the pages themselves, whatever stands on them.

In go the pages as read, out come observations: pages without text, glyphs that stand for no character, text that the
file holds and the page does not show, pages whose text is the invisible layer of a scan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.extractor.reading import Page
from shared.model.document import Observation, ObservationKind
from shared.model.place import Place

_TOLD = 80
"""So many characters of what is hidden are told."""


def observe_pages(pages: Iterable[Page]) -> list[Observation]:
    """Give what is to be told of each page."""
    return [
        Observation(
            kind=kind, detail=detail, place=Place(page=page.number), printed=printed and printed[:_TOLD]
        )
        for page in pages
        for kind, detail, printed in _told(page)
    ]


def _told(page: Page) -> Iterator[tuple[ObservationKind, str, str | None]]:
    """Give the kind, the sentence and the characters of each thing that is to be told of a page."""
    if not page.has_text:
        yield (
            ObservationKind.PAGE_WITHOUT_TEXT,
            "the page shows something but has no text layer that can be read",
            None,
        )
    if page.undecodable_glyphs:
        detail = f"{page.undecodable_glyphs} glyphs stand for no character"
        yield ObservationKind.GLYPHS_UNDECODABLE, detail, None
    if page.across:
        detail = f"{len(page.across)} characters of a watermark or seal run across the page"
        yield ObservationKind.TEXT_HIDDEN, detail, page.across
    if page.hidden_text:
        detail = f"{len(page.hidden_text)} lines are in the file but not on the page"
        yield ObservationKind.TEXT_HIDDEN, detail, page.hidden_text[0].text
    if page.recognised:
        detail = (
            f"{len(page.recognised)} lines are the unseen text layer of a picture, to be confirmed as OCR is"
        )
        yield ObservationKind.TEXT_HIDDEN, detail, page.recognised[0].text
    if any(character.isdigit() for character in page.off):
        detail = f"{len(page.off)} characters, figures among them, are in layers that are switched off"
        yield ObservationKind.TEXT_HIDDEN, detail, page.off
