"""Documents of a few parts, from the examples that stand beside each check in the rulebook's data.

In comes a sample (part → its fields, all as text), out goes an assembled document in which everything else is
missing. A field that is given empty is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from services.validator.assembly import AssembledDocument
from shared.events.topics import ManifestOutcome
from shared.model.document import Heading, Mention, Observation, PageAccount
from shared.model.narrative import Claim, Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Place, ReadBy
from shared.model.table import OpenAmount, Row, Table
from shared.rulebook.checks import Sample
from tests.unit.validator.documents import DOCUMENT_ID, LAYOUT, bare, from_example, manifest

PAGE = Place(page=3)
EMPTY = "本表为空表。"
_CLAIM = TypeAdapter(Claim)
_INDICATOR = TypeAdapter(Indicator)


def of_sample(sample: Sample) -> AssembledDocument:
    """The document of a sample."""
    if "unreadable" in sample:
        said = manifest(ManifestOutcome.UNREADABLE, reason=sample["unreadable"], reason_code="encrypted")
        return AssembledDocument(document_id=DOCUMENT_ID, extractor_version="1", manifest=said)
    head = bare().head
    assert head is not None
    given = {field: value or None for field, value in sample.get("head", {}).items()}
    mentions = [
        Mention.model_validate({"where": "封面", "place": PAGE, **one}) for one in sample.get("mentions", ())
    ]
    return bare(
        head=type(head).model_validate({**head.model_dump(), **given, "mentions": mentions}),
        tables=tuple(tables(sample)),
        headings=tuple(
            Heading(number=None, title=key, section_key=key, place=PAGE)
            for key in (_all_sections() if sample.get("headings") == "all" else sample.get("headings", ()))
        ),
        claims=tuple(claims(sample.get("claims", ()))),
        figures=tuple(figures(sample.get("figures", {}))),
        plans=tuple(plan(number, one) for number, one in enumerate(sample.get("plans", ()), start=1)),
        pages=tuple(PageAccount.model_validate(_page(one)) for one in sample.get("pages", ())),
        observations=tuple(
            Observation.model_validate({"detail": "noticed", "place": PAGE, **one})
            for one in sample.get("observations", ())
        ),
    )


def _all_sections() -> list[str]:
    return [section.key for section in LAYOUT.sections]


def tables(sample: Sample) -> Iterator[Table]:
    """The tables that a sample names, `all` for every table of the layout, declared empty; `again` prints one twice."""
    named = sample.get("tables", {})
    example = {table.table_id: {} for table in LAYOUT.tables} if named == "all" else named
    about: Mapping[str, Mapping[str, str]] = sample.get("about", {})
    for made in from_example(example).tables:
        looks = dict(about.get(made.table_id, {}))
        read_by = ReadBy(looks.pop("read_by", ReadBy.TEXT))
        doubled = looks.pop("doubled", None)
        changes: dict[str, Any] = dict(_looks(looks))
        labels = sample.get("labels", {}).get(made.table_id, {})
        without_column = sample.get("open", {}).get(made.table_id, {})
        rows = tuple(
            replace(
                row,
                row_label=labels.get(row.row_code, row.row_label),
                cells=tuple(replace(cell, read_by=read_by) for cell in row.cells),
                open_amounts=tuple(
                    OpenAmount(printed=value, value=Decimal(value), place=PAGE)
                    for value in without_column.get(row.row_code, ())
                ),
            )
            for row in made.rows
        )
        rows = tuple(row for one in rows for row in (_twice(one) if one.row_code == doubled else (one,)))
        yield replace(made, rows=rows, **changes)
        if made.table_id in sample.get("again", ()):
            yield made


def _twice(row: Row) -> tuple[Row, Row]:
    """A row and the same row again, with a number of its own."""
    return row, replace(row, row_no=row.row_no + 1000)


def _looks(about: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    for field, value in about.items():
        if field == "header":
            yield "has_header", bool(value)
        else:
            yield {"sentence": "empty_sentence"}.get(field, field), value or None


def claims(given: Sequence[Mapping[str, str]]) -> Iterator[Claim]:
    """The claims of a sample; one that is to stand there several times says how often."""
    number = 0
    for one in given:
        for _ in range(int(one.get("times", "1"))):
            number += 1
            section = one.get("section", "overall")
            fields = {
                "claim_no": number,
                "section_key": section,
                "subject": one.get("subject_key", "金额"),
                "quote": "",
                "place": PAGE,
                **{field: value for field, value in one.items() if field not in ("times", "section")},
            }
            yield _CLAIM.validate_python({"section": section, **fields})


def figures(given: Mapping[str, str]) -> Iterator[Figure]:
    """Figures as `key: 12 人`."""
    for key, printed in given.items():
        value, unit = printed.split()
        yield Figure(figure_key=key, value=Decimal(value), unit=unit, quote="", place=PAGE)


def plan(number: int, given: Mapping[str, Any]) -> PerformancePlan:
    """A performance table: its name, its amounts and its indicators."""
    return PerformancePlan(
        plan_no=number,
        plan_kind=PlanKind(given.get("kind", "project")),
        title="绩效目标表",
        plan_name=given.get("name", "渠道清淤"),
        goal=given.get("goal"),
        amounts=tuple(
            PlanAmount(amount_key=key, printed=value, value=Decimal(value), place=PAGE)
            for key, value in given.get("amounts", {}).items()
        ),
        indicators=tuple(
            _INDICATOR.validate_python({"place": PAGE, **indicator})
            for indicator in given.get("indicators", ())
        ),
        place=PAGE,
        last_page=PAGE.page,
    )


def _page(given: Mapping[str, Any]) -> dict[str, Any]:
    stray = [{"place": PAGE, "context": "", **one} for one in given.get("unaccounted", ())]
    counts = {"page": "3", "is_table_page": "true", "numbers_seen": "9", "numbers_accounted": "9"}
    return {**counts, **given, "unaccounted": stray}
