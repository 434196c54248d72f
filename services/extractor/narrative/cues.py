"""Sections recognised from their own sentences, for documents that lost their headings on the way.

A paragraph goes in, the key of the section whose opening sentence it is comes out. Disclosures word these sentences
after the same form, so `…收入预算 1,240.00 万元，其中：` opens the income section with or without a heading above it.
The cues are used only for sections that the document has no heading for; a heading always wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from shared.layout import Layout

_PLACE = "AMOUNT"
"""Where an amount stands in the words of a layout."""
_AMOUNT = r"(?:为|共|总计|合计)*-?[\d,]+(?:\.\d+)?(?:万元|亿元|元)"

_RESUMES = re.compile(r"项目数?\d+个，涉及(?:的)?(?:预算)?(?:资金|金额)")


def cued_section(text: str, missing: Collection[str], layout: Layout) -> str | None:
    """Give the key of the section that a paragraph opens, if it is one of those without a heading."""
    cues = (cue for cue in layout.first_sentences if cue.section in missing)
    return next((cue.section for cue in cues if _pattern(cue.words).search(text)), None)


def resumes_after_performance(text: str, following: str) -> bool:
    """Tell whether a line below a performance table begins a sentence again, and is no row of the table.

    `following` is the next line, on which the sentence may go on.
    """
    match = _RESUMES.search(text + following)
    return match is not None and match.start() < len(text)


def opens_narrative(text: str, following: str, layout: Layout) -> bool:
    """Tell whether a line begins the first sentence of a narrative that has no headings at all."""
    cues = (cue for cue in layout.first_sentences if cue.opens)
    matches = (_pattern(cue.words).search(text + following) for cue in cues)
    return any(match is not None and match.start() < len(text) for match in matches)


@lru_cache(maxsize=256)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words.replace(_PLACE, _AMOUNT))
