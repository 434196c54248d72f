"""Hostile habits of real PDFs over the whole reading: every printed amount arrives all the same, or it is told why not.

Each case typesets one invented disclosure with one habit, reads and judges it, and compares every amount with what was
printed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits, read
from services.extractor.recognition import NotADisclosureError
from services.validator.assembly import AssembledDocument, assemble
from services.validator.judgement import Judgement, validate
from services.validator.verdict import load_policy
from shared.events.topics import Submission
from shared.layout import load_layouts
from shared.model.document import ObservationKind
from shared.model.finding import Severity, Verdict
from shared.model.place import ReadBy
from tests.typeset import hostile, reportlab_pdf
from tests.typeset.blocks import Block, Grid, GridRow, RunningHead
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.families import FAMILIES
from tests.typeset.generate import generate
from tests.typeset.style import PLAIN, STYLES, Style

DISCLOSURE = generate(11, projects=2, carryover=True, government_fund=True, rounding=False)
LIMITS = ReadLimits()
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

Amounts = Counter[tuple[str, str, str, Decimal]]


def judged(data: bytes, limits: ReadLimits = LIMITS) -> tuple[AssembledDocument, Judgement]:
    """Read and judge a PDF."""
    submission = Submission(
        document_id=hashlib.sha256(data).hexdigest(),
        uri="memory:///a.pdf",
        file_name="a.pdf",
        media_type="application/pdf",
        size=len(data),
        submitted_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    documents, faults = assemble(read_payloads(submission, data, limits))
    assert faults == []
    return documents[0], validate(documents[0], load_layouts(), load_policy())


def amounts_read(document: AssembledDocument) -> Amounts:
    return Counter(
        (table.table_id, row.row_code, cell.column_key, cell.value)
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    )


def amounts_printed(disclosure: Disclosure) -> Amounts:
    return Counter(
        (table.id, row.code, key, value)
        for table in disclosure.tables.values()
        for row in table.rows
        for key, value in row.cells.items()
    )


def typeset(style: Style, blocks: Sequence[Block] | None = None) -> Callable[[Path], None]:
    """The document in a style; some blocks instead of its own."""
    return lambda path: reportlab_pdf.typeset_blocks(blocks or compose(DISCLOSURE, style), path, style)


def with_figures(blocks: Sequence[Block], change: Callable[[str], str]) -> list[Block]:
    """The blocks with the text of every cell in the bodies of their grids changed."""

    def row(cells: GridRow) -> GridRow:
        return tuple(replace(cell, text=change(cell.text)) for cell in cells)

    return [
        replace(block, body=tuple(map(row, block.body))) if isinstance(block, Grid) else block
        for block in blocks
    ]


TURNED = replace(STYLES["official"], page=(595.3, 560), repeat_header=False)
PLAIN_BLOCKS = compose(DISCLOSURE, PLAIN)
UNSEEN = DISCLOSURE.department + "2025年收入预算9{page}.99万元，支出预算8{page}.88万元。"
"""What would contradict the tables if anybody could read it: another sentence on each page, so no running foot."""


def headed(style: Style) -> list[Block]:
    """The blocks of a style with the heading of the tables' part at the head of every page."""
    blocks = [block for block in compose(DISCLOSURE, style) if not isinstance(block, RunningHead)]
    return [RunningHead("第二部分 部门预算公开表"), *blocks]


def outside(path: Path) -> bytes:
    """The document with a line below the lower edge of every page."""
    hostile.text_outside(path, PLAIN_BLOCKS, UNSEEN)
    return path.read_bytes()


HABITS: dict[str, Callable[[Path], object]] = {
    "text outside the page": lambda path: hostile.text_outside(path, PLAIN_BLOCKS, UNSEEN),
    "text without ink": lambda path: hostile.hidden_text(path, PLAIN_BLOCKS, "合计 9,999.99 8,888.88"),
    "radical forms of characters": typeset(
        STYLES["serif"], hostile.with_radicals(compose(DISCLOSURE, STYLES["serif"]))
    ),
    "full-width figures": typeset(PLAIN, with_figures(PLAIN_BLOCKS, lambda text: text.translate(FULL_WIDTH))),
    "bold glyphs struck twice, strokes round each cell": typeset(STYLES["cells"]),
    "figures of another font, landscape pages turned": typeset(STYLES["official"]),
    "the heading of a part as running head, over tables that go on": typeset(TURNED, headed(TURNED)),
    "rules of thin rectangles, a contents page that names every table": typeset(STYLES["landscape"]),
    "several tables on a page": typeset(STYLES["dense"]),
    "heads of one character a line": typeset(STYLES["serif"]),
    "contents with page numbers, heads and feet": typeset(
        replace(PLAIN, contents=True, running_head=True, repeat_lead=True, page_number="dashes")
    ),
    "seals over figures": lambda path: hostile.sealed(path, PLAIN_BLOCKS),
    "watermarks across tables": lambda path: hostile.watermarked(path, PLAIN_BLOCKS, "2025公开"),
    "locked against changes, open to readers": lambda path: hostile.encrypted(path, DISCLOSURE, ""),
    "a page that is a window on a larger sheet": lambda path: path.write_bytes(
        hostile.with_boxes(outside(path), media=(70, 40, 30, 90), crop=(0, 0, 0, 0))
    ),
    "a window larger than its sheet": lambda path: path.write_bytes(
        hostile.with_boxes(outside(path), media=(0, 0, 0, 0), crop=(70, 40, 30, 90))
    ),
}


