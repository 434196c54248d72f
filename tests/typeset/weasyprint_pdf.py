"""Prints a disclosure with WeasyPrint: the blocks as HTML and CSS, so that a browser's table layout is met too.

WeasyPrint needs Pango from the system; where it is missing, importing this module raises ``OSError``.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from tests.typeset.blocks import Block, Cell, Grid, GridRow, PageBreak, Spread, Text, running_head
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.fonts import noto_path
from tests.typeset.measure import column_widths, simple_measure
from tests.typeset.style import PLAIN, Style

RULES = {
    "strokes": "table {border-collapse: collapse} th, td {border: 0.5pt solid black}",
    "rectangles": "table {border-collapse: collapse} th, td {border: 1pt solid black}",
    "cells": "table {border-collapse: separate; border-spacing: 0} th, td {border: 0.4pt solid black}",
    "none": "table {border-collapse: collapse}",
}


def typeset(disclosure: Disclosure, path: Path, style: Style = PLAIN) -> None:
    """Write the whole disclosure as one PDF file."""
    typeset_blocks(compose(disclosure, style), path, style)


def typeset_blocks(blocks: Sequence[Block], path: Path, style: Style = PLAIN) -> None:
    """Write any blocks as one PDF file."""
    fonts = FontConfiguration()
    sheet = CSS(string=css(style, running_head(blocks)), font_config=fonts)
    HTML(string=html(blocks, style)).write_pdf(path, stylesheets=[sheet], font_config=fonts)


def css(style: Style, head: str = "") -> str:
    """The style sheet; ``head`` stands at the head of every page but the first."""
    width, height = style.page
    counter = {"none": "none", "plain": "counter(page)", "dashes": "'- ' counter(page) ' -'"}[
        style.page_number
    ]
    fill = (
        ""
        if style.header_fill is None
        else "rgb({:.0f},{:.0f},{:.0f})".format(*(255 * c for c in style.header_fill))
    )
    return f"""
@font-face {{font-family: Chinese; src: url('{noto_path(style.font).as_uri()}')}}
@page {{size: {width}pt {height}pt; margin: {style.margin}pt;
        @bottom-center {{content: {counter}; font: 9pt Chinese}}}}
@page {{@top-left {{content: '{head}'; font: 9pt Chinese}}}} @page :first {{@top-left {{content: none}}}}
@page turned {{size: {height}pt {width}pt}}
body {{font: {style.body_size}pt/{style.leading} Chinese; margin: 0}}
.upright {{page: auto}} .turned {{page: turned}} section + section {{break-before: page}}
p {{margin: 0; text-align: justify}} .body, .note {{text-indent: 2em}} .note {{font-size: 75%}}
.part, .table_title {{text-align: center; font-weight: bold; font-size: 115%}}
.heading, .subheading {{text-indent: 2em; font-weight: bold}} .signature {{text-align: right}}
.spread {{display: flex; justify-content: space-between; font-size: {style.table_size + 1}pt; line-height: 1.5}}
table {{table-layout: fixed; width: 100%; line-height: 1.25; margin-bottom: 6pt}}
th, td {{padding: 2pt; overflow-wrap: anywhere; font-weight: normal; vertical-align: middle}}
tr {{break-inside: avoid}} th {{text-align: center; background: {fill or "none"}}}
.bold {{font-weight: bold}} .code {{white-space: nowrap; padding: 2pt 0}} th.lead {{border: none; background: none}}
{RULES[style.rules]}"""


def html(blocks: Sequence[Block], style: Style) -> str:
    """The blocks as a page of HTML; each run of pages of one orientation is a section."""
    parts = ["<meta charset=utf-8><section class=upright>"]
    landscape = False
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(following, Grid) and block in following.lead and style.repeat_header:
            continue  # it is printed with the grid's header
        if isinstance(block, PageBreak):
            landscape = block.landscape
            parts.append(f"</section><section class={'turned' if landscape else 'upright'}>")
        elif isinstance(block, Text):
            parts.append(f"<p class={block.role}>{escape(block.text)}</p>")
        elif isinstance(block, Spread):
            parts.append(_spread(block))
        elif isinstance(block, Grid):
            parts.append(_grid(block, style, style.page[1 if landscape else 0] - 2 * style.margin))
    return "".join(parts) + "</section>"


def _spread(line: Spread) -> str:
    return f"<div class=spread><span>{escape(line.left)}</span><span>{escape(line.right)}</span></div>"


def _grid(grid: Grid, style: Style, available: float) -> str:
    widths, size = column_widths(grid, available, style.table_size, simple_measure, style.narrow)
    columns = "".join(f"<col style='width:{width:.2f}pt'>" for width in widths)
    lead = "".join(
        f"<tr><th class=lead colspan={len(widths)}>{_spread(line)}</th></tr>" for line in grid.lead[:1]
    )
    header = "".join(_row(row) for row in grid.header)
    body = "".join(_row(row) for row in grid.body)
    shown = f"<thead>{header}</thead><tbody>" if style.repeat_header else f"<tbody>{header}"
    repeated = f"<thead>{lead}{header}</thead><tbody>" if lead and style.repeat_header else shown
    return f"<table style='font-size:{size}pt'><colgroup>{columns}</colgroup>{repeated}{body}</tbody></table>"


def _row(row: GridRow) -> str:
    return f"<tr>{''.join(map(_cell, row))}</tr>"


def _cell(cell: Cell) -> str:
    tag = "th" if cell.head else "td"
    shown = "<br>".join(map(escape, cell.text)) if cell.vertical else escape(cell.text)
    bold = " class=bold" if cell.bold else " class=code" if len(cell.text) < 4 and cell.text.isdigit() else ""
    return (
        f"<{tag}{bold} colspan={cell.colspan} rowspan={cell.rowspan} style='text-align:{cell.align}'>"
        f"{shown}</{tag}>"
    )
