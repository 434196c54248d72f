"""Rulings in the picture of a page: its long dark lines, found and rubbed out.

In goes the picture of a scanned page, out come horizontal and vertical rulings in pixels, and the picture without them,
in which a ruling is not taken for a 1 and does not join the texts on its sides. Needs OpenCV, of the extra `ocr`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

Picture = Any
"""An array of height x width x 3 bytes, blue, green and red."""
BLANK: Final = 255
_SHORTEST: Final = 0.012
"""The shortest vertical ruling, as a share of the page's height: a row of small type."""
_SHORTEST_ACROSS: Final = 0.025
"""The shortest horizontal ruling, as a share of the page's width; 一 and dashes are shorter."""
_LEAST_NET: Final = 0.1
"""Lines that hang together and reach over less than this share of the page are the strokes of a large character."""
_THICKEST: Final = 8
"""Pixels; what is thicker is a shaded area or a picture."""


class PixelRuling(NamedTuple):
    """A straight line: where it stands across its direction, and from where to where it runs."""

    is_vertical: bool
    place: float
    start: float
    end: float


def rulings_of(picture: Picture) -> tuple[list[PixelRuling], Picture]:
    """Give the rulings of a picture, and the picture without them."""
    masks = _straight(picture)
    clean = picture.copy()
    found: list[PixelRuling] = []
    for is_vertical, mask in masks.items():
        clean[mask > 0] = BLANK
        for x, y, width, height in _parts(mask):
            if (width if is_vertical else height) <= _THICKEST:
                place, start, end = (
                    (x + width / 2, y, y + height) if is_vertical else (y + height / 2, x, x + width)
                )
                found.append(PixelRuling(is_vertical=is_vertical, place=place, start=start, end=end))
    return found, clean


def _straight(picture: Picture) -> dict[bool, Picture]:
    """Give the pixels on vertical (True) and on horizontal lines that belong to something larger than a character."""
    import cv2  # noqa: PLC0415 - optional

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    dark = cv2.adaptiveThreshold(grey, BLANK, method, kind, blockSize=31, C=15)
    height, width = grey.shape
    masks: dict[bool, Picture] = {}
    for is_vertical in (False, True):
        shape = (1, int(height * _SHORTEST)) if is_vertical else (int(width * _SHORTEST_ACROSS), 1)
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        # A ruling of a scan is not quite straight: its pieces are joined over a pixel or two beside it.
        masks[is_vertical] = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(masks[False] | masks[True])
    for label in range(1, count):
        x, y, w, h = (int(value) for value in boxes[label][:4])
        if max(w / width, h / height) < _LEAST_NET:
            for mask in masks.values():
                mask[y : y + h, x : x + w][labels[y : y + h, x : x + w] == label] = 0
    return masks


def _parts(mask: Picture) -> list[tuple[int, int, int, int]]:
    """Give the connected parts of a mask as left, top, width and height."""
    import cv2  # noqa: PLC0415 - optional

    _, _, boxes, _ = cv2.connectedComponentsWithStats(mask)
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height, _ in boxes[1:]]
