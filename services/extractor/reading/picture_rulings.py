"""Rulings in the picture of a page: its long dark lines, found and rubbed out; and the picture set straight.

In goes the picture of a scanned page, out come horizontal and vertical rulings in pixels, and the picture without them,
in which a ruling is not taken for a 1 and does not join the texts on its sides. A sheet that lay askew on the scanner
is turned first: its rulings would fall into pieces, and its rows run into each other. Needs OpenCV, of the extra `ocr`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

Picture = Any
"""An array of height x width x 3 bytes, blue, green and red."""
BLANK: Final = 255
_SHORTEST: Final = 0.018
"""The shortest vertical ruling, as a share of the page's height: a row of small type with its leading, and more than a
figure's height, for a figure beside a ruling is not to be rubbed out with it."""
_SHORTEST_ACROSS: Final = 0.025
"""The shortest horizontal ruling, as a share of the page's width; 一 and dashes are shorter."""
_SHORT: Final = 0.03
"""A vertical line shorter than this share of the page's height may be a stroke of a character."""
_NEAR: Final = 4
"""Pixels between the end of a line and the line that it meets."""
_LEAST_NET: Final = 0.1
"""Lines that hang together and reach over less than this share of the page are the strokes of a large character."""
_ROWS: Final = 4
_COLUMNS: Final = 3
"""Rulings of the smallest table, its frame among them."""
_THROUGH: Final = 0.5
"""The length of a table's rulings, as a share of the picture that shows it, which may have a margin."""
_THICKEST: Final = 12
"""Pixels of a line as it is found, about four more than it has; what is thicker is a shaded area or a picture."""
_MOST_SKEW: Final = 3.0
"""Degrees; a sheet that lies more askew was put down so on purpose."""
_STEPS: Final = ((0.5, _MOST_SKEW), (0.1, 0.4))
"""Steps and widths, in degrees, in which the skew is sought: first roughly, then around the best."""
_LEAST_SKEW: Final = 0.05
_SEEN: Final = 700
"""Pixels of the longer side of the picture in which the skew is sought."""
_SHARPER: Final = 1.02
"""The rows of a picture must come out clearer by so much for it to be turned: one without rows is left as it is."""


class PixelRuling(NamedTuple):
    """A straight line: where it stands across its direction, and from where to where it runs."""

    is_vertical: bool
    place: float
    start: float
    end: float


def is_net(rulings: Iterable[PixelRuling], width: float, height: float) -> bool:
    """Tell whether rulings in a picture of this size are those of a table: four across and three down, by their length.

    A chart has lines in one direction, a frame has two in each.
    """
    lengths = {True: 0.0, False: 0.0}
    for ruling in rulings:
        lengths[ruling.is_vertical] += ruling.end - ruling.start
    return lengths[False] >= _ROWS * _THROUGH * width and lengths[True] >= _COLUMNS * _THROUGH * height


def straightened(picture: Picture) -> Picture:
    """Give a picture turned so that its rows run level; the same one where they do, or where it shows none."""
    angle = skew_of(picture)
    return picture if abs(angle) < _LEAST_SKEW else _turned(picture, angle, BLANK)


def skew_of(picture: Picture) -> float:
    """Give by how many degrees the rows of a picture fall to the right: those at which they are told apart best."""
    import cv2  # noqa: PLC0415 - optional

    scale = _SEEN / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = BLANK - cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    sharpness = {0.0: _sharpness(ink, 0.0)}
    for step, width in _STEPS:
        best = max(sharpness, key=lambda angle: sharpness[angle])
        count = round(width / step)
        for number in range(-count, count + 1):
            angle = round(best + number * step, 2)
            sharpness.setdefault(angle, _sharpness(ink, angle))
    best = max(sharpness, key=lambda angle: sharpness[angle])
    return best if sharpness[best] > _SHARPER * sharpness[0.0] else 0.0


def _sharpness(ink: Picture, angle: float) -> float:
    """Give how much the sums of the rows of pixels differ, after a turn by some degrees."""
    rows = _turned(ink, angle, 0).sum(axis=1, dtype="float64")
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _turned(picture: Picture, angle: float, background: int) -> Picture:
    import cv2  # noqa: PLC0415 - optional

    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    border = (background,) * 3
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=border)


def rulings_of(picture: Picture) -> tuple[list[PixelRuling], Picture]:
    """Give the rulings of a picture, and the picture without them."""
    import cv2  # noqa: PLC0415 - optional

    dark = _dark(picture)
    masks = _straight(dark)
    clean = picture.copy()
    found: list[PixelRuling] = []
    for is_vertical, mask in masks.items():
        # Not the whole mask, which is wider than the line: a figure may stand two pixels beside it.
        clean[cv2.dilate(cv2.erode(mask, _box(3, 3)) & dark, _box(3, 3)) > 0] = BLANK
        for x, y, width, height in _parts(mask):
            if (width if is_vertical else height) <= _THICKEST:
                place, start, end = (
                    (x + width / 2, y, y + height) if is_vertical else (y + height / 2, x, x + width)
                )
                found.append(PixelRuling(is_vertical=is_vertical, place=place, start=start, end=end))
    return found, clean


def _dark(picture: Picture) -> Picture:
    import cv2  # noqa: PLC0415 - optional

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return cv2.adaptiveThreshold(grey, BLANK, method, kind, blockSize=31, C=15)


def _box(width: int, height: int) -> Picture:
    import cv2  # noqa: PLC0415 - optional

    return cv2.getStructuringElement(cv2.MORPH_RECT, (width, height))


def _straight(dark: Picture) -> dict[bool, Picture]:
    """Give the pixels on vertical (True) and on horizontal lines that belong to something larger than a character."""
    import cv2  # noqa: PLC0415 - optional

    height, width = dark.shape
    masks: dict[bool, Picture] = {}
    for is_vertical in (False, True):
        shape = (1, int(height * _SHORTEST)) if is_vertical else (int(width * _SHORTEST_ACROSS), 1)
        # The grain of a scan lets a thin line jump to the next row of pixels. Upright lines are not so long, and
        # figures stand close to them.
        thick = dark if is_vertical else cv2.dilate(dark, _box(1, 3))
        lines = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _box(*shape))
        # A ruling of a scan is not quite straight: its pieces are joined over a pixel or two beside it.
        masks[is_vertical] = cv2.dilate(lines, _box(3, 3))
    _drop_strokes(masks[True], masks[False])
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(masks[False] | masks[True])
    for label in range(1, count):
        x, y, w, h = (int(value) for value in boxes[label][:4])
        if max(w / width, h / height) < _LEAST_NET:
            for mask in masks.values():
                mask[y : y + h, x : x + w][labels[y : y + h, x : x + w] == label] = 0
    return masks


def _drop_strokes(upright: Picture, level: Picture) -> None:
    """Rub out of the mask of vertical lines the short ones that do not run from one horizontal line to another.

    They are strokes of characters: of those that stand on an underline, or in a cell close to its border.
    """
    for x, y, width, height in _parts(upright):
        above = level[max(0, y - _NEAR) : y + _NEAR, x : x + width]
        below = level[y + height - _NEAR : y + height + _NEAR, x : x + width]
        if height < _SHORT * upright.shape[0] and not (above.any() and below.any()):
            upright[y : y + height, x : x + width] = 0


def _parts(mask: Picture) -> list[tuple[int, int, int, int]]:
    """Give the connected parts of a mask as left, top, width and height."""
    import cv2  # noqa: PLC0415 - optional

    _, _, boxes, _ = cv2.connectedComponentsWithStats(mask)
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height, _ in boxes[1:]]
