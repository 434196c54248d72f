"""The port between a PDF library and our reader: what one page draws, in numbers that every library can give.

An adapter (`plumber`, `pdfium`) opens a PDF and gives a `Drawing` for each page: glyphs with boxes anchored on their
baseline, straight rulings, boxes of pictures. Coordinates are PDF points on the page *as displayed* (crop box and
/Rotate applied), the origin is its upper left corner and y grows downwards. All behind this port is written once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from services.extractor.reading.geometry import Area, Matrix
from shared.model.place import Box

ASCENT = 0.86
"""How far a glyph's box reaches above its baseline, in font sizes.

The em box of Chinese fonts; taken for every font, so that digits and Chinese characters of one line have boxes of one
height. Boxes by each font's own descent put digits on a line of their own where producers write wrong descents.
"""
DESCENT = 1 - ASCENT
UNDECODABLE = "\ufffd"
"""Stands for a glyph whose font says nothing about its character."""


class Glyph(NamedTuple):
    """One printed character. `baseline` is a y position, or an x position where `angle` is 90 or 270."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    """The font size as displayed, in points."""
    angle: int = 0
    """The direction of writing, degrees counter-clockwise: 0 to the right, 90 upwards, 180, 270 downwards."""
    home: tuple[float, float] | None = None
    """The point that decides to which cell the glyph belongs, where that is not its own middle (see `completed`)."""

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


class Ruling(NamedTuple):
    """One straight horizontal (`h`) or vertical (`v`) edge: a stroke, or a side of a drawn rectangle."""

    orientation: str
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class Drawing:
    """What one page draws. `hidden` are glyphs that the file holds and the displayed page does not show."""

    width: float
    height: float
    rotation: int
    """The page's /Rotate: 0, 90, 180 or 270 degrees clockwise."""
    scale: float = 1.0
    """Points of the drawing for each point of the page: not 1 where the page is set in giant or tiny type."""
    glyphs: list[Glyph] = field(default_factory=list)
    hidden: list[Glyph] = field(default_factory=list)
    recognised: list[Glyph] = field(default_factory=list)
    """Those of the glyphs that are the text layer of a picture: it hides them, or they leave no mark on it."""
    off: str = ""
    """The characters of layers that are switched off; they are in none of the glyphs (see `layers`)."""
    across: list[Glyph] = field(default_factory=list)
    """Glyphs of text that runs aslant over the page (see `across`)."""
    rulings: list[Ruling] = field(default_factory=list)
    white_rulings: list[Ruling] = field(default_factory=list)
    """White ones that show on something coloured; beside dark ones they separate nothing, or were rubbed out."""
    pictures: list[Box] = field(default_factory=list)
    curve_count: int = 0
    """Number of painted paths that are neither straight lines nor rectangles, such as text turned into outlines."""


class PageModel(Protocol):
    """A PDF opened by one library."""

    @property
    def page_count(self) -> int:
        """Give the number of pages."""

    def drawing(self, number: int) -> Drawing:
        """Give what page `number` (from 1) draws; the library's own memory of the page is freed before returning.

        Raises:
            PageUnreadable: where the library cannot interpret the page.
            PageTooComplex: where the page draws more than any disclosure does.
        """

    def close(self) -> None:
        """Release the file."""


class PageUnreadable(Exception):  # noqa: N818 - says what is the matter with the page
    """A library could not interpret one page; another may."""


class PageTooComplex(PageUnreadable):
    """A page draws so much that reading it would take minutes, whichever library reads it."""


@dataclass(frozen=True, slots=True)
class Display:
    """The way from a page's own coordinates (y upwards, any origin) to those of the page as displayed."""

    x0: float
    y0: float
    x1: float
    y1: float
    """The visible box (crop box within media box) in the page's own coordinates."""
    rotation: int
    scale: float = 1.0
    """Points as displayed for each of the page's own."""

    @property
    def width(self) -> float:
        """The displayed width."""
        return self.scale * (self.y1 - self.y0 if self.rotation in (90, 270) else self.x1 - self.x0)

    @property
    def height(self) -> float:
        """The displayed height."""
        return self.scale * (self.x1 - self.x0 if self.rotation in (90, 270) else self.y1 - self.y0)

    def matrix(self) -> Matrix:
        """Give (a, b, c, d, e, f) with displayed x = a·x + c·y + e and displayed y = b·x + d·y + f."""
        k = self.scale
        match self.rotation:
            case 90:
                return 0, k, k, 0, -k * self.y0, -k * self.x0
            case 180:
                return -k, 0, 0, k, k * self.x1, -k * self.y0
            case 270:
                return 0, -k, -k, 0, k * self.y1, k * self.x1
            case _:
                return k, 0, 0, -k, -k * self.x0, k * self.y1


def writing_angle(a: float, b: float) -> int:
    """Give the direction of writing of a text matrix's (a, b), y upwards, to the next quarter turn."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def glyph_at(text: str, origin: tuple[float, float], advance: float, size: float, angle: int) -> Glyph:
    """Give the glyph whose origin is displayed at a point and that moves the pen by `advance` points."""
    x, y = origin
    above, below = ASCENT * size, DESCENT * size
    match angle:
        case 90:
            return Glyph(text, x - above, y - advance, x + below, y, x, size, 90)
        case 180:
            return Glyph(text, x - advance, y - below, x, y + above, y, size, 180)
        case 270:
            return Glyph(text, x - below, y, x + above, y + advance, x, size, 270)
        case _:
            return Glyph(text, x, y - above, x + advance, y + below, y, size, 0)


_STRAIGHT = 0.5
"""Points by which a ruling may lean; more is a diagonal, such as the stroke through a table's corner cell."""


def ruling_between(x0: float, y0: float, x1: float, y1: float) -> Ruling | None:
    """Give the ruling between two displayed points; None for a diagonal or a point."""
    width, height = abs(x1 - x0), abs(y1 - y0)
    if height <= _STRAIGHT and width > height:
        middle = (y0 + y1) / 2
        return Ruling("h", min(x0, x1), middle, max(x0, x1), middle)
    if width <= _STRAIGHT and height > width:
        middle = (x0 + x1) / 2
        return Ruling("v", middle, min(y0, y1), middle, max(y0, y1))
    return None


def sides_along(area: Area) -> tuple[Ruling, Ruling]:
    """Give the two long sides of a thin area."""
    x0, top, x1, bottom = area
    if x1 - x0 >= bottom - top:
        return Ruling("h", x0, top, x1, top), Ruling("h", x0, bottom, x1, bottom)
    return Ruling("v", x0, top, x0, bottom), Ruling("v", x1, top, x1, bottom)
