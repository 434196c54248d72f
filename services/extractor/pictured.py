"""Tables that are pictures on a page with text: their title can be read, and not one of their figures.

In go the pages, out comes an observation for each page on which the title of a table stands beside a large picture that
no text lies on, and no table is drawn. Seals, letterheads and pictures behind a text are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.extractor.reading import Page
from services.extractor.reading.layout import bare_pictures
from services.extractor.segment.headline import TitleMatch, match_title
from shared.layout import Layout
from shared.model.document import Observation, ObservationKind
from shared.model.place import Place, ReadBy


def observe_pictured(pages: Iterable[Page], layout: Layout) -> Iterator[Observation]:
    """Give an observation for each table that is titled in text and shown as a picture."""
    for page in pages:
        bare = bare_pictures(page)
        if not bare or page.grids or not page.has_text or page.read_by is ReadBy.OCR:
            continue
        title = _title_on(page, layout)
        if title is not None:
            yield Observation(
                kind=ObservationKind.TABLE_UNKNOWN,
                detail=f"the table “{title.title}” is a picture; its figures were not read",
                place=Place(page=page.number, box=bare[0]),
                table_id=title.definition.table_id,
                printed=title.title,
            )


def _title_on(page: Page, layout: Layout) -> TitleMatch | None:
    return next((found for line in page.lines if (found := match_title(line.text, layout))), None)
