"""Rows that no sum misses, and what else tells that they are lost: numbers, sisters, other tables, open amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.assembly import AssembledDocument
from shared.model.finding import Finding, Severity
from shared.model.place import Place
from shared.model.table import OpenAmount, Table
from tests.unit.validator.documents import changed, from_example, told, ungrouped

LOUD = (Severity.ERROR, Severity.WARNING)
BUDGETS = ("income.general_public", "income.government_fund", "income.state_capital")


def of_region(document: AssembledDocument, region: str) -> AssembledDocument:
    """The document as one of another region's form."""
    assert document.head is not None
    return replace(document, head=document.head.model_copy(update={"profile": region}))


def labelled(*labels: str) -> list[Finding]:
    """T1 with three numbered rows of income."""
    document = from_example({"T1": {code: {"income": "5.00"} for code in BUDGETS[: len(labels)]}})

    def named(table: Table) -> Table:
        rows = (replace(row, row_label=label) for row, label in zip(table.rows, labels, strict=True))
        return replace(table, rows=tuple(rows))

    return ungrouped(changed(document, "T1", named), "completeness.row_number")


@pytest.mark.parametrize(
    ("labels", "lost"),
    [
        (("一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算"), []),
        (("一、一般公共预算", "三、国有资本经营预算", "四、其他收入"), ["二、"]),
        (("二、政府性基金预算", "三、国有资本经营预算"), ["一、"]),
        (("（一）一般公共预算", "（三）国有资本经营预算"), ["（二）"]),
        (("一、财政拨款", "其中：1.一般公共预算", "3.国有资本经营预算"), ["2."]),
        (("一、一般公共预算", "五、事业收入", "九、其他收入"), []),  # numbers of the whole form
        (("一、一般公共预算", "三、基金", "五、其他收入"), []),  # two are passed over: so they are everywhere
        (("一般公共预算", "政府性基金预算"), []),
    ],
)
def test_the_one_number_that_is_passed_over_is_told(labels: tuple[str, ...], lost: list[str]) -> None:
    assert [finding.row_label for finding in labelled(*labels)] == lost


def test_a_class_that_is_lost_is_named_though_other_tables_print_its_items_alone() -> None:
    """The amounts of items make the class that the summary lacks; its words stand in another summary."""
    tables = {
        "T1": {
            "total": {"expenditure": "90.00"},
            "201": {"expenditure": "60.00"},
            "221": {"expenditure": "30.00"},
        },
        "T4": {"total": {"total": "90.00"}, "201": {"total": "60.00"}},
        "T2": {
            "total": {"fiscal_subtotal": "90.00"},
            "2010301": {"fiscal_subtotal": "60.00"},
            "2210201": {"fiscal_subtotal": "30.00"},
        },
    }

    lost = [f for f in told(from_example(tables), *LOUD) if "lacks a row" in f.message]

    assert [(f.table_id, f.row_code) for f in lost] == [("T4", "221")]


@pytest.mark.parametrize("part", ["reception", "vehicle.operation"])
def test_a_part_is_missed_where_its_sisters_are_printed(part: str) -> None:
    """A form may print the whole alone; with all parts but one it lacks that one."""
    column = "total"
    rows = {"total": "30.00", "abroad": "4.00", "reception": "6.00", "vehicle": "20.00"}
    rows |= {"vehicle.purchase": "8.00", "vehicle.operation": "12.00"}
    whole = of_region(
        from_example({"T10": {code: {column: value} for code, value in rows.items()}}), "guangdong"
    )
    assert not [f for f in told(whole, *LOUD) if f.table_id == "T10"]

    del rows[part]
    cut = of_region(
        from_example({"T10": {code: {column: value} for code, value in rows.items()}}), "guangdong"
    )
    (finding,) = [f for f in told(cut, *LOUD) if f.table_id == "T10"]
    assert finding.row_code == part
    assert finding.actual is None

    alone = from_example({"T10": {"total": {column: "30.00"}, "vehicle": {column: "30.00"}}})
    assert not [f for f in told(of_region(alone, "guangdong"), *LOUD) if f.table_id == "T10"]


