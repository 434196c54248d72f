"""Prints a disclosure with ReportLab: sheets drawn stroke by stroke, so that every manner of ruling can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.typeset import fonts
from tests.typeset.blocks import Block, texts
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.layout import Box, Run, Sheet, lay_out
from tests.typeset.style import PLAIN, Style

LINE_WIDTH = 0.5


def typeset(disclosure: Disclosure, path: Path, style: Style = PLAIN) -> None:
    """Write the whole disclosure as one PDF file."""
    typeset_blocks(
        compose(disclosure, style), path, style, title=f"{disclosure.department}{disclosure.fiscal_year}"
    )


def typeset_blocks(
    blocks: Sequence[Block],
    path: Path,
    style: Style = PLAIN,
    *,
    title: str = "",
    encrypt: StandardEncryption | None = None,
    further: Callable[[Canvas], None] | None = None,
) -> None:
    """Write any blocks as one PDF file; the same blocks and style give the same bytes.

    ``encrypt`` locks the file; ``further`` draws something more on every page, over the rest.
    """
    face = fonts.face(style, frozenset("".join(texts(blocks))) | frozenset("- 0123456789"))
    canvas = Canvas(str(path), invariant=1, pageCompression=1, encrypt=encrypt)
    canvas.setTitle(title)
    for sheet in lay_out(blocks, style, face.width):
        turn(canvas, sheet, style)
        draw(canvas, sheet, face, style)
        if further is not None:
            canvas.setFont(face.chinese, 9)
            further(canvas)
        canvas.showPage()
    canvas.save()


def places(disclosure: Disclosure, style: Style = PLAIN) -> dict[str, tuple[int, Box]]:
    """Where each amount of the tables is printed: page (from 1) and ruled cell, in points from the upper left corner.

    The keys are ``table:row:column``: the table's id, the row's number in ``Table.rows`` from 1, the column key.
    """
    blocks = compose(disclosure, style)
    face = fonts.face(style, frozenset("".join(texts(blocks))) | frozenset("- 0123456789"))
    found: dict[str, tuple[int, Box]] = {}
    for page, sheet in enumerate(lay_out(blocks, style, face.width), start=1):
        for box in sheet.boxes:
            if box.name:
                found.setdefault(box.name, (page, box))
    return found


def turn(canvas: Canvas, sheet: Sheet, style: Style) -> None:
    """Set the page's size; a style may show a portrait page turned instead of making a landscape one."""
    turned = style.rotated and sheet.width > sheet.height
    canvas.setPageSize((sheet.width, sheet.height))  # ReportLab exchanges the sides of turned pages itself
    canvas.setPageRotation(90 if turned else 0)
    if turned:
        canvas.transform(0, 1, -1, 0, sheet.height, 0)


def draw(canvas: Canvas, sheet: Sheet, face: fonts.Face, style: Style) -> None:
    """Draw one sheet: fills, rules, text, page number."""
    if style.header_fill is not None:
        canvas.setFillColorRGB(*style.header_fill)
        for box in (box for box in sheet.boxes if box.head):
            canvas.rect(
                box.x0, sheet.height - box.bottom, box.x1 - box.x0, box.bottom - box.top, stroke=0, fill=1
            )
        canvas.setFillColorRGB(0, 0, 0)
    rule(canvas, sheet, style)
    for run in sheet.runs:
        write(canvas, run, sheet.height, face, style)
    if sheet.number:
        middle = (sheet.width - face.width(sheet.number, 9)) / 2
        write(canvas, Run(sheet.number, middle, sheet.height - 28, 9), sheet.height, face, style)


def write(canvas: Canvas, run: Run, height: float, face: fonts.Face, style: Style) -> None:
    """Write one run; bold by an outline, or by printing it twice a little apart."""
    for shift in (0.0, 0.3) if run.bold and style.bold == "double" else (0.0,):
        text = canvas.beginText(run.x + shift, height - run.y)
        if run.bold and style.bold == "stroke":
            canvas.setLineWidth(run.size / 40)
            text.setTextRenderMode(2)
        for font, piece in face.pieces(run.text):
            text.setFont(font, run.size)
            text.textOut(piece)
        text.setTextRenderMode(0)
        canvas.drawText(text)


def rule(canvas: Canvas, sheet: Sheet, style: Style) -> None:
    """Rule the cells in the style's manner."""
    canvas.setLineWidth(LINE_WIDTH)
    if style.rules == "cells":
        for box in sheet.boxes:
            canvas.rect(
                box.x0, sheet.height - box.bottom, box.x1 - box.x0, box.bottom - box.top, stroke=1, fill=0
            )
    elif style.rules != "none":
        for x0, y0, x1, y1 in lines(sheet.boxes):
            if style.rules == "strokes":
                canvas.line(x0, sheet.height - y0, x1, sheet.height - y1)
            else:
                canvas.rect(
                    x0 - LINE_WIDTH / 2,
                    sheet.height - y1 - LINE_WIDTH / 2,
                    x1 - x0 + LINE_WIDTH,
                    y1 - y0 + LINE_WIDTH,
                    stroke=0,
                    fill=1,
                )


def lines(boxes: Iterable[Box]) -> list[tuple[float, float, float, float]]:
    """The boxes' edges as through-going lines (x0, y0, x1, y1), first the level ones, then the upright."""
    level: dict[float, list[tuple[float, float]]] = {}
    upright: dict[float, list[tuple[float, float]]] = {}
    for box in boxes:
        for y in (box.top, box.bottom):
            level.setdefault(round(y, 2), []).append((box.x0, box.x1))
        for x in (box.x0, box.x1):
            upright.setdefault(round(x, 2), []).append((box.top, box.bottom))
    found = [(a, y, b, y) for y, spans in sorted(level.items()) for a, b in joined(spans)]
    return found + [(x, a, x, b) for x, spans in sorted(upright.items()) for a, b in joined(spans)]


def joined(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Overlapping or touching spans as one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + 0.05:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
