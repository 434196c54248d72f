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
_MOST_SEEN: Final = 2200
"""Pixels of the longer side of the picture in which lines are sought: finding them on A4 at 180 dpi takes 0.9 GiB."""
_LONG: Final = 2.0
"""A line is so much longer than it is high; a figure or two may be as high as wide."""
_LEAST_LINES: Final = 4
_ASKED: Final = 24
"""Lines of which it is asked whether they stand on their heads."""
_SEEN_AT_ONCE: Final = 4
"""The length of a line that the engine sees when it tells that, in heights of the line."""
_UPSIDE_DOWN: Final = "180"
_MOSTLY: Final = 0.6
"""The share of the lines that settles it."""


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

    def boxes(self, picture: Picture) -> list[Area]:
        """Give where lines of text stand in a picture."""
        import cv2  # noqa: PLC0415 - optional

        # The memory that finding them takes grows with the picture; reading them takes the whole of it.
        scale = min(1.0, _MOST_SEEN / max(picture.shape[:2]))
        seen = (
            cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            if scale < 1
            else picture
        )
        found, _ = self._engine.text_det(seen)
        return [] if found is None else [_area(corners, scale) for corners in found]

    def angle_of(self, picture: Picture, boxes: Sequence[Area]) -> int:
        """Give the angle at which the text of a picture runs, in degrees counter-clockwise: 0, 90, 180 or 270.

        Most of it decides: a header may run downwards in a table that does not. Too little text is taken to be upright.
        """
        import cv2  # noqa: PLC0415 - optional

        long = [box for box in boxes if max(_sides(box)) >= _LONG * min(_sides(box))]
        if len(long) < _LEAST_LINES:
            return 0
        areas = {True: 0.0, False: 0.0}
        for box in long:
            width, height = _sides(box)
            areas[height > width] += width * height
        is_sideways = areas[True] > areas[False]
        lines = [box for box in long if (_sides(box)[1] > _sides(box)[0]) is is_sideways]
        lines.sort(key=lambda box: max(_sides(box)), reverse=True)
        crops = [_crop(picture, _beginning(box)) for box in lines[:_ASKED]]
        if is_sideways:
            crops = [cv2.rotate(crop, cv2.ROTATE_90_CLOCKWISE) for crop in crops]
        _, told, _ = self._engine.text_cls(crops)
        upside_down = sum(float(score) for label, score in told if label == _UPSIDE_DOWN)
        is_upside_down = upside_down > _MOSTLY * sum(float(score) for _, score in told)
        return 90 * is_sideways + 180 * is_upside_down

    def lines(
        self, picture: Picture, boxes: Iterable[Area], rulings: Sequence[PixelRuling]
    ) -> list[ReadText]:
        """Give the lines at some boxes of a picture; none of them lies across a vertical ruling."""
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


def _area(corners: Any, scale: float) -> Area:  # noqa: ANN401 - an array of four points
    xs, ys = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _sides(box: Area) -> tuple[float, float]:
    x0, top, x1, bottom = box
    return x1 - x0, bottom - top


def _beginning(box: Area) -> Area:
    """Give the upper left piece of a line, short enough for the engine to see its characters."""
    x0, top, x1, bottom = box
    longest = _SEEN_AT_ONCE * min(_sides(box))
    return x0, top, min(x1, x0 + longest), min(bottom, top + longest)


def _crop(picture: Picture, area: Area) -> Picture:
    """Give a piece of the picture; beyond its edges there is nothing."""
    x0, top, x1, bottom = (round(value) for value in area)
    piece = picture[max(0, top) : bottom + 1, max(0, x0) : x1 + 1].copy()
    if not piece.size:
        piece = picture[:_MARGIN, :_MARGIN].copy()
        piece[:] = BLANK
    return piece
