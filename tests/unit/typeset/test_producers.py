"""Every producer prints every amount, sentence and indicator of a disclosure, in every style."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.typeset import reportlab_pdf, text_extract
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import Options, generate
from tests.typeset.style import STYLES, Style
from tests.typeset.text_extract import Damage

RICH: Options = {
    "carryover": True,
    "government_fund": True,
    "unit_funds": True,
    "transfer": True,
    "projects": 3,
}


def closed(text: str) -> str:
    """Text without anything that a line end or a narrow cell may have put between its characters."""
    return re.sub(r"[\s\ufffe\x02]", "", text)


def pdf_text(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return closed(text)


def missing(disclosure: Disclosure, text: str) -> list[str]:
    """What the text lacks of the disclosure's printed amounts (counted), claims and indicators."""
    amounts = Counter(
        disclosure.printed(value)
        for table in disclosure.tables.values()
        for row in table.rows
        for value in row.cells.values()
    )
    lacking = [amount for amount, count in amounts.items() if text.count(amount) < count]
    sentences = [s for section in disclosure.narrative for p in section.paragraphs for s in p.sentences]
    lacking += [s.text for s in sentences if closed(s.text) not in text]
    lacking += [i.level3 for plan in disclosure.plans for i in plan.indicators if i.level3 not in text]
    return lacking


def bare(name: str) -> Style:
    """A style without page numbers and running heads, which would stand between the lines of a long sentence."""
    return replace(STYLES[name], page_number="none", running_head=False)


@pytest.mark.parametrize("name", STYLES)
def test_reportlab_prints_everything(name: str, tmp_path: Path) -> None:
    for seed in (1, 2):
        disclosure = generate(seed, **RICH)
        reportlab_pdf.typeset(disclosure, tmp_path / "a.pdf", bare(name))
        assert missing(disclosure, pdf_text(tmp_path / "a.pdf")) == []


def test_page_numbers_and_running_heads_stand_on_every_page_but_the_first(tmp_path: Path) -> None:
    disclosure = generate(1)
    reportlab_pdf.typeset(disclosure, tmp_path / "a.pdf", STYLES["official"])
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    head = f"{disclosure.department}{disclosure.fiscal_year}年度{disclosure.org_level}预算公开"
    for number, page in enumerate(document, start=1):
        text = closed(page.get_textpage().get_text_range())
        assert f"-{number}-" in text
        assert (head in text) is (number > 1)
    document.close()


@pytest.mark.parametrize("name", ["plain", "narrow", "cells"])
def test_every_amount_is_printed_in_the_cell_that_is_said_to_hold_it(name: str, tmp_path: Path) -> None:
    disclosure = generate(8, **RICH)
    reportlab_pdf.typeset(disclosure, tmp_path / "a.pdf", STYLES[name])
    found = reportlab_pdf.places(disclosure, STYLES[name])
    assert len(found) == sum(len(row.cells) for table in disclosure.tables.values() for row in table.rows)
    document = pdfium.PdfDocument(tmp_path / "a.pdf")
    pages = [(page.get_height(), page.get_textpage()) for page in document]
    for key, (number, box) in found.items():
        table, row, column = key.split(":")
        height, page = pages[number - 1]
        text = page.get_text_bounded(box.x0, height - box.bottom, box.x1, height - box.top)
        amount = disclosure.printed(disclosure.tables[table].rows[int(row) - 1].cells[column])
        assert closed(text) in {amount, amount * 2}, key  # doubled bold prints twice
    document.close()


def test_reportlab_writes_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        reportlab_pdf.typeset(generate(5), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.weasyprint
@pytest.mark.parametrize("name", ["narrow", "landscape", "cells"])
def test_weasyprint_prints_everything(name: str, tmp_path: Path) -> None:
    from tests.typeset import weasyprint_pdf  # noqa: PLC0415 - importing it needs Pango

    disclosure = generate(3, **RICH)
    weasyprint_pdf.typeset(disclosure, tmp_path / "a.pdf", bare(name))
    assert missing(disclosure, pdf_text(tmp_path / "a.pdf")) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["plain", "narrow", "landscape"])
def test_libreoffice_prints_everything(name: str, tmp_path: Path) -> None:
    from tests.typeset import libreoffice_pdf  # noqa: PLC0415 - beside its marker

    disclosure = generate(4, **RICH)
    libreoffice_pdf.typeset(disclosure, tmp_path / "a.pdf", bare(name))
    assert missing(disclosure, pdf_text(tmp_path / "a.pdf")) == []


@pytest.mark.parametrize("name", ["plain", "narrow", "cells", "dense"])
def test_the_text_extract_holds_everything(name: str, tmp_path: Path) -> None:
    disclosure = generate(6, **RICH)
    text_extract.typeset(disclosure, tmp_path / "a.txt", STYLES[name], Damage(page_numbers=0))
    assert missing(disclosure, closed((tmp_path / "a.txt").read_text(encoding="utf-8"))) == []
