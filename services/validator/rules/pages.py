"""The account of the pages: every number has its place, every character is known, every page has text.

A stray number on a page whose tables are all confirmed is a warning: whatever it is, no table needs it. On the page
of a table that nothing confirms it may be a lost amount, and is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from services.validator.rules.check import Check, Message, Spot, all_held, broken
from services.validator.rules.view import DocumentView
from shared.model.document import ObservationKind, PageAccount, UnaccountedNumber
from shared.model.finding import Fault, Severity
from shared.model.place import Place

_NUMBERS, _GLYPHS, _TEXT = "completeness.numbers", "completeness.glyphs", "completeness.page_text"
_TOLD = 20
"""Numbers of one page that get a finding of their own; a page with more is misread as a whole."""


def page_checks(view: DocumentView, confirmed: frozenset[str]) -> Iterator[Check]:
    """Check the account of every page."""
    for page in view.document.pages:
        severity = partial(_severity, view, confirmed, page)
        if page.is_table_page and page.unaccounted:
            yield from _numbers(page, severity())
        if page.undecodable_glyphs:
            yield _glyphs(page, severity())
        if not page.has_text:
            yield _without_text(page)
    pages = view.document.pages
    yield from all_held(_NUMBERS, sum(page.is_table_page and not page.unaccounted for page in pages))
    yield from all_held(_GLYPHS, sum(not page.undecodable_glyphs for page in pages))
    yield from all_held(_TEXT, sum(page.has_text for page in pages))


def _severity(view: DocumentView, confirmed: frozenset[str], page: PageAccount) -> Severity:
    tables = [t for t in view.tables.values() if t.first_page <= page.page <= t.last_page]
    sound = all(view.is_blank(table.table_id) or table.table_id in confirmed for table in tables)
    return Severity.WARNING if sound else Severity.ERROR


def _numbers(page: PageAccount, severity: Severity) -> Iterator[Check]:
    for number in page.unaccounted[:_TOLD]:
        yield broken(
            _NUMBERS, _stray(number), spot=Spot(place=number.place), fault=Fault.EXTRACTION, severity=severity
        )
    rest = len(page.unaccounted) - _TOLD
    if rest > 0:
        message = Message(
            f"{rest} more numbers on page {page.page} belong to nothing that was read",
            f"第{page.page}页另有{rest}个数字没有归属",
        )
        spot = Spot(place=Place(page=page.page))
        yield broken(_NUMBERS, message, spot=spot, fault=Fault.EXTRACTION, severity=severity)


def _stray(number: UnaccountedNumber) -> Message:
    page = number.place.page
    return Message(
        f"The number {number.printed} on page {page} belongs to nothing that was read: “{number.context}”",
        f"第{page}页的数字{number.printed}没有归属：“{number.context}”",
    )


def _glyphs(page: PageAccount, severity: Severity) -> Check:
    message = Message(
        f"{page.undecodable_glyphs} characters on page {page.page} cannot be decoded",
        f"第{page.page}页有{page.undecodable_glyphs}个字符无法识别",
    )
    spot = Spot(place=Place(page=page.page))
    return broken(_GLYPHS, message, spot=spot, fault=Fault.EXTRACTION, severity=severity)


def _without_text(page: PageAccount) -> Check:
    message = Message(
        f"Page {page.page} shows something but has no text layer that can be read; nothing on it was read: "
        "submit the PDF as its author exported it, or have its pictures read by OCR",
        f"第{page.page}页没有可识读的文字层，内容未能识读，请提交由原文件导出的PDF，或启用光学识别",
    )
    spot = Spot(place=Place(page=page.page))
    return broken(_TEXT, message, spot=spot, fault=Fault.EXTRACTION)


PAGE_KINDS = frozenset({ObservationKind.GLYPHS_UNDECODABLE, ObservationKind.PAGE_WITHOUT_TEXT})
"""Observations that repeat what the account of the pages says."""
