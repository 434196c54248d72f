"""The documents that are measured: invented disclosures, typeset by the tests' typesetter, the same in every run.

Three kinds: usual ones of about two dozen pages in every style; short ones, so that a thousand can be read; and long
ones, whose project table runs over as many pages as are asked for while all its sums hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final, Unpack

import pypdfium2

from tests.typeset import fonts, reportlab_pdf
from tests.typeset.blocks import Block, Grid, GridRow, PageBreak, texts
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure, Row
from tests.typeset.generate import Options, generate
from tests.typeset.layout import GridSetter
from tests.typeset.measure import Measure, column_widths
from tests.typeset.style import STYLES

_FIRST_SEED: Final = 1000
_SHORT: Final = STYLES["dense"]
_LONG: Final = replace(STYLES["dense"], name="long", narrow=True, split_rows=False)
_LONG_SEED: Final = 1024
"""This disclosure is short, and its one project has money enough for tens of thousands of lots."""
_PROBE_ROWS: Final = 800
"""So many more rows tell how many go on a page."""
_LONGEST_USUAL: Final = 60
"""Rows of a table that the typesetter sets whole."""
_CENT: Final = Decimal("0.01")
_TITLE_HEIGHT: Final = 70.0
"""Points that title and lead of a table take above its first grid."""


def write_usual(folder: Path, count: int) -> None:
    """Write disclosures of about two dozen pages, in each style in turn."""
    styles = list(STYLES.values())
    for number in range(count):
        style = styles[number % len(styles)]
        reportlab_pdf.typeset(_disclosure(number), folder / f"{number:04d}-{style.name}.pdf", style)


def write_short(folder: Path, count: int) -> None:
    """Write disclosures of about a dozen pages."""
    for number in range(count):
        reportlab_pdf.typeset(_disclosure(number, projects=1), folder / f"{number:04d}-short.pdf", _SHORT)


def write_long(folder: Path, pages: int) -> None:
    """Write one disclosure of about so many pages; a dozen is the least."""
    disclosure = generate(_LONG_SEED, department="青石县公共事务管理局", rounding=False, projects=1, items=2)
    path = folder / f"{pages:04d}-pages.pdf"
    least = _typeset_long(disclosure, path)
    if pages > least:
        probe = _typeset_long(lengthened(disclosure, _PROBE_ROWS), path)
        rows = (pages - least) * _PROBE_ROWS // (probe - least)
        _typeset_long(lengthened(disclosure, rows), path)


def _disclosure(number: int, **options: Unpack[Options]) -> Disclosure:
    # A department of its own, so that none is a revision of another.
    options["department"] = f"青石县第{number + 1}公共事务管理局"
    return generate(_FIRST_SEED + number, **options)


def lengthened(disclosure: Disclosure, rows: int) -> Disclosure:
    """Give the disclosure with each row of its project table split into lots, about `rows` more in all."""
    table = disclosure.tables["T7"]
    projects = [row for row in table.rows if row.kind == "project"]
    whole = sum(_cents(row) for row in projects)
    split = [
        part
        for row in table.rows
        for part in (_lots(row, 1 + rows * _cents(row) // whole) if row.kind == "project" else (row,))
    ]
    longer = replace(table, rows=tuple(split))
    return replace(disclosure, tables={**disclosure.tables, "T7": longer})


def _lots(row: Row, count: int) -> Iterator[Row]:
    """Split a project's row into lots whose amounts add up to its own, column by column.

    Their names are of one length, so that as many rows go on each page.
    """
    for number in range(count):
        parts = {key: _share(amount, number, count) for key, amount in row.cells.items() if key != "total"}
        cells = {key: amount for key, amount in parts.items() if amount}
        if cells:
            total = sum(cells.values(), Decimal("0.00"))
            yield replace(
                row, cells={"total": total, **cells}, project=f"{row.project}第{number + 1:05d}标段"
            )


def _share(amount: Decimal, number: int, count: int) -> Decimal:
    """Give share `number` of `count` shares of an amount, in whole hundredths that add up to it."""
    cents = int(amount / _CENT)
    return (cents * (number + 1) // count - cents * number // count) * _CENT


def _cents(row: Row) -> int:
    return int(row.cells["total"] / _CENT)


def _typeset_long(disclosure: Disclosure, path: Path) -> int:
    """Write the disclosure; give the number of its pages."""
    blocks = compose(disclosure, _LONG)
    face = fonts.face(_LONG, frozenset("".join(texts(blocks))) | frozenset("- 0123456789"))
    paged = [part for block in blocks for part in _paged(block, face.width)]
    reportlab_pdf.typeset_blocks(paged, path, _LONG, title=disclosure.department)
    return len(pypdfium2.PdfDocument(path))


def _paged(block: Block, measure: Measure) -> Iterator[Block]:
    """Give a long grid as one grid for each page, header repeated: setting it whole takes time with its square."""
    if not isinstance(block, Grid) or len(block.body) <= _LONGEST_USUAL:
        yield block
        return
    for number, body in enumerate(_pages_of(block, measure)):
        if number:
            yield PageBreak()
        yield replace(block, body=body)
    yield PageBreak()


def _pages_of(grid: Grid, measure: Measure) -> Iterator[tuple[GridRow, ...]]:
    """Give the rows of a grid page by page."""
    width = _LONG.page[0] - 2 * _LONG.margin
    setter = GridSetter(grid, *column_widths(grid, width, _LONG.table_size, measure, _LONG.narrow), measure)
    whole = _LONG.page[1] - 2 * _LONG.margin - setter.height(0, setter.header_rows)
    start, room = 0, whole - _TITLE_HEIGHT
    while start < len(grid.body):
        end = max(start + 1, setter.fitting(start, room))
        yield grid.body[start:end]
        start, room = end, whole
