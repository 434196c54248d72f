"""What a formula becomes over the columns of its tables, whatever their rows."""

from shared.rulebook.columns import form_of
from shared.rulebook.formula import parse_formula
from shared.rulebook.plan import Plan, plan_of


def plan(text: str, *column_keys: str, is_empty: bool = False) -> Plan:
    """Plan a formula over one table that prints these columns."""
    return plan_of(parse_formula(text), (form_of(column_keys, is_empty=is_empty),), False)


def test_tables_with_the_same_columns_have_one_plan() -> None:
    """So the next document of a layout needs no other."""
    formula = parse_formula("T2[total, total] = T2[total, basic] + T2[total, project]")
    one = plan_of(formula, (form_of(("total", "basic", "project"), is_empty=False),), False)
    again = plan_of(formula, (form_of(("total", "basic", "project"), is_empty=False),), False)
    other = plan_of(formula, (form_of(("total", "basic"), is_empty=False),), False)
    assert one is again
    assert one is not other


def test_a_formula_runs_over_the_printed_columns_alone() -> None:
    made = plan("T2[total, total|basic|project] = sum T2[top, total|basic|project]", "project", "total")
    assert [both.key for both in made.columns] == ["total", "project"]


def test_nothing_comes_of_a_whole_whose_parts_have_no_column() -> None:
    assert not plan("T2[*, total] = T2[*, basic]", "total").columns
    assert plan("T2[*, total] = T2[*, basic]", "total", is_empty=True).columns


def test_a_row_is_not_compared_with_its_own_cells() -> None:
    """A form prints the parts of a column for the column: where both names mean them, they say nothing."""
    parts = ("basic_personnel", "basic_operating")
    text = "T3[*, basic] = T3[*, basic_personnel] + T3[*, basic_operating]"
    assert not plan(text, *parts).columns
    assert plan(text, "basic", *parts).columns


def test_a_cell_may_stand_on_both_sides_unless_one_side_is_below_the_other() -> None:
    assert plan("T2[total, total] = sum T2[top, total]", "total").overlap
    assert not plan("T2[parent, total] = sum T2[children, total]", "total").overlap
