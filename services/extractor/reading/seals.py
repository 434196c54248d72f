"""Red seals over figures, taken off the picture of a page: what is printed beneath them stays.

In goes a picture, out comes the same without the red ink of its seals: of every red shape as large as a seal, and of
what is red within it (the star, the name along the rim). A red title is no shape of that size. A picture in grey is
given back as it is. Needs OpenCV, of the extra `ocr`.
"""

from __future__ import annotations

from typing import Final

from services.extractor.reading.picture_rulings import BLANK, Picture

_RED: Final = 40
"""By so much red is above green and blue, of 255, in the ink of a seal; black print, also beneath it, is grey."""
_LEAST: Final = 0.05
_MOST: Final = 0.35
"""Width and height of a seal, as shares of the longer side of the page: 38 to 45 mm, of 297 on A4."""
_GAP: Final = 7
"""Pixels over which the pieces of a rim that is printed thin are joined."""
_MARGIN: Final = 4
"""Pixels around a seal that JPEG has tinged."""


def without_seals(picture: Picture) -> Picture:
    """Give a picture (blue, green, red) without its red seals; the same one where it has none."""
    import cv2  # noqa: PLC0415 - optional
    import numpy as np  # noqa: PLC0415 - comes with OpenCV

    # Copies, for arithmetic on bytes that stops at 0.
    blue, green, red = (picture[:, :, band].copy() for band in range(3))
    ink = cv2.subtract(red, cv2.max(blue, green))
    _, mask = cv2.threshold(ink, _RED, BLANK, cv2.THRESH_BINARY)
    if not mask.any():
        return picture
    joined = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_RECT, (_GAP, _GAP)))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    longer = max(picture.shape[:2])
    clean = picture
    for x, y, width, height, _ in boxes[1:]:
        if _LEAST * longer <= min(width, height) and max(width, height) <= _MOST * longer:
            clean = clean.copy() if clean is picture else clean
            place = (
                slice(max(0, y - _MARGIN), y + height + _MARGIN),
                slice(max(0, x - _MARGIN), x + width + _MARGIN),
            )
            # In red light the seal is nearly as bright as the paper, and print beneath it as dark as ever.
            ink_red = float(np.median(red[place][mask[place] > 0]))
            bright = cv2.convertScaleAbs(red[place], alpha=BLANK / ink_red)
            clean[place] = bright[:, :, None]
    return clean
