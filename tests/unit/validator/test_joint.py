"""A text judged against the tables of another file says what the whole would say of it, and names that file."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.assembly import AssembledDocument, Companion, IncompleteError, assemble
from services.validator.judgement import Judgement
from shared.events.digest import sections_digest
from shared.events.topics import CompanionSection, HeadSection, NarrativeSection, Section, TableSection
from shared.model.document import Scope
from shared.model.finding import Finding, Outcome, Severity
from shared.model.money import Unit
from shared.model.narrative import Figure
from shared.model.place import Place
from tests.typeset.generate import generate
from tests.unit.validator.documents import DOCUMENT_ID, assembled, judged, manifest
from tests.unit.validator.test_service import payload

OTHER = "b" * 64
WHOLE = assembled(generate(2))
OF_THE_TEXT = ("narrative.", "figures.", "performance.", "rounding.")


def parted(document: AssembledDocument, *, plans_with_tables: bool = False) -> AssembledDocument:
    """The same content as a text that is joined with the file of its tables."""
    assert document.head is not None
    companion = Companion(
        document_id=OTHER,
        reading="1" * 64,
        head=document.head.model_copy(update={"scope": Scope.TABLES}),
        tables=document.tables,
        plans=document.plans if plans_with_tables else (),
        pages=document.pages,
    )
    return replace(
        document,
        head=document.head.model_copy(update={"scope": Scope.TEXT, "mentions": ()}),
        tables=(),
        plans=() if plans_with_tables else document.plans,
        pages=(),
        companion=companion,
    )


def results(judgement: Judgement) -> dict[str, tuple[int, int, int]]:
    return {
        one.rule_id: (one.held, one.broken, one.not_checkable)
        for one in judgement.results
        if one.rule_id.startswith(OF_THE_TEXT)
    }


def broken(document: AssembledDocument) -> list[Finding]:
    found = judged(document).findings
    return [f for f in found if f.outcome is Outcome.BROKEN and f.severity is not Severity.INFO]


def stated(document: AssembledDocument, section: str, more: str) -> AssembledDocument:
    """With another amount in the first sentence of a section."""
    claims = list(document.claims)
    at = next(n for n, claim in enumerate(claims) if claim.section_key == section and claim.amount)
    claims[at] = replace(claims[at], amount=(claims[at].amount or 0) + Decimal(more))
    return replace(document, claims=tuple(claims))


@pytest.mark.parametrize("seed", [2, 7])
def test_everything_that_is_asked_of_a_text_comes_out_as_in_a_whole_document(seed: int) -> None:
    whole = assembled(generate(seed))
    made = results(judged(parted(whole)))
    expected = results(judged(whole))
    # Sums that rounding explains are those of the tables too; of a text they are its shares and changes alone.
    assert {rule: counts for rule, counts in made.items() if not rule.startswith("rounding.")} == {
        rule: counts for rule, counts in expected.items() if not rule.startswith("rounding.")
    }
    assert made["narrative.amount"][0] > 10


def test_tables_among_themselves_are_not_judged_again() -> None:
    """A broken sum belongs to the file that prints it."""
    tables = list(WHOLE.tables)
    at = next(n for n, table in enumerate(tables) if table.table_id == "T3")
    row = tables[at].rows[-1]
    cells = tuple(replace(cell, value=cell.value + 900) for cell in row.cells)
    rows = (*tables[at].rows[:-1], replace(row, cells=cells))
    tables[at] = replace(tables[at], rows=rows)
    rules = {one.rule_id for one in judged(parted(replace(WHOLE, tables=tuple(tables)))).results}
    assert not {rule for rule in rules if rule.startswith(("within.", "between."))}


def test_a_finding_stands_in_the_text_and_names_file_page_and_box_of_the_other_place() -> None:
    (finding,) = broken(parted(stated(WHOLE, "income", "7")))
    assert finding.rule_id == "narrative.amount"
    assert finding.place in {claim.place for claim in WHOLE.claims}
    other = finding.counterpart
    assert other is not None
    assert (other.where, other.document_id) == ("T2", OTHER)
    cells = {
        cell.place for table in WHOLE.tables if table.table_id == "T2" for r in table.rows for cell in r.cells
    }
    assert other.place in cells


def test_findings_of_a_whole_document_name_no_other_file() -> None:
    found = broken(stated(WHOLE, "income", "7"))
    assert found
    assert all(f.counterpart is None or f.counterpart.document_id is None for f in found)


def test_a_table_that_neither_file_has_is_told_and_weighs_with_the_tables() -> None:
    whole = replace(WHOLE, tables=WHOLE.tables[:-1])
    lost = WHOLE.tables[-1].table_id
    found = [f for f in judged(parted(whole)).findings if f.rule_id == "completeness.table"]
    assert [(f.table_id, f.outcome, f.severity) for f in found] == [(lost, Outcome.BROKEN, Severity.INFO)]


def test_performance_tables_beside_the_tables_count_for_what_the_text_says_of_them() -> None:
    figure = Figure(
        figure_key="performance.projects",
        value=Decimal(len([p for p in WHOLE.plans if p.plan_kind == "project"])),
        unit="个",
        quote="",
        place=Place(page=20),
    )
    whole = replace(WHOLE, figures=(figure, *(f for f in WHOLE.figures if f.figure_key != figure.figure_key)))
    both = results(judged(parted(whole, plans_with_tables=True)))
    assert both["figures.plans"] == results(judged(whole))["figures.plans"]


def test_a_text_whose_form_is_not_known_is_judged_by_that_of_the_tables() -> None:
    document = parted(WHOLE)
    assert document.head is not None
    other = replace(document, head=document.head.model_copy(update={"profile": "national"}))
    held, failed, _ = results(judged(other))["narrative.amount"]
    assert (held > 0, failed) == (True, 0)


def sections_of(joined: list[CompanionSection]) -> list[bytes]:
    assert WHOLE.head is not None
    own: list[Section] = [HeadSection(head=WHOLE.head), NarrativeSection(claims=WHOLE.claims)]
    made = [payload(DOCUMENT_ID, number, section) for number, section in enumerate([*own, *joined])]
    end = manifest(section_count=len(made), digest=sections_digest(made))
    return [*made, payload(DOCUMENT_ID, len(made), end)]


def carried(document_id: str = OTHER) -> list[CompanionSection]:
    return [
        CompanionSection(document_id=document_id, reading="1" * 64, section=TableSection(table=table))
        for table in WHOLE.tables[:2]
    ]


def test_sections_of_the_companion_are_no_tables_of_the_text() -> None:
    ((document,), faults) = assemble(sections_of(carried()))
    assert (document.tables, faults) == ((), [])
    assert document.companion is not None
    assert document.companion.tables == WHOLE.tables[:2]


def test_sections_of_two_other_files_make_no_document() -> None:
    documents, (fault,) = assemble(sections_of([*carried(), *carried("c" * 64)]))
    assert documents == []
    assert isinstance(fault, IncompleteError)


def test_the_unit_of_each_file_counts() -> None:
    """Tables in 元 and a text in 万元 agree by what rounding explains."""
    tables = tuple(
        replace(
            table,
            unit=Unit.YUAN,
            amount_unit=Unit.YUAN,
            rows=tuple(
                replace(row, cells=tuple(replace(cell, value=cell.value * 10000) for cell in row.cells))
                for row in table.rows
            ),
        )
        for table in WHOLE.tables
    )
    held, failed, _ = results(judged(parted(replace(WHOLE, tables=tables))))["narrative.amount"]
    assert (held > 10, failed) == (True, 0)
