"""The quick reader of section events gives what the models give, and refuses what they refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.events.section_json import section_event
from shared.events.topics import (
    FiguresSection,
    HeadSection,
    NarrativeSection,
    PerformanceSection,
    Section,
    SectionEvent,
    TableSection,
)
from shared.model.document import DocumentKind, Head
from shared.model.money import Unit
from shared.model.narrative import Claim, Figure
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Place
from shared.model.table import Cell, OpenAmount, Row, RowKind, Table
from tests.unit.strategies import CLAIMS, FIGURES, OPTIONAL, PLANS, TABLES, TEXTS

HEADS = st.builds(
    Head,
    department=OPTIONAL,
    org_level=OPTIONAL,
    fiscal_year=st.none() | st.integers(2000, 2100),
    kind=st.sampled_from(DocumentKind),
    profile=TEXTS,
    page_count=st.integers(1, 9),
)
SECTIONS: st.SearchStrategy[Section] = st.one_of(
    st.builds(TableSection, table=TABLES),
    st.builds(NarrativeSection, claims=st.lists(CLAIMS, max_size=2).map(tuple)),
    st.builds(FiguresSection, figures=st.lists(FIGURES, max_size=2).map(tuple)),
    st.builds(PerformanceSection, plan=PLANS),
    st.builds(HeadSection, head=HEADS),
)


def cell(value: Decimal) -> Cell:
    """A cell whose column was forced by arithmetic."""
    return Cell(column_key="total", printed="", value=value, place=Place(page=1), inferred=True)


def table_with(*, cells: tuple[Cell, ...] = (), open_amounts: tuple[OpenAmount, ...] = ()) -> Table:
    """A table of one row."""
    row = Row(
        row_no=1,
        row_kind=RowKind.TOTAL,
        row_code="total",
        row_label="合计",
        place=Place(page=1),
        cells=cells,
        open_amounts=open_amounts,
    )
    return Table(
        table_id="T1", title=None, unit=None, amount_unit=Unit.YUAN, first_page=1, last_page=1, rows=(row,)
    )


def plan_with(
    *, amounts: tuple[PlanAmount, ...] = (), indicators: tuple[Indicator, ...] = ()
) -> PerformancePlan:
    """A plan of a project."""
    return PerformancePlan(
        plan_no=1,
        plan_kind=PlanKind.PROJECT,
        title="",
        plan_name="",
        amounts=amounts,
        indicators=indicators,
        place=Place(page=1),
        last_page=1,
    )


@given(SECTIONS)
def test_what_is_written_is_read_as_the_models_read_it(section: Section) -> None:
    event = SectionEvent(document_id="d", ordinal=3, extractor_version="1", section=section)
    payload = event.model_dump_json().encode()

    read = section_event(payload)

    assert read == SectionEvent.model_validate_json(payload) == event
    assert read.model_dump_json().encode() == payload


def test_the_models_are_not_asked_where_the_values_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be quick in name only."""
    event = SectionEvent(
        document_id="d",
        ordinal=0,
        extractor_version="1",
        section=TableSection(table=table_with(cells=(cell(Decimal("1.00")),))),
    )
    payload = event.model_dump_json().encode()

    monkeypatch.setattr(SectionEvent, "model_validate_json", None)

    assert section_event(payload) == event


PLACE = Place(page=1)
SEVEN = Decimal("7.5")
EVERY_NUMBER: Mapping[type, Section] = {
    Cell: TableSection(table=table_with(cells=(cell(SEVEN),))),
    OpenAmount: TableSection(
        table=table_with(open_amounts=(OpenAmount(printed="", value=SEVEN, place=PLACE),))
    ),
    Claim: NarrativeSection(
        claims=(
            Claim(
                claim_no=1,
                section="",
                section_key=None,
                subject="",
                amount=SEVEN,
                share_pct=SEVEN,
                delta=SEVEN,
                growth_pct=SEVEN,
                previous=SEVEN,
                quote="",
                place=PLACE,
            ),
        )
    ),
    Figure: FiguresSection(figures=(Figure(figure_key="", value=SEVEN, unit="", quote="", place=PLACE),)),
    PlanAmount: PerformanceSection(
        plan=plan_with(amounts=(PlanAmount(amount_key="", printed="", value=SEVEN, place=PLACE),))
    ),
    Indicator: PerformanceSection(
        plan=plan_with(indicators=(Indicator(level3="", weight=SEVEN, place=PLACE),))
    ),
}
"""A section for each kind of value that has exact numbers, with all of these."""


@pytest.mark.parametrize("kind", EVERY_NUMBER, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("word", ["NaN", "sNaN12", "-Infinity", "inf"])
def test_no_number_of_any_field_may_be_none(kind: type, word: str) -> None:
    exact = [field.name for field in fields(kind) if "Decimal" in str(field.type)]
    event = SectionEvent(document_id="d", ordinal=0, extractor_version="1", section=EVERY_NUMBER[kind])
    payload = event.model_dump_json()
    assert payload.count('"7.5"') == len(exact) > 0

    for name in exact:
        with pytest.raises(ValidationError):
            section_event(payload.replace(f'"{name}":"7.5"', f'"{name}":"{word}"').encode())


def figures(**changed: object) -> Mapping[str, Any]:
    """A section event with one figure, some of whose fields are given."""
    figure = {"figure_key": "staff", "value": "3", "unit": "人", "quote": "", "place": {"page": 1}, **changed}
    return {
        "document_id": "d",
        "ordinal": 1,
        "extractor_version": "1",
        "section": {"kind": "figures", "figures": [figure]},
    }


@pytest.mark.parametrize(
    "told",
    [
        {"value": "NaN"},
        {"value": "-Infinity"},
        {"value": "sNaN12"},
        {"value": "three"},
        {"value": None},
        {"place": {"page": "first"}},
        {"read_by": "guess"},
    ],
)
def test_what_the_models_refuse_is_refused_in_their_words(told: Mapping[str, object]) -> None:
    payload = json.dumps(figures(**told)).encode()
    with pytest.raises(ValidationError) as expected:
        SectionEvent.model_validate_json(payload)

    with pytest.raises(ValidationError) as error:
        section_event(payload)

    assert error.value.errors() == expected.value.errors()


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b'{"section": {"kind": "figures"}}', b"\xff\xfe"])
def test_what_is_no_section_event_is_refused(payload: bytes) -> None:
    with pytest.raises(ValidationError):
        section_event(payload)


@pytest.mark.parametrize(
    ("told", "value"),
    [({"value": "2.50"}, "2.50"), ({"value": 3}, "3"), ({"printed_by": "a newer writer"}, "3")],
)
def test_what_newer_and_older_writers_add_or_leave_out_is_read(
    told: Mapping[str, object], value: str
) -> None:
    section = section_event(json.dumps(figures(**told)).encode()).section

    assert isinstance(section, FiguresSection)
    (figure,) = section.figures
    assert (figure.value, str(figure.value)) == (Decimal(value), value)
