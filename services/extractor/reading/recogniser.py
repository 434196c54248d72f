"""The adapter of the OCR engine: RapidOCR on ONNX Runtime, from the optional extra `ocr`, offline.

In goes the picture of a page, with the rulings found in it; out come its lines of text with boxes in pixels. The
models are in the wheel, so nothing is fetched. The engine is loaded when the first page needs it, and runs in one
thread: a worker process has one core, and more threads could add up sums in another order.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from services.extractor.reading.geometry import Area
from services.extractor.reading.picture_rulings import BLANK, Picture, PixelRuling

_ENGINE: Final = "rapidocr_onnxruntime"
_LEAST_SCORE: Final = 0.5
"""The engine's own bound: what it reads with less confidence is noise."""
_MARGIN: Final = 2
"""Pixels left around a piece of a line that is cut at a ruling."""
_ROOM: Final = 0.3
"""The room at both ends of a line, in its heights: half a figure."""
_LEAST_WIDTH: Final = 6
"""Pixels; a narrower piece holds no character."""
_ACROSS_BY: Final = 8
"""Pixels that a box must reach beyond a ruling to lie across it: the engine's boxes are a little wide."""


class ReadText(NamedTuple):
    """A line of text as the engine reads it, with its box in pixels."""

    text: str
    box: Area


def is_installed() -> bool:
    """Whether the extra is there; looks for it without loading it."""
    return importlib.util.find_spec(_ENGINE) is not None


class Recogniser:
    """The engine with its models, ready to read pictures."""

    def __init__(self) -> None:
        """Load the models.

        Raises:
            ImportError: where the extra, or a library of the system that it needs, is not there.
        """
        from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 - optional, and half a gigabyte of memory

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._engine: Any = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)

    def lines(self, picture: Picture, rulings: Sequence[PixelRuling]) -> list[ReadText]:
        """Give the lines of a picture; none of them lies across a vertical ruling."""
        found, _ = self._engine.text_det(picture)
        boxes = [] if found is None else [_area(corners) for corners in found]
        pieces = [in_cell(piece, rulings) for box in boxes for piece in cut(box, rulings)]
        # The engine's boxes end within the last figure where it stands close to a ruling.
        crops = [
            _crop(picture, in_cell(piece, rulings, room=_ROOM * (piece[3] - piece[1]))) for piece in pieces
        ]
        if not crops:
            return []
        read, _ = self._engine.text_rec(crops)
        return [
            ReadText(text, piece)
            for piece, (text, score, *_) in zip(pieces, read, strict=True)
            if text.strip() and float(score) >= _LEAST_SCORE
        ]


@cache
def recogniser() -> Recogniser | None:
    """Give the process's engine, or None where the extra cannot be loaded."""
    try:
        return Recogniser()
    except ImportError:
        return None


def cut(box: Area, rulings: Iterable[PixelRuling]) -> Iterator[Area]:
    """Give the pieces of a box between the vertical rulings that it lies across.

    The engine joins neighbouring cells where their texts are close; two amounts would become one number.
    """
    x0, top, x1, bottom = box
    middle = (top + bottom) / 2
    places = sorted(
        ruling.place
        for ruling in rulings
        if ruling.is_vertical
        and ruling.start <= middle <= ruling.end
        and x0 + _ACROSS_BY < ruling.place < x1 - _ACROSS_BY
    )
    for start, end in zip([x0, *places], [*places, x1], strict=True):
        if end - start >= _LEAST_WIDTH:
            yield start, top, end, bottom


def in_cell(piece: Area, rulings: Iterable[PixelRuling], room: float = 0.0) -> Area:
    """Give a piece of a line with `room` at both ends, as far as the vertical rulings beside it leave it any.

    The engine's boxes are a little wide: a figure close to the border of its cell would come to stand in the next one.
    """
    x0, top, x1, bottom = piece
    middle = (top + bottom) / 2
    beside = [one.place for one in rulings if one.is_vertical and one.start <= middle <= one.end]
    left = max((place + 1 for place in beside if place <= x0 + _ACROSS_BY), default=x0 - room)
    right = min((place - 1 for place in beside if place >= x1 - _ACROSS_BY), default=x1 + room)
    return max(x0 - room, left), top, min(x1 + room, right), bottom


def _area(corners: Any) -> Area:  # noqa: ANN401 - an array of four points
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _crop(picture: Picture, area: Area) -> Picture:
    """Give a piece of the picture; beyond its edges there is nothing."""
    x0, top, x1, bottom = (round(value) for value in area)
    piece = picture[max(0, top) : bottom + 1, max(0, x0) : x1 + 1].copy()
    if not piece.size:
        piece = picture[:_MARGIN, :_MARGIN].copy()
        piece[:] = BLANK
    return piece
