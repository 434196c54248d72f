"""Which tables are a final account's, where their titles leave out 决算: 收入支出总表 with a column 决算数.

In go the segments of a document, out come the same ones: each table with its kind, and with the definition of the final
account where it is one. A table's own words go first (title, number, the heads of its columns), then the heading of
the part that it stands in, the cover, the tables before and after it. So a file may hold a budget and a final account.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from services.extractor.identity.titles import cover_title, title_lines
from services.extractor.segment.headline import is_part_heading
from services.extractor.segment.region import PlacedLine, Segments, TableRegion
from services.extractor.segment.titles import find_title, without_closing
from shared.layout import Layout, TableDef
from shared.layout.label import normalise
from shared.model.document import DocumentKind

BUDGET, FINAL = DocumentKind.BUDGET, DocumentKind.FINAL_ACCOUNT
_FUNDS = re.compile(
    r"(?:一般公共|公共财政|政府性基金|国有资本经营|社会保险基金|财政拨款|基金|财政)预算|预决算|预算单位|预算代码"
)
"""Words with 预算 that say nothing of the kind of a table."""
_BEFORE = re.compile(r"(?:上年|去年|上一年|前)度?(?:初|财政拨款)?(?:决算|预算|执行)[数额]?")
_FINAL_TITLE = re.compile(r"决算|财决|决公开")
_FINAL_HEAD = re.compile(r"决算|年末(?:财政拨款)?结转")
_BUDGET_HEAD = re.compile(r"预算")
_OF_PART = re.compile(
    r"(?:部门|单位)(?:综合)?(?:预算|决算)(?:公开)?(?:报?表|情况|说明|信息)*(?:（[^（）]*）)?$"
)
_YEAR = re.compile(r"20\d\d(?=年)")
_HEADER_ROWS = 4
_HEADER_LINES = 8
_LONGEST_HEAD = 24
_LONGEST_HEADING = 40
_SEVERAL = 3
"""Tables of a kind that are a part of the file of their own."""
_AMOUNT = re.compile(r"\d\.\d\d(?!\d)|\d,\d{3}")
_LAST = 1_000_000
"""Behind every line of a page: where a table stands whose head is inside its grid."""


def settle_accounts(segments: Segments, layout: Layout) -> None:
    """Give every table of a document its kind, and those of a final account its definitions."""
    final = {table_id: table for table in reversed(layout.tables) for table_id in table.of_budget}
    if not final:
        return
    told = [_told(region) for region in segments.tables]
    if any(kind is None for kind in told):
        told = _settled(told, segments, layout)
    for region, kind in zip(segments.tables, told, strict=True):
        region.kind, known = kind, region.definition
        if known is not None:
            region.definition = _as(known, kind, final, layout)
        if kind is FINAL and region.title is not None and (known is None or not known.of_budget):
            region.definition = _final_title(region.title, layout) or region.definition
    _settle_parts(segments.tables, layout)


def _settle_parts(regions: Sequence[TableRegion], layout: Layout) -> None:
    """Make a table that tells a part of another one that one where it stands alone."""
    printed = {region.definition.table_id for region in regions if region.definition and not region.is_bare}
    for region in regions:
        whole = region.definition.beside if region.definition else None
        if whole is not None and whole not in printed:
            region.definition = layout.table(whole) or region.definition


def is_final_account(segments: Segments, layout: Layout) -> bool:
    """Tell whether the cover or, where it does not say, every table says that a document is a final account."""
    lines = title_lines(segments)
    cover = cover_title(lines, layout) if lines else None
    if cover is not None and cover.kind is not None:
        return cover.kind is FINAL
    return {region.kind for region in segments.tables} == {FINAL}


def is_of_both(segments: Segments) -> bool:
    """Tell whether a file holds a budget and a final account, and not a single table of the other kind."""
    kinds = [region.kind for region in segments.tables if not region.is_bare]
    return all(kinds.count(kind) >= _SEVERAL for kind in (BUDGET, FINAL))


def _final_title(title: str, layout: Layout) -> TableDef | None:
    """Give the table that a title names when 决算 is put in where it was left out."""
    whole = without_closing(normalise(title))
    found = find_title(f"{whole[:-1]}决算表", layout) if whole.endswith("表") else None
    return found[0] if found is not None and found[0].of_budget else None


def _as(
    definition: TableDef, kind: DocumentKind | None, final: Mapping[str, TableDef], layout: Layout
) -> TableDef:
    """Give the table of a kind that bears the titles of another kind's; a budget's where nothing says the kind."""
    if kind is FINAL:
        return final.get(definition.table_id, definition)
    budgets = (layout.table(table_id) for table_id in definition.of_budget)
    return next((table for table in budgets if table is not None), definition)


def _told(region: TableRegion) -> DocumentKind | None:
    """Give the kind that a table's own words say; None where they say none or both."""
    title = _FUNDS.sub("", f"{region.number or ''}{region.title or ''}")
    if _FINAL_TITLE.search(title):
        return FINAL
    heads = _kind_of_heads(region)
    return BUDGET if heads is None and "预算" in title else heads


