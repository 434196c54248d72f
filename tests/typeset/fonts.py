"""Fonts that hold Chinese, from packages: WenQuanYi Micro Hei (TrueType) and Noto Serif SC (outlines converted).

``sans`` and ``mono`` are the two faces of the first; ``serif`` is the second, whose cubic outlines are converted to
TrueType for the characters of one document at a time; ``cid`` is a standard font that readers supply themselves.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

from tests.typeset.style import Style

CID_NAME = "STSong-Light"
_LATIN = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


@dataclass(frozen=True)
class Face:
    """A registered font, and the one that sets figures and Latin letters beside it: often another in real documents."""

    chinese: str
    latin: str

    def pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces of one font: font name and words."""
        if self.latin == self.chinese:
            yield self.chinese, text
            return
        for piece in _LATIN.findall(text):
            yield (self.latin if piece[0] <= "~" else self.chinese), piece

    def width(self, text: str, size: float) -> float:
        """The width of a text in points."""
        return sum(float(pdfmetrics.stringWidth(piece, font, size)) for font, piece in self.pieces(text))


def face(style: Style, characters: frozenset[str]) -> Face:
    """The fonts of a style, ready for the given characters."""
    chinese = register(style.font, characters)
    return Face(chinese, style.latin or chinese)


def sans_path() -> Path:
    """The TrueType collection of WenQuanYi Micro Hei (Apache-2.0)."""
    return Path(str(resources.files("paperang_p2_fonts_cjk") / "fonts" / "wqy-microhei.ttc"))


def noto_path(font: str) -> Path:
    """The Noto face for a style's font, for producers that take cubic outlines: serif, or sans for all others."""
    name = "NotoSerifSC-Regular.otf" if font == "serif" else "NotoSansSC-Regular.otf"
    return Path(str(resources.files("pylopdf_fonts_zh_cn") / name))


@cache
def _collection_face(name: str, index: int) -> str:
    pdfmetrics.registerFont(EmbeddedFont(name, str(sans_path()), subfontIndex=index))
    return name


@cache
def _cid_face() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(CID_NAME))
    return CID_NAME


@cache
def _serif_face(characters: frozenset[str]) -> str:
    name = "serif-" + hashlib.sha256("".join(sorted(characters)).encode()).hexdigest()[:12]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "serif.ttf"
        truetype_subset(noto_path("serif"), characters, path, name)
        pdfmetrics.registerFont(EmbeddedFont(name, str(path)))
    return name


def register(font: str, characters: frozenset[str]) -> str:
    """Make a font known to ReportLab and give its name there. Raises ``ValueError`` for a font that does not exist."""
    if font == "serif":
        return _serif_face(characters | frozenset(map(chr, range(0x20, 0x7F))))
    if font == "cid":
        return _cid_face()
    if font in ("sans", "mono"):
        return _collection_face(f"micro-hei-{font}", 0 if font == "sans" else 1)
    raise ValueError(f"no font {font!r}; there are sans, mono, serif and cid")


def truetype_subset(source: Path, characters: frozenset[str], target: Path, name: str) -> None:
    """Write the given characters of a font with cubic outlines as a TrueType font of its own name.

    ReportLab takes fonts of one name for one font, whatever characters they hold; hence the name.
    """
    with TTFont(source, lazy=True) as font:
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
        options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx", "DSIG", "GDEF"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(char) for char in characters])
        subsetter.subset(font)
        convert_outlines(font)
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6):
                record.string = name
        font.save(target)


def convert_outlines(font: TTFont) -> None:
    """Replace a font's cubic outlines by quadratic ones, to a thousandth of the em."""
    glyphs = font.getGlyphSet()
    outlines = newTable("glyf")
    outlines.glyphs, outlines.glyphOrder = {}, font.getGlyphOrder()
    for glyph in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[glyph].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        outlines.glyphs[glyph] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), outlines
    del font["CFF "]
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for limit in (
        "TwilightPoints",
        "Storage",
        "FunctionDefs",
        "InstructionDefs",
        "StackElements",
        "SizeOfInstructions",
    ):
        setattr(limits, f"max{limit}", 0)
    for limit in (
        "Points",
        "Contours",
        "CompositePoints",
        "CompositeContours",
        "ComponentElements",
        "ComponentDepth",
    ):
        setattr(limits, f"max{limit}", 0)  # counted anew when the font is saved
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
