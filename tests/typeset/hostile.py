"""Files that a reader must survive: damaged, locked, picture-only, foreign, endless, slow, with hidden or lost text.

Every builder writes one file to a path. Those that take blocks or a disclosure typeset it first and then spoil it, so
that the good and the bad form differ in one respect.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians, sin
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.typeset import fonts, reportlab_pdf
from tests.typeset.blocks import Block, Grid, GridRow, Text
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.style import PLAIN, Style

A4 = (595.3, 841.9)


def typeset_bytes(disclosure: Disclosure, style: Style = PLAIN) -> bytes:
    """The disclosure as the bytes of a good PDF."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "good.pdf"
        reportlab_pdf.typeset(disclosure, path, style)
        return path.read_bytes()


def empty(path: Path) -> None:
    """A file without a byte."""
    path.write_bytes(b"")


def not_a_pdf(path: Path) -> None:
    """A web page under a PDF's name, as servers send for missing files."""
    path.write_text("<html><head><title>404</title></head><body>页面不存在</body></html>\n", encoding="utf-8")


def truncated(path: Path, disclosure: Disclosure, share: float = 0.6) -> None:
    """The first part of a good PDF, as a broken download leaves it."""
    whole = typeset_bytes(disclosure)
    path.write_bytes(whole[: int(len(whole) * share)])


def encrypted(path: Path, disclosure: Disclosure, password: str) -> None:
    """A PDF that opens with a password; with an empty one it opens for all, with its owner's limits."""
    lock = StandardEncryption(password, ownerPassword="owner", canModify=0, strength=128)
    reportlab_pdf.typeset_blocks(compose(disclosure, PLAIN), path, encrypt=lock)


def image_only(path: Path, disclosure: Disclosure, pages: int | None = None, scale: float = 1.5) -> None:
    """A scan: every page (or the first few) is a picture without a text layer."""
    document = pdfium.PdfDocument(typeset_bytes(disclosure))
    canvas = Canvas(str(path), invariant=1)
    for page in list(document)[:pages]:
        picture = io.BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().save(picture, "JPEG", quality=60)
        canvas.setPageSize(page.get_size())
        canvas.drawImage(ImageReader(picture), 0, 0, *page.get_size())
        canvas.showPage()
    canvas.save()


def letter(path: Path) -> None:
    """A notice that names money and a year and is no disclosure."""
    words = (
        "关于召开年度工作会议的通知",
        "各有关单位：",
        "定于2025年3月6日上午10时召开年度工作会议，会期半天，请安排一名负责人参加。",
        "会议不收取费用，食宿自理。参会回执请于2月28日前报送，联系电话 8123456。",
        "往返交通补助 120.00 元，由各单位自行列支。",
        "长堤州会议服务处",
        "2025年2月20日",
    )
    blocks = [
        Text(words[0], "part"),
        *(Text(line) for line in words[1:5]),
        *(Text(line, "signature") for line in words[5:]),
    ]
    reportlab_pdf.typeset_blocks(blocks, path)


def many_pages(path: Path, pages: int = 5000) -> None:
    """A long file of small pages."""
    canvas = Canvas(str(path), invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(72, 720, f"Page {number} of {pages}")
        canvas.showPage()
    canvas.save()


def raw_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, start)
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d /Filter /FlateDecode %b>>\nstream\n%b\nendstream" % (len(packed), entries, packed)


def one_page(content: bytes, resources: bytes = b"", further: Sequence[bytes] = ()) -> bytes:
    """A PDF of one page; further objects are numbered from 5."""
    return raw_pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<%b>>>>"
            % resources,
            stream(content),
            *further,
        ]
    )


