"""Prints invented narratives as lines, as readers of text extracts and of PDFs give them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from services.extractor.narrative.paragraphs import Paragraph, join
from services.extractor.narrative.subjects import Subjects
from services.extractor.reading.page import Line, Word
from shared.layout import Layout, load_layouts
from shared.model.place import Box

SIZE = 12.0
INDENT = 2
LEFT, TOP = 70.0, 80.0
LINES_A_PAGE = 30

CODES = {
    ("一般公共服务支出", "档案事务", "行政运行"): "2012601",
    ("一般公共服务支出", "档案事务", "档案馆"): "2012604",
    ("住房保障支出", "住房改革支出", "住房公积金"): "2210201",
    ("一般公共服务支出", None, None): "201",
    ("住房保障支出", None, None): "221",
}


def layout() -> Layout:
    """Give the layout of Xinjiang."""
    return next(layout for layout in load_layouts() if layout.id == "xinjiang")


def resolve(class_name: str | None, section_name: str | None, item_name: str | None) -> str | None:
    """Look up a code by names, as the tables of a document would allow."""
    return CODES.get((class_name or "", section_name, item_name))


def lines(*texts: str, page: int = 1) -> list[Line]:
    """Give lines of a text extract, all on one page."""
    return [Line(text=text, page=page) for text in texts]


def paragraphs(*texts: str) -> list[Paragraph]:
    """Give paragraphs, one for each text."""
    return [join(lines(text), [0])[0] for text in texts]


def subjects(*department: str, year: str = "2031") -> Subjects:
    """Give the subjects of a document of a department."""
    return Subjects(labels=_labels(), departments=department, fiscal_year=year)


def _labels() -> dict[str, str]:
    return dict(Subjects.learn(layout(), (), ()).labels)


def typeset(texts: Sequence[str], width: int) -> list[Line]:
    """Set paragraphs in lines of so many characters, the first indented, over pages with numbers in the foot."""
    printed: list[Line] = []
    for row, (text, indent) in zip(count(), _broken(texts, width), strict=False):
        page, place = divmod(row, LINES_A_PAGE)
        top = TOP + 20 * place
        x0 = LEFT + SIZE * indent
        box = Box(x0=x0, top=top, x1=x0 + SIZE * len(text), bottom=top + SIZE)
        printed.append(Line(text=text, page=page + 1, box=box, words=(Word(text, box),)))
        if place == LINES_A_PAGE - 1:
            printed.append(Line(text=f"- {page + 1} -", page=page + 1, box=box))
    return printed


def _broken(texts: Sequence[str], width: int) -> list[tuple[str, int]]:
    broken: list[tuple[str, int]] = []
    for text in texts:
        first = width - INDENT
        broken.append((text[:first], INDENT))
        broken += [(text[at : at + width], 0) for at in range(first, len(text), width)]
    return broken
