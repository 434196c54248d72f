"""Prints a disclosure with LibreOffice: the blocks as a flat OpenDocument text, converted without a screen.

LibreOffice comes from the system (``soffice`` on the path); where it is missing, ``typeset`` raises
``FileNotFoundError``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from tests.typeset.blocks import Block, Cell, Grid, PageBreak, Spread, Text, place, running_head
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.fonts import noto_path
from tests.typeset.layout import ROLES
from tests.typeset.measure import column_widths, simple_measure
from tests.typeset.style import PLAIN, Style

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
FAMILIES = {"serif": "Noto Serif SC"}
SECONDS = 180


def typeset(disclosure: Disclosure, path: Path, style: Style = PLAIN) -> None:
    """Write the whole disclosure as one PDF file."""
    typeset_blocks(compose(disclosure, style), path, style)


def typeset_blocks(blocks: Sequence[Block], path: Path, style: Style = PLAIN) -> None:
    """Write any blocks as one PDF file. Raises ``RuntimeError`` where the conversion gives no file."""
    program = shutil.which("soffice")
    if program is None:
        raise FileNotFoundError("soffice is not on the path; install LibreOffice Writer")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "disclosure.fodt"
        source.write_text(document(blocks, style), encoding="utf-8")
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(
            f"<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
            f"<dir>{noto_path('sans').parent}</dir><cachedir>{folder}/fonts</cachedir></fontconfig>"
        )
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation={Path(folder).as_uri()}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(source),
            ],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise RuntimeError(f"LibreOffice made no PDF: {done.stderr.strip() or done.stdout.strip()}")
        shutil.copyfile(made, path)


def document(blocks: Sequence[Block], style: Style) -> str:
    """The blocks as a flat OpenDocument text."""
    body = Body(style)
    content = "".join(body.parts(blocks))
    head = styles(style, "".join(body.declared), running_head(blocks))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{head}'
        f"<office:body><office:text>{content}</office:text></office:body></office:document>"
    )


def _font(size: float, bold: bool, name: str) -> str:
    weight = "bold" if bold else "normal"
    return (
        f'<style:text-properties style:font-name="F" style:font-name-asian="F" fo:font-family="{name}" '
        f'style:font-family-asian="{name}" fo:font-size="{size}pt" style:font-size-asian="{size}pt" '
        f'fo:font-weight="{weight}" style:font-weight-asian="{weight}" fo:language="zh" fo:country="CN"/>'
    )


def family(style: Style) -> str:
    """The family name of the style's font."""
    return FAMILIES.get(style.font, "Noto Sans SC")


def styles(style: Style, further: str, head: str) -> str:
    """Pages with their heads and feet, paragraphs and cells, and further styles that the tables declare."""
    width, height = style.page
    number = {"none": "", "plain": "<text:page-number/>", "dashes": "- <text:page-number/> -"}[
        style.page_number
    ]
    footer = (
        f'<style:footer><text:p text:style-name="foot">{number}</text:p></style:footer>' if number else ""
    )
    header = (
        f'<style:header><text:p text:style-name="foot">{escape(head)}</text:p></style:header>' if head else ""
    )
    pages, masters = [], []
    for name, (w, h), way in (
        ("upright", (width, height), "portrait"),
        ("turned", (height, width), "landscape"),
    ):
        pages.append(
            f'<style:page-layout style:name="p{name}"><style:page-layout-properties fo:page-width="{w}pt" '
            f'fo:page-height="{h}pt" style:print-orientation="{way}" fo:margin="{style.margin - 16}pt"/>'
            f'<style:footer-style><style:header-footer-properties fo:min-height="16pt"/></style:footer-style>'
            f"</style:page-layout>"
        )
        masters.append(
            f'<style:master-page style:name="{name}" style:page-layout-name="p{name}">'
            f"{header}{footer}</style:master-page>"
        )
    paragraphs = []
    for role, (scale, align, bold) in ROLES.items():
        size = round(style.body_size * scale, 1)
        indent = 2 * size if align == "indent" or role in ("heading", "subheading") else 0
        shown = {"indent": "justify", "left": "start", "right": "end"}.get(align, align)
        for page in ("", "upright", "turned"):
            master = f' style:master-page-name="{page}"' if page else ""
            paragraphs.append(
                f'<style:style style:name="{role}{page}" style:family="paragraph"{master}><style:paragraph-properties '
                f'fo:text-align="{shown}" fo:text-indent="{indent}pt" fo:line-height="{style.leading * 85:.0f}%" '
                f'style:punctuation-wrap="simple"/>'
                f"{_font(size, bold, family(style))}</style:style>"
            )
    paragraphs.append(
        f'<style:style style:name="foot" style:family="paragraph"><style:paragraph-properties '
        f'fo:text-align="center"/>{_font(9, False, family(style))}</style:style>'
    )
    paragraphs.append(_spread_style(style))
    return (
        f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="{family(style)}"/>'
        "</office:font-face-decls>"
        f"<office:automatic-styles>{''.join(pages)}{''.join(paragraphs)}{_cell_styles(style)}{further}"
        "</office:automatic-styles>"
        f"<office:master-styles>{''.join(masters)}</office:master-styles>"
    )


