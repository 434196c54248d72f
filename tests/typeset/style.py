"""How a disclosure looks: paper, fonts, rules, headers, page numbers, notes; with named styles met in print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Style:
    """Looks alone; nothing here changes a figure."""

    name: str = "plain"
    family: str = ""
    """The family of forms (`tests.typeset.families`); none is the form of `tests.typeset.forms`."""
    font: Literal["sans", "serif", "mono", "cid"] = "sans"
    """``cid`` names a standard Chinese font without embedding it."""
    latin: str = ""
    """A standard font for figures and Latin letters; none sets them in the Chinese font."""
    body_size: float = 14
    table_size: float = 9
    leading: float = 1.6
    """Line height in prose, in font sizes."""
    page: tuple[float, float] = (595.3, 841.9)
    margin: float = 62
    landscape: frozenset[str] = frozenset()
    """The tables (``T1`` … ``T11``, ``overall``, ``project``) set on landscape pages."""
    narrow: bool = False
    """Fixed column widths: labels and numbers break inside their cells."""
    rules: Literal["strokes", "rectangles", "cells", "none"] = "strokes"
    """Through-going lines; thin filled rectangles; four lines round each cell; no lines."""
    header_fill: tuple[float, float, float] | None = None
    repeat_header: bool = True
    repeat_lead: bool = False
    """The line 编制部门 … 单位 is repeated with the header."""
    page_number: Literal["none", "plain", "dashes"] = "plain"
    empty_table: Literal["row", "note"] = "row"
    """The sentence of an empty table: a merged row of it, or a note below."""
    unit_line: Literal["beside", "after"] = "beside"
    """单位：万元 on the line of 编制部门, or after the table."""
    bold_total: bool = False
    bold: Literal["stroke", "double"] = "stroke"
    """How bold is made: an outline round each glyph, or each glyph printed twice."""
    merge_total: bool = False
    """The label of a total row spans the code columns."""
    class_code: Literal["joined", "split"] = "joined"
    """In T1 and T4 the class code stands in the cell of its name, or in a column of its own."""
    spacing: Literal["none", "spaces", "erratic"] = "spaces"
    """Spaces between Chinese and figures."""
    contents: bool = False
    """A list of contents after the title."""
    vertical_heads: bool = False
    """The heads of amount columns in wide tables stand one character a line."""
    application: bool = False
    """The body's own performance table has the form of an application (申报表)."""
    running_head: bool = False
    """The department's name stands at the head of every page but the first."""
    packed: bool = False
    """Tables follow each other on a page instead of beginning a new one."""
    split_rows: bool = False
    """A row that does not fit on a page is cut between its lines and goes on at the next."""
    rotated: bool = False
    """Landscape pages are portrait pages that are shown turned."""
    number_align: Literal["right", "center"] = "right"
    spaced_heads: bool = False
    """Short heads are set with a space in the middle: 合 计, 项 目."""


PLAIN = Style()
STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        PLAIN,
        replace(
            PLAIN,
            name="narrow",
            narrow=True,
            table_size=8.5,
            number_align="center",
            merge_total=True,
            spaced_heads=True,
            empty_table="note",
            repeat_header=True,
            page_number="none",
        ),
        replace(
            PLAIN,
            name="landscape",
            landscape=frozenset({"T2", "T7", "T11"}),
            repeat_lead=True,
            page_number="dashes",
            bold_total=True,
            header_fill=(0.85, 0.89, 0.95),
            rules="rectangles",
            contents=True,
        ),
        replace(
            PLAIN,
            name="cells",
            rules="cells",
            repeat_header=False,
            unit_line="after",
            class_code="split",
            margin=54,
            table_size=10,
            spacing="erratic",
            bold_total=True,
            bold="double",
        ),
        replace(
            PLAIN,
            name="serif",
            font="serif",
            body_size=16,
            margin=72,
            vertical_heads=True,
            narrow=True,
            repeat_lead=True,
            rules="rectangles",
        ),
        replace(
            PLAIN,
            name="official",
            latin="Times-Roman",
            body_size=16,
            leading=1.75,
            running_head=True,
            page_number="dashes",
            landscape=frozenset({"T2", "T7", "T11"}),
            rotated=True,
            empty_table="note",
            split_rows=True,
            number_align="center",
        ),
        replace(
            PLAIN,
            name="dense",
            latin="Helvetica",
            body_size=11,
            table_size=8,
            margin=48,
            packed=True,
            application=True,
            repeat_header=False,
            split_rows=True,
            rules="cells",
            page_number="none",
            header_fill=(0.9, 0.9, 0.9),
        ),
        replace(
            PLAIN,
            name="cid",
            font="cid",
            table_size=10,
            spacing="none",
            bold_total=True,
            merge_total=True,
            page_number="dashes",
        ),
    )
}
