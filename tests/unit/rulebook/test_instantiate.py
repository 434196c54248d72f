"""Which equations and which obstacles the relations make over given rows."""

from dataclasses import replace

import pytest

from shared.model.table import RowKind
from shared.rulebook import Blocked, Equation, Obstacle, Relation, RowSkeleton, TableSkeleton, instantiate
from shared.rulebook.example import example_tables
from shared.rulebook.load import parse_relations


def relation(formula: str, family: str = "within", profiles: str = "[]") -> Relation:
    entry = f"""
relations:
  - id: test.rule
    title: a rule
    title_zh: 规则
    family: {family}
    dimension: accuracy
    severity: error
    source: test
    formula: {formula}
    holds: {{}}
    breaks: {{}}
    profiles: {profiles}
"""
    return parse_relations(entry, "test")[0]


def table(table_id: str, rows: str, columns: str = "total", *, empty: bool = False) -> TableSkeleton:
    """A table whose rows are named as in examples, separated by blanks."""
    names = rows.split()
    made = (example_tables({table_id: {name: {}}}).skeletons[table_id].rows[0] for name in names)
    numbered = tuple(replace(row, row_no=number) for number, row in enumerate(made, start=1))
    return TableSkeleton(table_id, numbered, tuple(columns.split()), empty)


def spelled(equation: Equation, *tables: TableSkeleton) -> str:
    """An equation with row names instead of numbers, such as `T2.201 = T2.20103 + T2.20105`."""
    names = {
        (table.table_id, row.row_no): f"{table.table_id}.{row.row_code}"
        + (f"/{row.project_name}" if row.project_name else "")
        for table in tables
        for row in table.rows
    }
    left, right = (
        " + ".join(names[term.cell.table_id, term.cell.row_no] for term in side) or "0"
        for side in (equation.left, equation.right)
    )
    return f"{left} {equation.comparison} {right}"


def put_up(rule: Relation, *tables: TableSkeleton) -> tuple[list[str], list[Blocked]]:
    made = instantiate([rule], {table.table_id: table for table in tables})
    return [spelled(equation, *tables) for equation in made.equations], list(made.blocked)


HIERARCHY = relation("T2[parent, total] = sum T2[children, total]")
TOTAL_ROW = relation("T2[total, total] = sum T2[top, total]")


@pytest.mark.parametrize(
    ("rows", "equations"),
    [
        ("201 20103 2010301 2010302", ["T2.201 = T2.20103", "T2.20103 = T2.2010301 + T2.2010302"]),
        ("201 2010301 20805", ["T2.201 = T2.2010301"]),
        ("201 20103 2010301 2010502", ["T2.201 = T2.20103 + T2.2010502", "T2.20103 = T2.2010301"]),
        ("20103 2010302/甲 2010302/乙", ["T2.20103 = T2.2010302/甲 + T2.2010302/乙"]),
        (
            "20103 2010302 2010302/甲 2010302/乙",
            ["T2.20103 = T2.2010302", "T2.2010302 = T2.2010302/甲 + T2.2010302/乙"],
        ),
        ("2010301 2010302", []),
    ],
    ids=[
        "three levels",
        "section not printed",
        "one section not printed",
        "projects only",
        "item and projects",
        "items only",
    ],
)
def test_a_parent_is_the_sum_of_the_highest_rows_below_it(rows: str, equations: list[str]) -> None:
    assert put_up(HIERARCHY, table("T2", rows))[0] == equations


@pytest.mark.parametrize(
    ("rows", "equation"),
    [
        ("total 201 20103 2010301 208 20805 2080505", "T2.total = T2.201 + T2.208"),
        ("2010301 2080505 total", "T2.total = T2.2010301 + T2.2080505"),
        ("total 201 20103 2010301 2080505", "T2.total = T2.201 + T2.2080505"),
        ("total item/甲 item/乙", "T2.total = T2.item + T2.item"),
    ],
)
def test_the_total_row_is_the_sum_of_the_highest_rows(rows: str, equation: str) -> None:
    assert put_up(TOTAL_ROW, table("T2", rows))[0] == [equation]


def test_departments_in_one_table_keep_their_rows_apart() -> None:
    both = table("T2", "total department 201 20101 20102 department 201 20101")
    equations, _ = put_up(HIERARCHY, both)

    assert equations == [
        "T2.department = T2.201",
        "T2.201 = T2.20101 + T2.20102",
        "T2.department = T2.201",
        "T2.201 = T2.20101",
    ]
    assert put_up(relation("T2[total, total] = sum T2[department, total]"), both)[0] == [
        "T2.total = T2.department + T2.department"
    ]