def _spread_style(style: Style) -> str:
    found = ""
    for name, width in (("spread", style.page[0]), ("spreadturned", style.page[1])):
        stop = width - 2 * style.margin + 32
        found += (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties><style:tab-stops>'
            f'<style:tab-stop style:position="{stop}pt" style:type="right"/></style:tab-stops>'
            f"</style:paragraph-properties>{_font(style.table_size + 1, False, family(style))}</style:style>"
        )
    return found


def _cell_styles(style: Style) -> str:
    border = "none" if style.rules == "none" else "0.5pt solid #000000"
    fill = ""
    if style.header_fill is not None:
        fill = ' fo:background-color="#{:02x}{:02x}{:02x}"'.format(
            *(round(255 * part) for part in style.header_fill)
        )
    return "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:border="{border}" fo:padding="1.5pt" style:vertical-align="middle"{shade}/></style:style>'
        for name, shade in (("td", ""), ("th", fill))
    )


class Body:
    """Writes blocks in order and remembers a page break until the next paragraph takes it."""

    def __init__(self, style: Style) -> None:
        """Start on an upright page."""
        self.style, self.waiting, self.landscape, self.tables = style, "upright", False, 0
        self.declared: list[str] = []

    def parts(self, blocks: Sequence[Block]) -> Iterator[str]:
        """The body's elements."""
        for block in blocks:
            if isinstance(block, PageBreak):
                self.landscape = block.landscape
                self.waiting = "turned" if block.landscape else "upright"
            elif isinstance(block, Text):
                yield f'<text:p text:style-name="{block.role}{self.waiting}">{escape(block.text)}</text:p>'
                self.waiting = ""
            elif isinstance(block, Spread):
                name = "spreadturned" if self.landscape else "spread"
                yield f'<text:p text:style-name="{name}">{escape(block.left)}<text:tab/>{escape(block.right)}</text:p>'
            elif isinstance(block, Grid):
                yield self.table(block)

    def table(self, grid: Grid) -> str:
        """A table; its column widths and the paragraphs of its cells are declared as styles of its own."""
        self.tables += 1
        name = f"t{self.tables}"
        available = self.style.page[1 if self.landscape else 0] - 2 * self.style.margin + 32
        widths, size = column_widths(
            grid, available, self.style.table_size, simple_measure, self.style.narrow
        )
        self.declare(name, widths, size)
        columns = "".join(
            f'<table:table-column table:style-name="{name}c{at}"/>' for at in range(len(widths))
        )
        rows = list(self.rows(grid, name))
        head = len(grid.header) if self.style.repeat_header else 0
        repeated = (
            f"<table:table-header-rows>{''.join(rows[:head])}</table:table-header-rows>" if head else ""
        )
        return (
            f'<table:table table:name="{name}" table:style-name="{name}">{columns}{repeated}'
            f"{''.join(rows[head:])}</table:table>"
        )

    def declare(self, name: str, widths: Sequence[float], size: float) -> None:
        """Declare one table's styles."""
        self.declared.append(
            f'<style:style style:name="{name}" style:family="table"><style:table-properties '
            f'style:width="{sum(widths):.2f}pt" table:align="center"/></style:style>'
        )
        self.declared += [
            f'<style:style style:name="{name}c{at}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width:.2f}pt"/></style:style>'
            for at, width in enumerate(widths)
        ]
        for align, shown in (("left", "start"), ("center", "center"), ("right", "end")):
            for bold in (False, True):
                self.declared.append(
                    f'<style:style style:name="{name}{align}{"bold" if bold else ""}" style:family="paragraph">'
                    f'<style:paragraph-properties fo:text-align="{shown}"/>'
                    f"{_font(size, bold, family(self.style))}</style:style>"
                )

    def rows(self, grid: Grid, name: str) -> Iterator[str]:
        """The rows; places covered by a spanning cell are written as covered cells."""
        every: tuple[tuple[Cell, ...], ...] = (*grid.header, *grid.body)
        starts = {(p.row, p.column): p.cell for p in place(every, len(grid.columns))}
        for row in range(len(every)):
            cells = "".join(
                self.cell(starts[row, at], name) if (row, at) in starts else "<table:covered-table-cell/>"
                for at in range(len(grid.columns))
            )
            yield f"<table:table-row>{cells}</table:table-row>"

    def cell(self, cell: Cell, name: str) -> str:
        """One cell and its paragraph."""
        lines = "<text:line-break/>".join(map(escape, cell.text)) if cell.vertical else escape(cell.text)
        bold = "bold" if cell.bold else ""
        return (
            f'<table:table-cell table:style-name="{"th" if cell.head else "td"}" '
            f'table:number-columns-spanned="{cell.colspan}" table:number-rows-spanned="{cell.rowspan}">'
            f'<text:p text:style-name="{name}{cell.align}{bold}">{lines}</text:p></table:table-cell>'
        )
