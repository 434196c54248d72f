"""At which level the document was published, that of a department (部门) or of a unit (单位), and of what kind it is.

The words that tell are data of the layout; this module knows where they are looked for: titles, headings of parts, the
heads of tables.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.extractor.identity.titles import DocumentTitle
from services.extractor.segment.grid_head import HeadText
from services.extractor.segment.headline import is_part_heading
from services.extractor.segment.region import Segments, TableRegion
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.document import DocumentKind, Mention

_LONGEST = 60
"""A heading, not a sentence."""
_TITLE_ENDINGS = ("表", "概况", "情况说明")


def level_mentions(segments: Segments, titles: Iterable[DocumentTitle], layout: Layout) -> Iterable[Mention]:
    """Give every place where the form says which of the two levels the document is of."""
    for region in segments.tables:
        for head in region.head_texts:
            yield from _mention(head, region.number or "heading", layout)
    for line in segments.prose:
        if is_part_heading(line.text) or normalise(line.text).endswith(_TITLE_ENDINGS):
            yield from _mention(HeadText(line.text, line.place), "heading", layout)
    for title in titles:
        if title.level is not None and not is_part_heading(title.text):
            yield Mention(field="org_level", value=title.level, where="title", place=title.place)


def level_in(text: str, layout: Layout) -> str | None:
    """Give the level that a text's words tell; None where they tell none or both."""
    label = normalise(text)
    for word in layout.identity.not_levels:
        label = label.replace(normalise(word), "")
    told = [
        level for level, words in layout.identity.levels.items() if any(normalise(w) in label for w in words)
    ]
    return told[0] if len(told) == 1 else None


def kind_of(segments: Segments, cover: DocumentTitle | None, titles: Iterable[DocumentTitle]) -> DocumentKind:
    """Give the kind by the cover, else by most titles of tables, parts and the document."""
    if cover is not None and cover.kind is not None:
        return cover.kind
    printed = [_said(region) for region in segments.tables]
    printed += [line.text for line in segments.prose if is_part_heading(line.text)]
    printed += [title.text for title in titles]
    final_accounts = sum("决算" in text for text in printed)
    return DocumentKind.FINAL_ACCOUNT if final_accounts * 2 > len(printed) > 0 else DocumentKind.BUDGET


def _said(region: TableRegion) -> str:
    """Give what a table says of the kind: its own words do, where its title does not."""
    return "决算" if region.kind is DocumentKind.FINAL_ACCOUNT else region.title or ""


def _mention(head: HeadText, where: str, layout: Layout) -> Iterable[Mention]:
    level = level_in(head.text, layout) if len(normalise(head.text)) <= _LONGEST else None
    if level is not None:
        yield Mention(field="org_level", value=level, where=where, place=head.place)