def test_a_project_row_without_a_code_stands_below_the_coded_row_above_it() -> None:
    rows = (
        RowSkeleton(1, RowKind.ITEM, "2010302"),
        RowSkeleton(2, RowKind.PROJECT, "", "甲"),
        RowSkeleton(3, RowKind.PROJECT, "", "乙"),
    )
    made = instantiate([HIERARCHY], {"T2": TableSkeleton("T2", rows, ("total",))})

    assert [[term.cell.row_no for term in equation.right] for equation in made.equations] == [[2, 3]]


def test_a_lost_total_row_blocks_the_relation_within_the_table() -> None:
    equations, blocked = put_up(TOTAL_ROW, table("T2", "201 208"))

    assert equations == []
    assert blocked == [Blocked("test.rule", Obstacle.ROW_NOT_PRINTED, "T2", "total")]
    assert blocked[0].reason == "T2 row total is not printed"


def test_between_tables_a_lost_total_row_is_replaced_by_its_parts() -> None:
    rule = relation("T5[total, total] = T6[total, total]", "between")

    equations, blocked = put_up(rule, table("T5", "2010301 2080505"), table("T6", "301 302 total"))

    assert equations == ["T5.2010301 + T5.2080505 = T6.total"]
    assert blocked == []


def test_a_table_of_fixed_rows_has_no_parts_to_replace_its_total() -> None:
    rule = relation("T1[total, income] = T2[total, total]", "between")
    summary = table("T1", "income.current carryover 201", "income")

    assert put_up(rule, summary, table("T2", "total")) == (
        [],
        [Blocked("test.rule", Obstacle.ROW_NOT_PRINTED, "T1", "total")],
    )


def test_rows_are_paired_by_code_over_both_tables() -> None:
    rule = relation("T2[code, total] = T3[code, total]", "between")
    equations, _ = put_up(rule, table("T2", "201 2010301 2010302"), table("T3", "201 2010301 2080505"))

    assert equations == ["T2.201 = T3.201", "T2.2010301 = T3.2010301", "T2.2010302 = 0", "0 = T3.2080505"]


def test_a_class_that_is_not_printed_is_the_sum_of_what_is_printed_below_it() -> None:
    rule = relation("T1[class, total] = T2[class, total]", "between")
    equations, _ = put_up(rule, table("T1", "201 208"), table("T2", "2010301 2010302 2080505"))

    assert equations == ["T1.201 = T2.2010301 + T2.2010302", "T1.208 = T2.2080505"]


def test_what_a_table_does_not_detail_is_not_compared() -> None:
    rule = relation("T2[code, total] = T3[code, total]", "between")

    assert put_up(rule, table("T2", "201 2010301"), table("T3", "201")) == (["T2.201 = T3.201"], [])


def test_cells_of_a_table_that_is_declared_empty_are_zero() -> None:
    rule = relation("T5[total, total] = T7[total, total]", "between")

    assert put_up(rule, table("T5", "total"), table("T7", "", empty=True)) == (["T5.total = 0"], [])


def test_a_table_without_rows_that_nothing_declares_empty_blocks() -> None:
    rule = relation("T5[total, total] = T7[total, total]", "between")

    assert put_up(rule, table("T5", "total"), table("T7", "")) == (
        [],
        [Blocked("test.rule", Obstacle.NO_ROWS, "T7")],
    )


def test_a_table_that_is_not_there_blocks_where_the_other_is() -> None:
    rule = relation("T5[total, total] = T7[total, total]", "between")

    assert put_up(rule, table("T5", "total"))[1] == [Blocked("test.rule", Obstacle.TABLE_MISSING, "T7")]
    assert put_up(rule) == ([], [])


def test_a_row_without_the_rows_below_it_that_others_have_is_reported() -> None:
    assert put_up(HIERARCHY, table("T2", "201 20103 208"))[1] == [
        Blocked("test.rule", Obstacle.NO_ROWS_BELOW, "T2", "208")
    ]


def test_parts_whose_column_the_form_lacks_are_left_out() -> None:
    rule = relation("T2[*, total] = T2[*, basic] + T2[*, project]")
    made = instantiate([rule], {"T2": table("T2", "201", "total basic")})

    assert [term.cell.column_key for term in made.equations[0].right] == ["basic"]


