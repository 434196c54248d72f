"""Sentences in which a form was not filled in, such as `公务接待费 XX 万元，比上年增加（减少）XX 万元`.

A paragraph and the places of what its claims quote go in; each sentence that a form left unfinished in words that no
claim quotes comes out, to become a claim without figures, so that it is reported with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.layout.unfinished import unfinished_at

_SENTENCE = re.compile(r"[^。；]+[。；]?")
_SUBJECT = re.compile(r"[，、]*([^，。；：]*)")
_MAX_SUBJECT = 40


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An unfinished sentence of a paragraph, and the words that it begins with."""

    paragraph: int
    start: int
    end: int
    subject: str


def find_unfinished(number: int, text: str, quoted: Sequence[tuple[int, int]]) -> Iterator[Unfinished]:
    """Give the unfinished sentences of a paragraph; `quoted` are the places that its claims quote."""
    for sentence in _SENTENCE.finditer(text):
        places = (sentence.start() + place for place in unfinished_at(sentence.group()))
        if any(not any(start <= place < end for start, end in quoted) for place in places):
            words = _SUBJECT.match(sentence.group())
            subject = words.group(1)[:_MAX_SUBJECT] if words else ""
            yield Unfinished(number, sentence.start(), sentence.end(), subject)