@pytest.mark.parametrize("habit", HABITS)
def test_every_amount_arrives(habit: str, tmp_path: Path) -> None:
    """Each takes about a second: a whole document is typeset, read and judged."""
    path = tmp_path / "a.pdf"
    HABITS[habit](path)

    document, judgement = judged(path.read_bytes())

    assert amounts_read(document) == amounts_printed(DISCLOSURE)
    assert judgement.numbers_accounted == judgement.numbers_seen > 0
    assert [one.message for one in judgement.findings if one.severity is Severity.ERROR] == []
    assert judgement.verdict is not Verdict.QUARANTINED


WIDE = {"T2", "T7"}
"""Tables of a dozen columns, whose heads wrap so closely that without rules no border can be told between them."""

PLACED = {"T2", "T3", "T5", "T10"}
"""Tables whose columns are told by where the words stand, with no help of the arithmetic."""


@pytest.mark.parametrize("align", ["right", "center"])
def test_without_rules_amounts_stand_in_their_columns_or_in_none(
    align: Literal["right", "center"], tmp_path: Path
) -> None:
    """Every table of usual width is read whole; of the widest some amounts stay open, and none is misplaced."""
    path = tmp_path / "a.pdf"
    typeset(replace(PLAIN, rules="none", number_align=align))(path)

    document, _ = judged(path.read_bytes())

    found, printed = amounts_read(document), amounts_printed(DISCLOSURE)
    assert found - printed == Counter()
    assert {table_id for table_id, *_ in printed - found} <= WIDE
    assert sum(found.values()) > 0.9 * sum(printed.values())
    for table in document.tables:
        cells = [cell for row in table.rows for cell in row.cells]
        assert table.table_id not in PLACED or not any(cell.inferred for cell in cells)


def test_a_family_without_rules_is_read(tmp_path: Path) -> None:
    """Three code columns, amounts in whole 元.

    Where columns cannot be told (heads that touch, a single row of amounts), amounts stay open; none is misplaced.
    """
    disclosure = FAMILIES["shanghai"].content(2)
    style = replace(PLAIN, rules="none", family="shanghai")
    reportlab_pdf.typeset(disclosure, tmp_path / "a.pdf", style)

    document, _ = judged((tmp_path / "a.pdf").read_bytes())

    found, printed = amounts_read(document), amounts_printed(disclosure)
    unnamed = found - printed
    assert {row_code for _, row_code, _, _ in unnamed} <= {""}
    assert {table_id for table_id, *_ in unnamed} <= {"T4", "T10"}
    assert {table_id for table_id, *_ in printed - found} <= {"T4", "T10"}


def test_lines_doubled_over_two_pages_are_read_once(tmp_path: Path) -> None:
    lines = [f"第{number}项工作按期完成。" for number in range(1, 31)]
    hostile.printed_twice(tmp_path / "a.pdf", lines, shown=12)

    document = read((tmp_path / "a.pdf").read_bytes(), name="a.pdf")

    read_lines = [line.text for page in document.pages for line in page.lines]
    assert list(dict.fromkeys(read_lines)) == lines
    assert len(read_lines) <= len(lines) + 1  # the line at the edge shows on both pages


def test_a_font_without_a_unicode_map_is_told_and_nothing_is_guessed(tmp_path: Path) -> None:
    hostile.no_unicode_map(tmp_path / "a.pdf", DISCLOSURE)

    with pytest.raises(NotADisclosureError, match="the fonts of the file do not say what they mean"):
        judged((tmp_path / "a.pdf").read_bytes())


def test_a_table_that_is_a_picture_is_told_and_keeps_the_document_out(tmp_path: Path) -> None:
    """The other pages are read; the page without text is named, and what it said is missing."""
    path = tmp_path / "a.pdf"
    reportlab_pdf.typeset_blocks(PLAIN_BLOCKS, path, PLAIN)
    page = next(
        page for name, (page, _) in reportlab_pdf.places(DISCLOSURE, PLAIN).items() if name.startswith("T3:")
    )
    data = hostile.with_picture_of_page(path.read_bytes(), page)

    document, judgement = judged(data, ReadLimits(ocr_pages=0))

    without_text = [
        one.place.page for one in document.observations if one.kind is ObservationKind.PAGE_WITHOUT_TEXT
    ]
    assert without_text == [page]
    assert judgement.verdict is Verdict.QUARANTINED
    assert any(one.place and one.place.page == page for one in judgement.findings)
    read_elsewhere = {key for key in amounts_printed(DISCLOSURE) if key[0] not in ("T2", "T3", "T4")}
    assert read_elsewhere <= set(amounts_read(document))


def test_a_scan_with_the_text_layer_of_another_ocr_is_confirmed_as_our_own_is() -> None:
    """Every sheet is a picture that hides the text beneath it: all is read, marked, and borne out by arithmetic."""
    document, judgement = judged(hostile.under_pictures(hostile.typeset_bytes(DISCLOSURE)))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    assert {cell.read_by for cell in cells} == {ReadBy.OCR}
    assert judgement.verdict is Verdict.ACCEPTED_WITH_FINDINGS
    told = [finding.rule_id for finding in judgement.findings if finding.severity is not Severity.INFO]
    assert set(told) == {"extraction.ocr_claim"}
