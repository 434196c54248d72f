import pytest

from shared.rulebook.equation import Comparison
from shared.rulebook.formula import CellName, FormulaError, Quantifier, parse_formula


def test_a_sum_of_cells_is_read_with_its_signs() -> None:
    formula = parse_formula("T2[total, a] = T2[total, b] + T2[total, c] - T2[total, d]")

    assert formula.left == (CellName("T2", "total", "a"),)
    assert [(name.column, name.weight) for name in formula.right] == [("b", 1), ("c", 1), ("d", -1)]
    assert formula.comparison is Comparison.EQUAL
    assert formula.quantifier is Quantifier.ONCE


@pytest.mark.parametrize(
    ("text", "quantifier"),
    [
        ("T2[*, a] = T2[*, b]", Quantifier.ROW),
        ("T6[301*, a] = T6[301*, b]", Quantifier.ROW),
        ("T1[class, a] = T2[class, b]", Quantifier.CODE),
        ("T2[code, a] = T3[code, b]", Quantifier.CODE),
        ("T2[parent, each] = sum T2[children, each]", Quantifier.PARENT),
        ("T2[total, each] = sum T2[top, each]", Quantifier.ONCE),
    ],
)
def test_the_row_names_say_what_a_relation_runs_over(text: str, quantifier: Quantifier) -> None:
    assert parse_formula(text).quantifier is quantifier


def test_marks_of_a_cell_are_read() -> None:
    left, right = parse_formula("T10[total, a|b] <= sum T10[top, a|b]?").names()

    assert (left.summed, left.optional, left.moves_column) == (False, False, True)
    assert (right.summed, right.optional) == (True, True)


def test_tables_are_named_once_in_order() -> None:
    assert parse_formula("T4[total, a] = T2[total, b] + T4[total, c]").table_ids() == ("T4", "T2")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("T2[total, a]", "a side is missing"),
        ("T2[total, a] = ", "a side is missing"),
        ("= T2[total, a]", "a side is missing"),
        ("T2[total, a] = T2[total, b] +", "ends in a sign"),
        ("T2[total, a] = T2[total, b] = T2[total, c]", "two comparisons"),
        ("T2[total, a] T2[total, b] = T2[total, c]", "no sign before"),
        ("T2[total, a] = T2[total, b] + - T2[total, c]", "two signs"),
        ("T2[total a] = T2[total, b]", "cannot read"),
        ("T2[*, a] = T3[*, b]", "runs over the rows of one table"),
        ("T2[*, a] = T2[code, b]", "several things"),
        ("T2[parent, each] = T2[children, each]", "without a sum"),
        ("T2[total, each] = sum T2[children, each]", "without their parent"),
        ("T2[total, each] = sum T2[top, a|b]", "several sets of columns"),
    ],
)
def test_a_formula_without_meaning_is_refused_with_its_text(text: str, fault: str) -> None:
    with pytest.raises(FormulaError, match=fault) as caught:
        parse_formula(text)

    assert text.strip() in str(caught.value)
