"""The head of a document put together: what each reader of identity found, and every place that says it.

In go a document's segments, tables and performance plans, out comes its `Head`. What the document does not say stays
None. Every place that was read is kept as a mention, so that disagreements can be found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.extractor.identity.dates import published_on, signature_name
from services.extractor.identity.department import NamedBy, department_of
from services.extractor.identity.level import kind_of, level_mentions
from services.extractor.identity.titles import (
    DocumentTitle,
    cover_title,
    office_name,
    title_lines,
    titles_in,
    without_code,
    year_number,
)
from services.extractor.segment.headline import is_part_heading
from services.extractor.segment.region import Segments
from shared.divisions import division_of_name, division_of_text
from shared.layout import Layout
from shared.layout.label import normalise
from shared.model.document import DocumentKind, Head, Mention
from shared.model.performance import PerformancePlan, PlanKind
from shared.model.table import Table

_YEAR_OF = {
    DocumentKind.BUDGET: re.compile(r"(20\d\d)年(?=[^，。；0-9]{0,14}预算)(?!度?(?:部门)?决算)"),
    DocumentKind.FINAL_ACCOUNT: re.compile(r"(20\d\d)年(?=[^，。；0-9]{0,14}决算)"),
}
_CENTRAL = "中央"
_OF_THE_STATE = re.compile(
    r"^(?:国家|中华人民共和国|中华全国|全国|国务院|最高人民|中央|审计署|海关总署|新华通讯社|人民日报社|求是杂志社|光明日报社|经济日报社"
    r"|中国(?:科学院|工程院|社会科学院|气象局|地震局|民用航空局|证券监督管理委员会|科学技术协会|文学艺术界联合会|作家协会|残疾人联合会|红十字会总会|法学会"
    r"|国际贸易促进委员会|宋庆龄基金会|计划生育协会|外文出版发行事业局|浦东干部学院|井冈山干部学院|延安干部学院)"
    r"|(?:外交|国防|教育|科学技术|工业和信息化|公安|国家安全|民政|司法|财政|人力资源和社会保障|自然资源|生态环境|住房和城乡建设|交通运输|水利"
    r"|农业农村|商务|文化和旅游|退役军人事务|应急管理)部(?:本级|机关)?(?:（|$))"
)
"""How the names of the central offices begin: those of the State Council and its ministries (国务院机构设置, 2023)."""
_HEADING_WEIGHT = 3
_YEAR_ALONE = re.compile(r"^（?(20\d\d|二[〇○零Oo][〇○零Oo一二三四五六七八九]{2})年度?）?$")
"""A line below a title, or on the cover."""
_BARE_YEAR = re.compile(r"^20\d\d$")
"""The same without its word, which a number of a page or of a table would be elsewhere."""
_YEAR_OF_COLUMN = re.compile(r"(20\d\d)年度?(?:初|当年)?(?:预算|决算)")


def read_head(
    segments: Segments,
    tables: Sequence[Table],
    plans: Sequence[PerformancePlan],
    layout: Layout,
    page_count: int,
) -> Head:
    """Give the identity of a document."""
    lines = title_lines(segments)
    cover = cover_title(lines, layout)
    titles = list(titles_in(lines, layout))
    levels = level_mentions(segments, titles, layout)
    mentions = [*_table_mentions(tables), *_plan_mentions(plans, layout), *levels]
    department = _department(segments, mentions, layout)
    if cover is not None:
        mentions += _cover_mentions(cover, department)
    kind = kind_of(segments, cover, titles)
    return Head(
        department=department,
        org_level=(cover.level if cover else None) or _most(mentions, "org_level"),
        region=region_of(department, segments, layout),
        fiscal_year=(cover.year if cover else None) or _fiscal_year(segments, mentions, titles, kind),
        kind=kind,
        profile=layout.id,
        published_on=published_on(segments.prose),
        page_count=page_count,
        mentions=tuple(mentions),
    )


def _cover_mentions(cover: DocumentTitle, department: str | None) -> Iterable[Mention]:
    """Give what the cover says of the parts of the identity that it decided."""
    said = {
        "department": cover.name if cover.name == department else None,
        "fiscal_year": str(cover.year) if cover.year else None,
    }
    for field, value in said.items():
        if value is not None:
            yield Mention(field=field, value=value, where="cover", place=cover.place)


def region_of(department: str | None, segments: Segments, layout: Layout) -> str | None:
    """Give the region: where the department's name says it is, else the layout's, else where the text's places are.

    A department of the state itself lies in no province, whatever places its text names.
    """
    named = division_of_name(department) if department else None
    home = division_of_name(layout.region) if layout.region else None
    if layout.region and (home is None or named is None or named.province == home.province):
        return max((named.name if named else "", layout.region), key=len)
    if named is None and department and _OF_THE_STATE.match(department):
        return _CENTRAL
    if named is None:
        named = division_of_text("".join(normalise(text) for text in _texts(segments)))
    return named.name if named else None


def _texts(segments: Segments) -> Iterable[str]:
    yield from (line.text for line in segments.prose)
    for region in segments.tables:
        yield from (head.text for head in region.head_texts)


def _department(segments: Segments, mentions: Iterable[Mention], layout: Layout) -> str | None:
    found: NamedBy | None = department_of(segments, layout)
    return found.name if found else _most(mentions, "department") or signature_name(segments.prose)


def _table_mentions(tables: Iterable[Table]) -> Iterable[Mention]:
    for table in tables:
        place = table.rows[0].place if table.rows else None
        fields = (
            ("department", without_code(table.preparer) if table.preparer else None),
            ("fiscal_year", str(table.fiscal_year) if table.fiscal_year else None),
            ("unit", table.unit.value if table.unit else None),
        )
        for field, value in fields:
            if value and place:
                head_place = replace(place, page=table.first_page, box=None)
                yield Mention(field=field, value=value, where=table.table_id, place=head_place)


def _plan_mentions(plans: Iterable[PerformancePlan], layout: Layout) -> Iterable[Mention]:
    for plan in plans:
        where = f"performance plan {plan.plan_no}"
        # The table of a fund (专项资金) has the same form, with the fund's name.
        is_office = plan.plan_name and office_name(normalise(plan.plan_name), layout)
        if plan.plan_kind is PlanKind.OVERALL and plan.plan_name and is_office:
            yield Mention(field="department", value=plan.plan_name, where=where, place=plan.place)
        if plan.fiscal_year:
            yield Mention(field="fiscal_year", value=str(plan.fiscal_year), where=where, place=plan.place)


def _most(mentions: Iterable[Mention], field: str) -> str | None:
    counts = Counter(mention.value for mention in mentions if mention.field == field)
    return counts.most_common(1)[0][0] if counts else None


def _fiscal_year(
    segments: Segments, mentions: Iterable[Mention], titles: Iterable[DocumentTitle], kind: DocumentKind
) -> int | None:
    counts: Counter[int] = Counter()
    for mention in mentions:
        if mention.field == "fiscal_year":
            counts[int(mention.value)] += _HEADING_WEIGHT
    for title in titles:
        if title.year is not None:
            counts[title.year] += _HEADING_WEIGHT
    for line in segments.prose:
        text = normalise(line.text)
        weight = _HEADING_WEIGHT if is_part_heading(text) else 1
        for match in _YEAR_OF[kind].finditer(text):
            counts[int(match.group(1))] += weight
        if alone := _YEAR_ALONE.match(text):
            counts[year_number(alone.group(1))] += _HEADING_WEIGHT
        if line.line.page == 1 and _BARE_YEAR.match(text):
            counts[int(text)] += _HEADING_WEIGHT
    return counts.most_common(1)[0][0] if counts else _latest_column(segments)


def _latest_column(segments: Segments) -> int | None:
    """Give the latest year that a column head names: tables set the year beside the one before it."""
    cells = (cell.text for region in segments.tables for placed in region.grids for cell in placed.grid.cells)
    years = [int(match.group(1)) for text in cells for match in _YEAR_OF_COLUMN.finditer(normalise(text))]
    return max(years, default=None)
