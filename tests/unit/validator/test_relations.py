"""Judging relations: the rulebook's own examples, and how rounding, blanks, units and open amounts are treated."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.assembly import AssembledDocument
from services.validator.judgement import checks_of
from services.validator.rules.relations import judge_relations
from services.validator.rules.view import DocumentView
from shared.layout import Layout, load_layouts
from shared.model.document import Heading, PageAccount
from shared.model.finding import Fault, Finding, Outcome, Severity
from shared.model.money import Unit
from shared.model.place import Place
from shared.model.table import OpenAmount, Row, RowKind, Table
from shared.rulebook import Relation, load_relations
from shared.rulebook.example import merged
from shared.rulebook.offer import Form
from shared.rulebook.relation import Example
from tests.unit.validator.documents import LAYOUT, changed, from_example, judged, with_rows

RELATIONS = load_relations()


def offering(relation: Relation) -> Layout:
    """A shipped layout that has what a relation speaks of."""
    return next(layout for layout in (LAYOUT, *load_layouts()) if Form(layout).offers(relation))


def outcomes(document: AssembledDocument, rule_id: str, layout: Layout = LAYOUT) -> list[Outcome]:
    result = judge_relations(DocumentView(document, layout))
    return [one.outcome for one in result.judged if one.equation.rule_id == rule_id]


def findings(document: AssembledDocument, rule_id: str) -> list[Finding]:
    return [finding for finding in judged(document).findings if finding.rule_id == rule_id]


@pytest.mark.parametrize("relation", RELATIONS, ids=[relation.id for relation in RELATIONS])
class TestExamples:
    def test_the_holding_example_holds(self, relation: Relation) -> None:
        document = from_example(relation.holds)

        assert set(outcomes(document, relation.id, offering(relation))) <= {Outcome.HELD}

    def test_the_breaking_example_is_found_with_its_figures(self, relation: Relation) -> None:
        document = from_example(merged(relation.holds, relation.breaks))

        assert Outcome.BROKEN in outcomes(document, relation.id, offering(relation))
        checks = checks_of(document, offering(relation))
        own = [check.finding for check in checks if check.finding and check.rule_id == relation.id]
        finding = next(found for found in own if found.outcome is Outcome.BROKEN)
        assert finding.severity is relation.severity
        assert finding.difference == (finding.actual or 0) - (finding.expected or 0) != 0
        assert finding.table_id in relation.parsed.table_ids()
        assert relation.title in finding.message
        assert relation.title_zh in finding.message_zh


def sum_of(total: str, *parts: str) -> Example:
    rows = {f"30{number}01": {"total": part} for number, part in enumerate(parts, start=1)}
    return {"T6": {"total": {"total": total}, **rows}}


@pytest.mark.parametrize(
    ("example", "outcome", "rounded"),
    [
        (sum_of("3.00", "1.00", "2.00"), Outcome.HELD, False),
        (sum_of("3.01", "1.00", "2.00"), Outcome.HELD, True),
        (sum_of("3.02", "1.00", "2.00"), Outcome.BROKEN, False),
        (sum_of("6.02", "1.00", "2.00", "3.00"), Outcome.HELD, True),
        (sum_of("6.03", "1.00", "2.00", "3.00"), Outcome.BROKEN, False),
        (sum_of("3", "1", "2"), Outcome.HELD, False),
        (sum_of("4", "1", "2"), Outcome.HELD, True),
        (sum_of("3.00", "1", "2"), Outcome.HELD, False),
        (sum_of("4.00", "1", "2"), Outcome.BROKEN, False),
        (sum_of("3.000003", "1.000001", "2.000001"), Outcome.HELD, True),
        (sum_of("3.000005", "1.000001", "2.000001"), Outcome.BROKEN, False),
    ],
)
def test_a_sum_may_differ_by_what_rounding_of_its_figures_explains(
    example: Example, outcome: Outcome, rounded: bool
) -> None:
    document = from_example(example)

    assert outcomes(document, "within.T6.column_total") == [outcome]
    assert (findings(document, "rounding.sum") != []) is rounded


def test_the_tolerance_is_in_the_finding() -> None:
    finding = findings(from_example(sum_of("3.10", "1.00", "2.00")), "within.T6.column_total")[0]

    assert (finding.expected, finding.actual, finding.difference, finding.tolerance) == tuple(
        map(Decimal, ("3.00", "3.10", "0.10", "0.015"))
    )


def test_a_table_in_yuan_tolerates_nothing() -> None:
    assert outcomes(
        from_example(sum_of("30001", "10000", "20000"), unit=Unit.YUAN), "within.T6.column_total"
    ) == [Outcome.BROKEN]


def test_an_amount_printed_twice_is_the_same_to_the_last_digit() -> None:
    document = from_example({"T5": {"total": {"basic": "75.00"}}, "T6": {"total": {"total": "75.01"}}})
    finding = findings(document, "between.T5_T6.basic")[0]

    assert (finding.outcome, finding.severity) == (Outcome.BROKEN, Severity.WARNING)
    assert finding.tolerance == 0


def test_tables_in_different_units_are_compared_by_their_amounts() -> None:
    document = from_example({"T5": {"total": {"basic": "75.25"}}, "T6": {"total": {"total": "752500.00"}}})
    in_yuan = changed(document, "T6", lambda table: replace(table, unit=Unit.YUAN, amount_unit=Unit.YUAN))

    assert outcomes(document, "between.T5_T6.basic") == [Outcome.BROKEN]
    assert outcomes(in_yuan, "between.T5_T6.basic") == [Outcome.HELD]


def test_cells_that_are_all_blank_are_no_check() -> None:
    assert (
        outcomes(
            from_example({"T5": {"total": {"total": ""}, "201": {"total": ""}}}), "within.T5.column_total"
        )
        == []
    )


def with_open_amount(table: Table, code: str, *candidates: str) -> Table:
    opened = OpenAmount(printed="5.00", value=Decimal("5.00"), place=Place(page=1), candidates=candidates)
    return with_rows(table, lambda row: replace(row, open_amounts=(opened,)) if row.row_code == code else row)


class TestOpenAmounts:
    ROW: Example = {
        "T3": {"2010301": {"total": "5.00", "basic": "", "project": ""}, "total": {"total": "5.00"}}
    }

    def test_an_amount_that_stands_in_one_of_the_parts_counts_there(self) -> None:
        document = changed(
            from_example(self.ROW), "T3", lambda table: with_open_amount(table, "2010301", "basic", "project")
        )

        assert outcomes(document, "within.T3.total") == [Outcome.HELD, Outcome.BROKEN]

    def test_an_amount_that_may_stand_elsewhere_makes_the_cell_unknown(self) -> None:
        document = changed(
            from_example(self.ROW), "T3", lambda table: with_open_amount(table, "total", "basic", "project")
        )
        hidden = [
            f for f in findings(document, "within.T3.column_total") if f.outcome is Outcome.NOT_CHECKABLE
        ]

        assert outcomes(document, "within.T3.column_total") == [
            Outcome.HELD,
            Outcome.NOT_CHECKABLE,
            Outcome.NOT_CHECKABLE,
        ]
        assert len(hidden) == 1
        assert "may hold an amount whose column is open" in hidden[0].message

    def test_an_amount_without_candidates_may_stand_in_any_blank_column(self) -> None:
        document = changed(from_example(self.ROW), "T3", lambda table: with_open_amount(table, "2010301"))

        assert outcomes(document, "within.T3.total")[0] is Outcome.HELD


def test_a_broken_sum_over_rows_is_not_checkable_where_a_row_maps_to_nothing() -> None:
    stray = Row(row_no=9, row_kind=RowKind.LINE, row_code="", row_label="其他", place=Place(page=1))
    document = from_example(sum_of("9.00", "1.00", "2.00"))
    cell = document.tables[0].rows[0].cells[0]
    with_stray = changed(
        document,
        "T6",
        lambda table: replace(table, rows=(*table.rows, replace(stray, cells=(replace(cell),)))),
    )

    assert outcomes(with_stray, "within.T6.column_total") == [Outcome.NOT_CHECKABLE]


def test_a_cell_that_was_read_twice_differently_is_not_judged() -> None:
    document = from_example(sum_of("3.00", "1.00", "2.00"))
    twice = changed(
        document,
        "T6",
        lambda table: with_rows(
            table,
            lambda row: replace(row, cells=(*row.cells, replace(row.cells[0], value=Decimal(7)))),
        ),
    )

    assert outcomes(twice, "within.T6.column_total") == [Outcome.NOT_CHECKABLE]


class TestWhoseFault:
    BROKEN = sum_of("9.00", "1.00", "2.00")

    def fault(self, document: AssembledDocument) -> Fault:
        return findings(document, "within.T6.column_total")[0].fault

    def test_a_page_without_an_account_leaves_it_undetermined(self) -> None:
        assert self.fault(from_example(self.BROKEN)) is Fault.UNDETERMINED

    def test_where_everything_was_read_and_placed_it_is_the_disclosure(self) -> None:
        page = PageAccount(page=1, is_table_page=True, numbers_seen=3, numbers_accounted=3)

        assert self.fault(replace(from_example(self.BROKEN), pages=(page,))) is Fault.DISCLOSURE

    def test_where_characters_were_not_decoded_it_is_the_extraction(self) -> None:
        page = PageAccount(
            page=1, is_table_page=True, numbers_seen=3, numbers_accounted=3, undecodable_glyphs=2
        )

        assert self.fault(replace(from_example(self.BROKEN), pages=(page,))) is Fault.EXTRACTION

    def test_where_a_column_was_inferred_it_is_undetermined(self) -> None:
        page = PageAccount(page=1, is_table_page=True, numbers_seen=3, numbers_accounted=3)
        document = changed(
            replace(from_example(self.BROKEN), pages=(page,)),
            "T6",
            lambda table: with_rows(
                table,
                lambda row: replace(row, cells=tuple(replace(cell, inferred=True) for cell in row.cells)),
            ),
        )

        assert self.fault(document) is Fault.UNDETERMINED


NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")


@pytest.mark.parametrize(
    ("title", "is_asked"),
    [
        ("部门概况", False),
        ("2031年一般公共预算项目支出情况表的说明", True),
        ("项目支出表说明", False),
    ],
)
def test_a_form_without_tables_of_its_own_asks_about_those_that_the_document_calls_by_title(
    title: str, is_asked: bool
) -> None:
    document = from_example({"T5": {"total": {"project": "4.00"}}})
    heading = Heading(number=None, title=title, section_key=None, place=Place(page=9))
    view = DocumentView(replace(document, headings=(heading,)), NATIONAL)
    assert ("between.T5_T7.project" in {relation.id for relation in view.relations}) is is_asked