def slow_page(path: Path, operations: int = 3_000_000) -> None:
    """One page of very many short lines: a small file that takes a parser minutes and much memory."""
    path.write_bytes(
        one_page(
            b"".join(b"%d %d m %d 700 l S\n" % (n % 590, n % 830, n % 580) for n in range(997))
            * (operations // 997 + 1)
        )
    )


def swollen_stream(path: Path, megabytes: int = 512) -> None:
    """A content stream that grows a thousandfold when it is unpacked."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    content = b"<</Length %d /Filter /FlateDecode>>\nstream\n%b\nendstream" % (len(packed), packed)
    path.write_bytes(
        raw_pdf(
            [
                b"<</Type /Catalog /Pages 2 0 R>>",
                b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
                b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<>>>>",
                content,
            ]
        )
    )


def nested_forms(path: Path, depth: int = 9, width: int = 10) -> None:
    """Forms that draw forms, ``width`` times at each of ``depth`` levels: exponential work from a few kilobytes."""
    forms = []
    for level in range(depth):
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
        if level < depth - 1:
            entries += b" /Resources <</XObject <</F %d 0 R>>>>" % (6 + level)
        forms.append(stream(b"/F Do\n" * width if level < depth - 1 else b"0 0 m 9 9 l S\n", entries))
    path.write_bytes(one_page(b"/F Do\n" * width, b"/XObject <</F 5 0 R>>", forms))


def circular_pages(path: Path) -> None:
    """A page tree that is its own child."""
    path.write_bytes(
        raw_pdf(
            [b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R>>"]
        )
    )


def no_unicode_map(path: Path, disclosure: Disclosure, style: Style = PLAIN) -> None:
    """The glyphs print as ever, but nothing tells which characters they are."""
    path.write_bytes(typeset_bytes(disclosure, style).replace(b"/ToUnicode", b"/NoUnicode"))


def text_outside(path: Path, blocks: Sequence[Block], outside: str, style: Style = PLAIN) -> None:
    """Each page carries a further line beyond its lower edge; ``{page}`` in it becomes the number of the page."""

    def write(canvas: Canvas) -> None:
        canvas.drawString(40, -30, outside.format(page=canvas.getPageNumber()))

    reportlab_pdf.typeset_blocks(blocks, path, style, further=write)


def hidden_text(path: Path, blocks: Sequence[Block], hidden: str, style: Style = PLAIN) -> None:
    """Each page carries three further lines that nobody sees: without ink, transparent, of the paper's colour."""

    def hide(canvas: Canvas) -> None:
        canvas.drawString(80, 420, hidden, mode=3)
        canvas.saveState()
        canvas.setFillAlpha(0)
        canvas.drawString(80, 520, hidden)
        canvas.setFillAlpha(1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(80, 620, hidden)
        canvas.restoreState()

    reportlab_pdf.typeset_blocks(blocks, path, style, further=hide)


def sealed(path: Path, blocks: Sequence[Block], style: Style = PLAIN) -> None:
    """Each page carries two red seals over its text: a picture with a clear ground, and one drawn, with a number."""
    picture = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    pencil = ImageDraw.Draw(picture)
    pencil.ellipse((4, 4, 196, 196), outline=(200, 0, 0, 255), width=8)
    pencil.polygon([(100, 50), (135, 150), (50, 85), (150, 85), (65, 150)], fill=(200, 0, 0, 255))

    def seal(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 200, 540, 120, 120, mask="auto")
        canvas.saveState()
        canvas.setStrokeColorRGB(0.8, 0, 0)
        canvas.setFillColorRGB(0.8, 0, 0)
        canvas.setLineWidth(3)
        canvas.circle(380, 480, 60, stroke=1, fill=0)
        _write_round(canvas, 380, 480, 48, "3201029876543")
        canvas.restoreState()

    reportlab_pdf.typeset_blocks(blocks, path, style, further=seal)


def _write_round(canvas: Canvas, x: float, y: float, radius: float, text: str) -> None:
    """Write a text along the lower half of a circle, each character turned for itself."""
    for number, character in enumerate(text):
        angle = 210 + 10 * number
        canvas.saveState()
        canvas.translate(x + radius * cos(radians(angle)), y + radius * sin(radians(angle)))
        canvas.rotate(angle + 90)
        canvas.drawString(0, 0, character)
        canvas.restoreState()


def watermarked(path: Path, blocks: Sequence[Block], words: str, style: Style = PLAIN) -> None:
    """Each page carries words aslant all over it, and others upright in large type across its middle."""

    def mark(canvas: Canvas) -> None:
        font = canvas._fontname
        canvas.saveState()
        canvas.setFillGray(0.85)
        for x in range(40, 540, 160):
            for y in range(60, 800, 110):
                canvas.saveState()
                canvas.translate(x, y)
                canvas.rotate(30)
                canvas.drawString(0, 0, words)
                canvas.restoreState()
        canvas.setFont(font, 60)
        canvas.drawString(120, 430, "内部资料")
        canvas.restoreState()

    reportlab_pdf.typeset_blocks(blocks, path, style, further=mark)


def printed_twice(path: Path, lines: Sequence[str], shown: int) -> None:
    """A text frame over two pages: both pages hold every line, each shows its own part and clips the rest."""
    canvas = Canvas(str(path), invariant=1)
    font = fonts.register("sans", frozenset())
    for shift, (low, high) in ((0, (780 - 20 * shown, 800)), (20 * shown, (0, 800))):
        window = canvas.beginPath()
        window.rect(40, low, 515, high - low)
        canvas.clipPath(window, stroke=0)
        canvas.setFont(font, 12)
        for number, line in enumerate(lines):
            canvas.drawString(60, 785 - 20 * number + shift, line)
        canvas.showPage()
    canvas.save()


RADICALS = str.maketrans(
    "一二八十人入小工支生用目示行金非车民长西", "⼀⼆⼋⼗⼈⼊⼩⼯⽀⽣⽤⽬⽰⾏⾦⾮⻋⺠⻓⻄"
)
"""Characters and the radical forms that some fonts' maps give for them. Unicode resolves all but the last four."""


def with_radicals(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with radical forms in the place of common characters; only the font ``serif`` can print them."""

    def row(cells: GridRow) -> GridRow:
        return tuple(replace(cell, text=cell.text.translate(RADICALS)) for cell in cells)

    return tuple(
        replace(block, text=block.text.translate(RADICALS))
        if isinstance(block, Text)
        else replace(block, header=tuple(map(row, block.header)), body=tuple(map(row, block.body)))
        if isinstance(block, Grid)
        else block
        for block in blocks
    )


def with_picture_of_page(data: bytes, number: int) -> bytes:
    """The document with one page printed as a picture of itself."""
    source = pdfium.PdfDocument(data)
    page = source[number - 1]
    width, height = page.get_size()
    picture, single, whole = io.BytesIO(), io.BytesIO(), io.BytesIO()
    page.render(scale=2, grayscale=True).to_pil().save(picture, "JPEG", quality=70)
    canvas = Canvas(single, pagesize=(width, height), invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, width, height)
    canvas.showPage()
    canvas.save()
    source.del_page(number - 1)
    source.import_pages(pdfium.PdfDocument(single.getvalue()), index=number - 1)
    source.save(whole)
    return whole.getvalue()


def under_pictures(data: bytes) -> bytes:
    """The document with a white picture over the whole of every page: a scan whose recognised text lies beneath it."""
    source, whole = pdfium.PdfDocument(data), io.BytesIO()
    for page in source:
        width, height = page.get_size()
        picture = pdfium.PdfImage.new(source)
        picture.set_bitmap(pdfium.PdfBitmap.from_pil(Image.new("RGB", (60, 80), "white")))
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page.insert_obj(picture)
        page.gen_content()
    source.save(whole)
    return whole.getvalue()


Sides = tuple[float, float, float, float]


def with_boxes(data: bytes, media: Sides, crop: Sides) -> bytes:
    """The document with its sheets and its windows moved on every page: outwards by left, bottom, right and top.

    A window (CropBox) as large as the page was shows the same page, on whichever sheet (MediaBox) it lies.
    """
    source, whole = pdfium.PdfDocument(data), io.BytesIO()
    for page in source:
        left, bottom, right, top = page.get_mediabox()
        page.set_mediabox(left - media[0], bottom - media[1], right + media[2], top + media[3])
        page.set_cropbox(left - crop[0], bottom - crop[1], right + crop[2], top + crop[3])
    source.save(whole)
    return whole.getvalue()
