"""A form is asked only what it has: relations and claims over tables, rows and columns that its layout defines."""

import pytest

from shared.layout import Axis, ColumnDef, FixedRow, Layout, SideDef, TableDef, load_layouts
from shared.rulebook import Relation, load_relations
from shared.rulebook.checks import load_rules
from shared.rulebook.formula import parse_side
from shared.rulebook.load import parse_relations
from shared.rulebook.offer import Form, offered


def columns(*keys: str) -> tuple[ColumnDef, ...]:
    return tuple(ColumnDef(key=key, labels=(key,)) for key in keys)


LAYOUT = Layout(
    id="north",
    name="北部",
    tables=(
        TableDef(
            table_id="T1",
            titles=("收支总表",),
            sides=(
                SideDef(
                    axis=Axis.FIXED,
                    columns=columns("income"),
                    rows=(FixedRow(code="carryover", labels=("上年结转",)),),
                ),
                SideDef(axis=Axis.FUNCTIONAL_CLASSES, columns=columns("expenditure")),
            ),
        ),
        TableDef(
            table_id="T3",
            titles=("支出总表",),
            sides=(SideDef(axis=Axis.FUNCTIONAL, columns=columns("total", "basic")),),
        ),
        TableDef(
            table_id="T9",
            titles=("结转项目",),
            sides=(SideDef(axis=Axis.ITEMS, columns=columns("total")),),
        ),
    ),
    rules_off={"within.T9.off": "本表合计行含其他内容"},
)


@pytest.mark.parametrize(
    ("side", "defined"),
    [
        ("T1[carryover, income]", True),
        ("T1[carryover.fiscal, income]", False),
        ("T1[carryover.fiscal, income]?", True),
        ("T1[total, income]", True),
        ("T1[class, expenditure]", True),
        ("T2[total, total]", False),
        ("T2[total, total]?", False),
        ("T3[2010301, basic]", True),
        ("T3[total, project]", False),
        ("T3[total, each]", True),
        ("T3[total, basic|project]", True),
        ("T3[total, project|other]", False),
        ("sum T9[top, total]", True),
        ("T9[class, total]", False),
        ("T9[named, total]", True),
    ],
)
def test_a_cell_is_there_where_the_layout_has_table_row_and_column(side: str, defined: bool) -> None:
    assert Form(LAYOUT).has_all(parse_side(side)) is defined


def test_a_relation_that_names_what_the_layout_lacks_is_not_offered() -> None:
    entries = "\n".join(
        f"  - {{id: {rule_id}, title: t, title_zh: 题, family: {rule_id.split('.')[0]}, dimension: accuracy, "
        f"severity: error, source: s, formula: '{formula}', holds: {{}}, breaks: {{}}}}"
        for rule_id, formula in (
            ("between.there", "T1[total, expenditure] = T3[total, total]"),
            ("between.no_table", "T1[total, income] = T2[total, total]"),
            ("within.no_column", "T3[*, total] = T3[*, basic] + T3[*, project]"),
            ("within.no_row", "T1[carryover, income] = T1[carryover.fiscal, income]"),
            ("within.T9.off", "T9[total, total] = sum T9[top, total]"),
        )
    )
    rules = parse_relations(f"relations:\n{entries}\n", "file.yaml")

    assert [rule.id for rule in offered(rules, Form(LAYOUT))] == ["between.there"]
    assert offered(rules, None) == rules


@pytest.mark.parametrize(("spoken_of", "is_asked"), [((), False), (("T3",), True)])
def test_a_table_that_a_form_does_not_demand_is_asked_about_where_the_document_has_it(
    spoken_of: tuple[str, ...], is_asked: bool
) -> None:
    tables = [table.model_copy(update={"mandatory": table.table_id != "T3"}) for table in LAYOUT.tables]
    form = Form(LAYOUT.model_copy(update={"tables": tuple(tables)}), spoken_of)
    assert form.has_all(parse_side("T3[total, basic]")) is is_asked
    assert form.has_all(parse_side("T1[total, income]"))


@pytest.mark.parametrize("layout", load_layouts(), ids=lambda layout: layout.id)
def test_a_shipped_layout_switches_off_known_rules_and_says_why(layout: Layout) -> None:
    assert [rule_id for rule_id in layout.rules_off if rule_id not in load_rules()] == []
    assert all(reason.strip() for reason in layout.rules_off.values())


@pytest.mark.parametrize("relation", load_relations(), ids=lambda relation: relation.id)
def test_every_relation_is_offered_by_a_shipped_layout(relation: Relation) -> None:
    assert any(Form(layout).offers(relation) for layout in load_layouts())