def test_a_whole_whose_column_the_form_lacks_blocks_once() -> None:
    rule = relation("T2[*, total] = T2[*, basic] + T2[*, project]")
    _, blocked = put_up(rule, table("T2", "201 208", "basic project"))

    assert blocked == [Blocked("test.rule", Obstacle.COLUMN_NOT_PRINTED, "T2", None, "total")]


def test_a_part_whose_row_is_lost_blocks_and_a_form_without_any_part_promises_nothing() -> None:
    rule = relation("T10[vehicle, total] = T10[vehicle.purchase, total] + T10[vehicle.operation, total]")

    assert put_up(rule, table("T10", "vehicle vehicle.purchase"))[1] == [
        Blocked("test.rule", Obstacle.ROW_NOT_PRINTED, "T10", "vehicle.operation")
    ]
    assert put_up(rule, table("T10", "vehicle")) == ([], [])


def test_an_optional_part_counts_as_zero_where_its_row_is_not_printed() -> None:
    rule = relation("T10[vehicle, total] = T10[vehicle.purchase, total]? + T10[vehicle.operation, total]")

    assert put_up(rule, table("T10", "vehicle vehicle.operation")) == (
        ["T10.vehicle = T10.vehicle.operation"],
        [],
    )


def test_both_total_rows_of_a_two_sided_table_stand_for_the_total() -> None:
    rows = (
        RowSkeleton(1, RowKind.TOTAL, "total", column_keys=("income",)),
        RowSkeleton(2, RowKind.TOTAL, "total", column_keys=("expenditure",)),
    )
    summary = TableSkeleton("T1", rows, ("income", "expenditure"))
    made = instantiate([relation("T1[total, income] = T1[total, expenditure]")], {"T1": summary})

    assert [(e.left[0].cell.row_no, e.right[0].cell.row_no) for e in made.equations] == [(1, 2)]


def test_a_prefix_takes_the_rows_of_one_class() -> None:
    rows = table("T6", "301 30101 302 30201", "total personnel")
    made = instantiate([relation("T6[301*, total] = T6[301*, personnel]")], {"T6": rows})

    assert [equation.left[0].cell.row_no for equation in made.equations] == [1, 2]


def test_a_column_that_is_not_printed_stands_for_its_parts() -> None:
    rule = relation("T3[*, total] = T3[*, basic] + T3[*, project]")
    rows = table("T3", "201", "total basic_personnel basic_operating project")
    (equation,) = instantiate([rule], {"T3": rows}).equations

    assert [term.cell.column_key for term in equation.right] == [
        "basic_personnel",
        "basic_operating",
        "project",
    ]


def test_a_column_and_its_own_parts_in_its_place_say_nothing() -> None:
    rule = relation("T3[*, basic] = T3[*, basic_personnel] + T3[*, basic_operating]")

    assert not instantiate(
        [rule], {"T3": table("T3", "201", "total basic_personnel basic_operating")}
    ).equations
    assert instantiate([rule], {"T3": table("T3", "201", "basic basic_personnel basic_operating")}).equations


def test_units_stand_below_the_department_before_them_and_make_the_total() -> None:
    rows = (
        RowSkeleton(1, RowKind.TOTAL, "total"),
        RowSkeleton(2, RowKind.DEPARTMENT, "department"),
        RowSkeleton(3, RowKind.DEPARTMENT, "unit"),
        RowSkeleton(4, RowKind.DEPARTMENT, "unit"),
    )
    made = instantiate([TOTAL_ROW, HIERARCHY], {"T2": TableSkeleton("T2", rows, ("total",))})

    assert [[term.cell.row_no for term in equation.right] for equation in made.equations] == [[3, 4], [3, 4]]


def test_a_code_printed_again_for_a_level_without_a_code_stands_below_itself() -> None:
    """Some classes have no item of their own: 21999 is printed for the section and again for the item."""
    equations, _ = put_up(HIERARCHY, table("T2", "201 2010301 219 21999 21999"))

    assert equations == ["T2.201 = T2.2010301", "T2.219 = T2.21999", "T2.21999 = T2.21999"]


def test_a_relation_of_another_layout_is_left_out() -> None:
    rule = relation("T2[total, total] = sum T2[top, total]", profiles="[north]")
    rows = {"T2": table("T2", "total 201")}

    assert len(instantiate([rule], rows, "north").equations) == 1
    assert instantiate([rule], rows, "south").equations == ()
    assert len(instantiate([rule], rows).equations) == 1
