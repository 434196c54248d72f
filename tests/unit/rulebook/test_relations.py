"""Every relation of the rulebook by its own examples, and the loader's answers to files that cannot be used."""

from decimal import Decimal

import pytest

from shared.rulebook import Comparison, Equation, Relation, RulebookError, instantiate, load_relations
from shared.rulebook.example import ExampleTables, example_tables, merged
from shared.rulebook.load import parse_relations

RELATIONS = load_relations()


def holds(equation: Equation, example: ExampleTables) -> bool:
    left, right = (
        sum((example.amounts.get(term.cell, Decimal(0)) * term.weight for term in side), Decimal(0))
        for side in (equation.left, equation.right)
    )
    return left == right if equation.comparison is Comparison.EQUAL else left <= right


@pytest.mark.parametrize("relation", RELATIONS, ids=[relation.id for relation in RELATIONS])
class TestExamples:
    def test_the_holding_example_makes_equations_and_all_hold(self, relation: Relation) -> None:
        example = example_tables(relation.holds)
        made = instantiate([relation], example.skeletons)

        assert made.equations
        assert made.blocked == ()
        assert [equation for equation in made.equations if not holds(equation, example)] == []

    def test_the_breaking_example_breaks(self, relation: Relation) -> None:
        example = example_tables(merged(relation.holds, relation.breaks))
        made = instantiate([relation], example.skeletons)

        assert [equation for equation in made.equations if not holds(equation, example)] != []


ENTRY = """
relations:
  - id: within.T2.x
    title: a rule
    title_zh: 规则
    family: within
    dimension: accuracy
    severity: error
    source: test
    formula: T2[*, total] = T2[*, basic]
    holds: {}
    breaks: {}
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("relations: [", "file.yaml: not valid YAML"),
        ("rules: []", "file.yaml: expected the key “relations”"),
        (ENTRY.replace("severity: error", "severity: grave"), r"file.yaml: within.T2.x: severity: .*'error'"),
        (ENTRY.replace("= T2[*, basic]", ""), "file.yaml: within.T2.x: formula “.*”: a side is missing"),
        (ENTRY.replace("family: within", "family: between"), "family “between” but the formula speaks of T2"),
        (ENTRY.replace("holds: {}", "holds: {T3: {}}"), "the examples speak of T3, the formula does not"),
        (ENTRY.replace("    title: a rule\n", ""), "within.T2.x: title: Field required"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        parse_relations(text, "file.yaml")


def test_ids_are_unique_and_begin_with_their_family() -> None:
    ids = [relation.id for relation in RELATIONS]

    assert len(set(ids)) == len(ids)
    assert [relation.id for relation in RELATIONS if not relation.id.startswith(f"{relation.family}.")] == []