T6 = {"302": "30.00", "30201": "10.00", "30217": "8.00", "30231": "12.00"}
NAMES = {"30201": "办公费用品费", "30217": "公务接待费", "30231": "公务用车运行维护费"}


def with_three_public(amounts: dict[str, str]) -> list[Finding]:
    """T6 beside T10, which prints the same names."""
    document = from_example(
        {
            "T6": {code: {"total": value} for code, value in amounts.items()},
            "T10": {"reception": {"total": "8.00"}, "vehicle.operation": {"total": "12.00"}},
        }
    )
    ten = {"reception": "公务接待费", "vehicle.operation": "公务用车运行维护费"}

    def named(names: dict[str, str]) -> AssembledDocument:
        made = document
        for table_id in ("T6", "T10"):
            made = changed(
                made,
                table_id,
                lambda table: replace(
                    table,
                    rows=tuple(
                        replace(row, row_label=names.get(row.row_code, row.row_label)) for row in table.rows
                    ),
                ),
            )
        return made

    document = of_region(named(NAMES | ten), "guangdong")
    return [f for f in told(document, *LOUD) if f.rule_id.startswith("within.T6")]


def test_of_several_parts_the_one_is_wrong_that_another_table_prints_otherwise() -> None:
    (finding,) = with_three_public(T6 | {"30217": "5.67"})
    assert (finding.row_code, finding.expected) == ("30217", Decimal("8.00"))
    assert "another table" in finding.message


def test_a_missing_item_is_known_by_the_name_and_amount_of_another_table() -> None:
    (finding,) = with_three_public({code: value for code, value in T6.items() if code != "30231"})
    assert (finding.row_code, finding.actual) == ("30231", None)
    assert "lacks a row" in finding.message


def chain(*rows: tuple[str, ...]) -> list[Finding]:
    """T7 with a class, its section and an item below it, whose amounts have no column."""
    codes = ("201", "20103", "2010301")
    document = from_example({"T7": {code: {"total": row[0]} for code, row in zip(codes, rows, strict=True)}})

    def opened(table: Table) -> Table:
        place = Place(page=3)
        made = (
            replace(
                row,
                open_amounts=tuple(
                    OpenAmount(printed=value, value=Decimal(value), place=place) for value in printed[1:]
                ),
            )
            for row, printed in zip(table.rows, rows, strict=True)
        )
        return replace(table, rows=tuple(made))

    return ungrouped(changed(document, "T7", opened), "extraction.open_row")


def test_of_three_rows_for_the_same_money_the_odd_one_is_told() -> None:
    good = ("9.00", "4.00", "5.00")
    assert chain(good, good, good) == []
    (wrong,) = chain(good, ("9.00", "4.00", "5.50"), good)
    assert (wrong.row_code, wrong.expected, wrong.actual) == ("20103", Decimal("5.00"), Decimal("5.50"))
    (swapped,) = chain(good, good, ("9.00", "5.00", "4.00"))
    assert swapped.row_code == "2010301"


@pytest.mark.parametrize(("lost", "count"), [(None, 0), ("appropriation", 1), ("expenditure.current", 1)])
def test_the_sums_of_the_year_are_sisters_in_final_accounts_too(lost: str | None, count: int) -> None:
    sums = {
        "FA1": {"income.current": {"income": "9.00"}, "expenditure.current": {"expenditure": "9.00"}},
        "FA4": {"appropriation": {"income": "9.00"}, "expenditure.current": {"total": "9.00"}},
    }
    sums["FA4"].pop(lost or "", None)
    document = from_example(sums)
    for table_id in sums:
        document = changed(document, table_id, _with_names_of_the_form)

    assert len(ungrouped(document, "completeness.sister_row")) == count


def _with_names_of_the_form(table: Table) -> Table:
    names = {"expenditure.current": "本年支出合计"}
    rows = (replace(row, row_label=names.get(row.row_code, "本年收入合计")) for row in table.rows)
    return replace(table, rows=tuple(rows))
