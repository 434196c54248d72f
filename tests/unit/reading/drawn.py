"""Small PDFs drawn for one purpose, in coordinates from the upper left corner, and their pages as read."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from services.extractor.reading.drawing import PageModel
from services.extractor.reading.layout import page_of
from services.extractor.reading.page import Grid, Page
from services.extractor.reading.pdfium import PdfiumModel
from services.extractor.reading.plumber import PlumberModel
from tests.typeset import fonts

WIDTH, HEIGHT = 400.0, 300.0
ADAPTERS: tuple[Callable[[bytes], PageModel], ...] = (PdfiumModel, PlumberModel)
each_adapter = pytest.mark.parametrize("adapter", ADAPTERS, ids=("pdfium", "pdfminer"))


class Pen:
    """Draws on one page; y is measured from its upper edge downwards."""

    def __init__(self, canvas: Canvas, height: float = HEIGHT) -> None:
        self.canvas = canvas
        self.height = height
        self.font = fonts.register("sans", frozenset())

    def say(self, x: float, baseline: float, text: str, size: float = 10, mode: int = 0) -> None:
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, self.height - baseline, text, mode=mode)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(
        self, x0: float, y0: float, x1: float, y1: float, *, fill: object = None, stroke: int = 0
    ) -> None:
        if fill is not None:
            self.canvas.setFillColorRGB(*fill)  # type: ignore[misc]
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, fill=int(fill is not None), stroke=stroke)
        self.canvas.setFillColorRGB(0, 0, 0)

    def clip(self, x0: float, y0: float, x1: float, y1: float) -> None:
        path = self.canvas.beginPath()
        path.rect(x0, self.height - y1, x1 - x0, y1 - y0)
        self.canvas.clipPath(path, stroke=0, fill=0)

    def lattice(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)


def pdf(
    *draw: Callable[[Pen], None],
    rotate: int = 0,
    crop: tuple[float, float, float, float] | None = None,
) -> bytes:
    """A PDF with one page for each drawing function."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, cropBox=crop)
    for draw_page in draw:
        canvas.setPageRotation(rotate)
        draw_page(Pen(canvas))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def read_page(data: bytes, adapter: Callable[[bytes], PageModel] = PdfiumModel, number: int = 1) -> Page:
    model = adapter(data)
    try:
        return page_of(model.drawing(number), number)
    finally:
        model.close()


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def rows(grid: Grid) -> list[list[str]]:
    """The texts of a grid's cells; a merged cell's text stands in each place it covers."""
    return [
        [cell.text if (cell := grid.at(row, column)) else "" for column in range(grid.column_count)]
        for row in range(grid.row_count)
    ]
