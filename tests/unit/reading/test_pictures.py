"""Pictures: scans, seals, pasted covers."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from services.extractor.page_observations import observe_pages
from services.extractor.reading import read
from shared.model.place import ReadBy
from tests.unit.reading.drawn import HEIGHT, WIDTH, Pen, each_adapter, pdf, read_page, texts


def picture(colour: tuple[int, ...], mode: str = "RGB") -> ImageReader:
    stored = io.BytesIO()
    Image.new(mode, (40, 30), colour).save(stored, "PNG")
    stored.seek(0)
    return ImageReader(stored)


def seal() -> ImageReader:
    """A red ring on a transparent ground."""
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    for x in range(60):
        for y in range(60):
            if 22 < ((x - 30) ** 2 + (y - 30) ** 2) ** 0.5 < 28:
                image.putpixel((x, y), (200, 0, 0, 255))
    stored = io.BytesIO()
    image.save(stored, "PNG")
    stored.seek(0)
    return ImageReader(stored)


@each_adapter
def test_a_page_that_is_a_picture_has_no_text_layer(adapter: object) -> None:
    data = pdf(lambda pen: pen.canvas.drawImage(picture((90, 90, 90)), 0, 0, WIDTH, HEIGHT))
    page = read_page(data, adapter)  # type: ignore[arg-type]
    assert not page.has_text
    assert len(page.pictures) == 1


@each_adapter
def test_the_place_of_a_large_picture_is_told_and_an_ornament_is_not(adapter: object) -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "见下图")
        pen.canvas.drawImage(picture((90, 90, 90)), 50, 100, 200, 80)
        pen.canvas.drawImage(picture((90, 90, 90)), 300, 100, 10, 10)

    page = read_page(pdf(draw), adapter)  # type: ignore[arg-type]
    assert page.has_text
    (box,) = page.pictures
    assert [round(value) for value in (box.x0, box.top, box.x1, box.bottom)] == [50, 120, 250, 200]


def test_the_invisible_text_layer_of_a_scan_is_its_text() -> None:
    def draw(pen: Pen) -> None:
        pen.canvas.drawImage(picture((250, 250, 250)), 0, 0, WIDTH, HEIGHT)
        pen.say(40, 60, "识别出的文字", mode=3)

    page = read_page(pdf(draw))
    assert texts(page) == ["识别出的文字"]
    assert page.hidden_text == ()


def test_the_text_layer_under_the_picture_of_a_scan_is_its_text() -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "识别出的文字")
        pen.canvas.drawImage(picture((250, 250, 250)), 0, 0, WIDTH, HEIGHT)

    assert texts(read_page(pdf(draw))) == ["识别出的文字"]


def test_text_under_a_pasted_picture_is_hidden_and_what_stands_on_it_is_not() -> None:
    def draw(pen: Pen) -> None:
        pen.say(40, 60, "旧标题")
        pen.canvas.drawImage(picture((255, 255, 255)), 30, HEIGHT - 80, 200, 50)
        pen.say(40, 62, "新标题")

    page = read_page(pdf(draw))
    assert texts(page) == ["新标题"]
    assert [line.text for line in page.hidden_text] == ["旧标题"]


def test_a_seal_over_figures_hides_none_of_them() -> None:
    def draw(pen: Pen) -> None:
        for number in range(5):
            pen.say(40, 60 + 14 * number, f"项目{number} 1,00{number}.00")
        pen.canvas.drawImage(seal(), 30, HEIGHT - 130, 90, 90, mask="auto")

    page = read_page(pdf(draw))
    assert texts(page) == [f"项目{number} 1,00{number}.00" for number in range(5)]
    assert page.hidden_text == ()


def told(data: bytes) -> list[str]:
    return [found.printed or "" for found in observe_pages(read(data, name="a.pdf").pages)]


def over(pen: Pen) -> None:
    pen.canvas.drawImage(picture((250, 250, 250)), 0, 0, WIDTH, HEIGHT)
    pen.say(40, 60, "合计 1,234.50", mode=3)


def under(pen: Pen) -> None:
    pen.say(40, 60, "合计 1,234.50")
    pen.canvas.drawImage(picture((250, 250, 250)), 0, 0, WIDTH, HEIGHT)


def transparent(pen: Pen) -> None:
    pen.canvas.drawImage(picture((250, 250, 250)), 0, 0, WIDTH, HEIGHT)
    pen.canvas.setFillAlpha(0)
    pen.say(40, 60, "合计 1,234.50")


@pytest.mark.parametrize("draw", [over, under, transparent])
def test_the_text_layer_of_a_scan_is_no_surer_than_ocr(draw: Callable[[Pen], None]) -> None:
    """Whoever made it: it was recognised, and its figures must be confirmed. It is told."""
    page = read_page(pdf(draw))
    assert texts(page) == ["合计 1,234.50"]
    assert page.read_by is ReadBy.OCR
    assert told(pdf(draw)) == ["合计 1,234.50"]


@pytest.mark.parametrize("ground", ["none", "before", "after"])
def test_printed_text_on_a_page_with_a_picture_is_text(ground: str) -> None:
    """A picture of the whole page under the text is paper, a transparent one above it a watermark."""

    def draw(pen: Pen) -> None:
        if ground == "before":
            pen.canvas.drawImage(picture((250, 250, 250)), 0, 0, WIDTH, HEIGHT)
        pen.say(40, 60, "合计 1,234.50")
        if ground == "after":
            pen.canvas.drawImage(seal(), 0, 0, WIDTH, HEIGHT, mask="auto")

    page = read_page(pdf(draw))
    assert (texts(page), page.read_by, page.recognised) == (["合计 1,234.50"], ReadBy.TEXT, ())


def test_a_recognised_picture_within_printed_text_is_told_apart() -> None:
    def draw(pen: Pen) -> None:
        for number in range(4):
            pen.say(40, 40 + 14 * number, f"正文的第{number}行说明 80.00")
        pen.canvas.drawImage(picture((250, 250, 250)), 30, 20, 300, 150)
        pen.say(40, 200, "合计 1,234.50", mode=3)

    page = read_page(pdf(draw))
    assert page.read_by is ReadBy.TEXT
    assert [line.text for line in page.recognised] == ["合计 1,234.50"]


def test_invisible_text_beside_a_picture_is_hidden() -> None:
    def draw(pen: Pen) -> None:
        pen.canvas.drawImage(picture((250, 250, 250)), 30, 20, 300, 150)
        pen.say(40, 60, "合计 1,234.50", mode=3)

    page = read_page(pdf(draw))
    assert texts(page) == []
    assert [line.text for line in page.hidden_text] == ["合计 1,234.50"]