def _kind_of_heads(region: TableRegion) -> DocumentKind | None:
    heads = [_BEFORE.sub("", _FUNDS.sub("", text)) for text in _heads(region)]
    finals = [text for text in heads if _FINAL_HEAD.search(text)]
    is_final = bool(finals) and _newest(finals) in (None, _newest(heads))
    is_budget = any(_BUDGET_HEAD.search(text) for text in heads)
    if is_final == is_budget:
        return None
    return FINAL if is_final else BUDGET


def _newest(heads: Iterable[str]) -> str | None:
    """Give the latest year that heads name."""
    return max((year for text in heads for year in _YEAR.findall(text)), default=None)


def _heads(region: TableRegion) -> Iterable[str]:
    """Give the words that may head the columns of a table: of its first grid, or of the lines above its amounts."""
    for placed in region.grids[:1]:
        last = placed.head.row_count + _HEADER_ROWS
        for cell in placed.grid.cells:
            if placed.head.row_count <= cell.row < last and len(cell.text) <= _LONGEST_HEAD:
                yield normalise(cell.text)
    lines = [line for page in region.body[:1] for line in page][:_HEADER_LINES]
    for line in lines:
        if _AMOUNT.search(line.text):
            break
        yield normalise(line.text)


def _settled(
    told: Sequence[DocumentKind | None], segments: Segments, layout: Layout
) -> list[DocumentKind | None]:
    """Give the kinds with those that no table says for itself, from what stands around it."""
    lines = title_lines(segments)
    cover = cover_title(lines, layout) if lines else None
    parts = _parts(segments.prose)
    found: list[DocumentKind | None] = []
    for index, (kind, region) in enumerate(zip(told, segments.tables, strict=True)):
        near = (one for one in (*reversed(told[:index]), *told[index:]) if one is not None)
        around = _part_above(parts, region) or (cover.kind if cover else None)
        found.append(kind or around or next(near, None))
    return found


def _parts(prose: Iterable[PlacedLine]) -> list[tuple[tuple[int, int], DocumentKind | None]]:
    """Give the headings that open a budget or a final account, and those of other parts, in order."""
    found = []
    for line in prose:
        label = _FUNDS.sub("", normalise(line.text))
        if len(label) <= _LONGEST_HEADING and (is_part_heading(line.text) or _OF_PART.search(label)):
            is_final, is_budget = "决算" in label, "预算" in label
            found.append((line.key, None if is_final == is_budget else FINAL if is_final else BUDGET))
    return found


def _part_above(
    parts: Sequence[tuple[tuple[int, int], DocumentKind | None]], region: TableRegion
) -> DocumentKind | None:
    key = region.head_lines[0].key if region.head_lines else (region.place.page, _LAST)
    at = bisect_right([place for place, _ in parts], key)
    return parts[at - 1][1] if at else None
