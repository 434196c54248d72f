"""Invented disclosures are coherent: the relations between printed figures hold, exactly or up to rounding."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.typeset.disclosure import Disclosure, Row, Table
from tests.typeset.facts import economic, functional
from tests.typeset.generate import Options, generate
from tests.typeset.sentences import Claim

DateForm = Literal["spaced", "chinese", "plain"]
FISCAL = ("general_public", "government_fund", "state_capital")
disclosures = st.builds(generate, st.integers(0, 100_000), rounding=st.booleans(), items=st.integers(2, 20))
exact = st.builds(generate, st.integers(0, 100_000), rounding=st.just(False))


def agree(parts: Iterable[Decimal], whole: Decimal) -> bool:
    """Whether printed parts add up to a printed whole as far as rounding each of them allows."""
    parts = tuple(parts)
    return abs(sum(parts, Decimal(0)) - whole) <= Decimal("0.005") * (len(parts) + 1)


def below(table: Table, row: Row) -> list[Row]:
    """The rows one level under a row of a classification table; T7 has projects under its sections."""
    if table.id == "T7" and row.kind == "section":
        return [r for r in table.rows if r.kind == "project" and r.code.startswith(row.code)]
    return [r for r in table.rows if r.code.startswith(row.code) and len(r.code) == len(row.code) + 2]


@given(disclosures)
def test_income_equals_expenditure_in_the_summary_tables(disclosure: Disclosure) -> None:
    for name, left, right in (("T1", "income", "expenditure"), ("T4", "income", "total")):
        table = disclosure.tables[name]
        assert table.cell("total", left) == table.cell("total", right)


@given(disclosures)
def test_the_grand_total_is_the_same_in_the_first_three_tables(disclosure: Disclosure) -> None:
    tables = disclosure.tables
    assert (
        tables["T1"].cell("total", "income")
        == tables["T2"].cell("total", "total")
        == tables["T3"].cell("total", "total")
    )


@given(disclosures)
def test_every_row_is_the_sum_of_its_columns(disclosure: Disclosure) -> None:
    sums: dict[str, Mapping[str, tuple[str, ...]]] = {
        "T3": {"total": ("basic", "project")},
        "T5": {"total": ("basic", "project")},
        "T6": {"total": ("personnel", "operating")},
        "T7": {"total": ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")},
        "T8": {"total": ("basic_personnel", "basic_operating", "project")},
        "T10": {"total": FISCAL},
        "T11": {
            "total": ("fiscal_total", "nonfiscal_total"),
            "fiscal_total": ("fiscal_basic_personnel", "fiscal_basic_operating", "fiscal_project"),
        },
    }
    for name, columns in sums.items():
        for row in disclosure.tables[name].rows:
            for whole, parts in columns.items():
                found = [row.cells.get(part, Decimal(0)) for part in parts]
                assert agree(found, row.cells.get(whole, Decimal(0))), (name, row)


@given(disclosures)
def test_every_class_is_the_sum_of_its_sections_and_every_section_of_its_items(
    disclosure: Disclosure,
) -> None:
    for table in disclosure.tables.values():
        for row in table.rows if table.id in {"T2", "T3", "T5", "T6", "T7", "T8", "T9"} else ():
            parts = below(table, row)
            for column, amount in row.cells.items() if parts else ():
                found = [part.cells.get(column, Decimal(0)) for part in parts]
                assert agree(found, amount), (table.id, row, column)


@given(disclosures)
def test_the_total_row_is_the_sum_of_the_lowest_rows(disclosure: Disclosure) -> None:
    for name in ("T2", "T3", "T5", "T6", "T7", "T8", "T9", "T11"):
        table = disclosure.tables[name]
        deepest = max((len(r.code) for r in table.rows if r.code.isdigit()), default=0)
        lowest = [r for r in table.rows if r.code == "item" or (r.code.isdigit() and len(r.code) == deepest)]
        for column, amount in next((r.cells for r in table.rows if r.kind == "total"), {}).items():
            assert agree([r.cells.get(column, Decimal(0)) for r in lowest], amount), (name, column)


@given(exact)
def test_without_rounding_every_sum_is_exact(disclosure: Disclosure) -> None:
    for name in ("T2", "T3", "T5", "T7"):
        table = disclosure.tables[name]
        lowest = [r for r in table.rows if r.kind in {"item", "project"}]
        for column, amount in next((r.cells for r in table.rows if r.kind == "total"), {}).items():
            assert sum((r.cells.get(column, Decimal(0)) for r in lowest), Decimal(0)) == amount


@given(disclosures)
def test_tables_agree_with_each_other(disclosure: Disclosure) -> None:
    t = disclosure.tables
    assert t["T4"].cell("appropriation", "income") == t["T2"].cell("total", "fiscal_subtotal")
    assert t["T4"].cell("total", "general_public") == t["T5"].cell("total", "total")
    assert t["T5"].cell("total", "basic") == t["T6"].cell("total", "total")
    assert t["T5"].cell("total", "project") == t["T7"].cell("total", "total")
    assert t["T8"].cell("total", "total") == t["T4"].cell("total", "government_fund")
    assert t["T9"].cell("total", "total") == t["T4"].cell("total", "state_capital")
    assert t["T11"].cell("total", "fiscal_total") == t["T1"].cell("carryover.fiscal", "income")
    assert t["T11"].cell("total", "nonfiscal_total") == t["T1"].cell("carryover.nonfiscal", "income")
    assert t["T2"].cell("total", "unit_funds") == t["T1"].cell("income.unit_funds", "income")
    assert t["T6"].cell("30217", "total") <= t["T10"].cell("reception", "general_public")
    assert t["T6"].cell("30231", "total") <= t["T10"].cell("vehicle.operation", "general_public")


@given(disclosures)
def test_growth_and_direction_follow_from_the_two_years(disclosure: Disclosure) -> None:
    for claim in disclosure.claims():
        if claim.amount is None or claim.delta is None or claim.growth_pct is None:
            continue
        before = claim.amount - claim.delta if claim.direction == "增加" else claim.amount + claim.delta
        assert before >= 0
        if before:
            assert abs(claim.growth_pct - claim.delta * 100 / before) <= Decimal("0.0051")
        else:
            assert claim.growth_pct == (100 if claim.delta else 0)


@given(disclosures)
def test_the_narrative_repeats_the_tables(disclosure: Disclosure) -> None:
    t5, claims = disclosure.tables["T5"], list(disclosure.claims())
    items = [claim for claim in claims if claim.section.startswith("五、（三）") and claim.code]
    assert items
    for claim in items:
        assert claim.amount == t5.cell(claim.code or "", "total")
    assert stated(claims, "人员经费") == disclosure.tables["T6"].cell("total", "personnel")
    assert stated(claims, "政府采购预算") == disclosure.procurement.total
    assert stated(claims, "收支总预算") == disclosure.tables["T1"].cell("total", "income")


def stated(claims: Iterable[Claim], subject: str) -> Decimal | None:
    return next(claim.amount for claim in claims if claim.subject == subject)


@given(disclosures)
def test_changes_of_the_items_add_up_to_the_change_of_the_whole(disclosure: Disclosure) -> None:
    claims = list(disclosure.claims())

    def change(chosen: Iterable[Claim]) -> Decimal:
        return sum(
            ((c.delta or Decimal(0)) * (1 if c.direction == "增加" else -1) for c in chosen), Decimal(0)
        )

    items = [claim for claim in claims if claim.section.startswith("五、（三）")]
    parts = [claim for claim in claims if claim.section.startswith("五、（一）") and claim.delta is not None]
    assert abs(change(items) - change(parts)) <= Decimal("0.01") * (len(items) + 3)


@given(disclosures)
def test_a_project_has_one_name_and_one_budget_everywhere(disclosure: Disclosure) -> None:
    plans = {plan.name: plan for plan in disclosure.plans if plan.kind == "project"}
    for project in disclosure.projects:
        assert sum((amount for _, amount in project.allocation), Decimal(0)) == project.budget
        assert all(amount > 0 for _, amount in project.allocation)
        assert plans[project.name].budget == project.budget
        if project.source.startswith("general_public"):
            rows = [row for row in disclosure.tables["T7"].rows if row.project == project.name]
            assert agree([row.cells["total"] for row in rows], project.budget)
    assert len(plans) == len(disclosure.projects)


@given(disclosures)
def test_weights_add_up_and_no_indicator_is_printed_twice(disclosure: Disclosure) -> None:
    for plan in disclosure.plans:
        assert sum(indicator.weight for indicator in plan.indicators) in {90, 100}
        assert all(indicator.weight > 0 for indicator in plan.indicators)
        assert len({(i.level2, i.level3) for i in plan.indicators}) == len(plan.indicators)


@given(disclosures)
def test_codes_bear_their_official_names(disclosure: Disclosure) -> None:
    for table in disclosure.tables.values():
        for row in table.rows:
            if row.code.isdigit():
                names = economic() if table.id == "T6" else functional()
                assert names[row.code] == row.label


def test_the_same_seed_gives_the_same_disclosure() -> None:
    assert generate(11) == generate(11)
    assert generate(11) != generate(12)


@pytest.mark.parametrize("rounding", [True, False])
def test_the_rounding_option_decides_whether_printed_sums_drift(*, rounding: bool) -> None:
    """Over many disclosures some sum of printed cells differs from its printed total, or none does."""
    drift = False
    for seed in range(12):
        table = generate(seed, rounding=rounding, items=10).tables["T3"]
        items = [row for row in table.rows if row.kind == "item"]
        total = sum((row.cells["total"] for row in items), Decimal(0))
        drift = drift or total != table.cell("total", "total")
    assert drift is rounding


@pytest.mark.parametrize(
    ("options", "holds"),
    [
        (
            {"carryover": False, "nonfiscal_carryover": False},
            lambda d: d.tables["T11"].empty and d.tables["T11"].sentence,
        ),
        ({"carryover": True}, lambda d: d.tables["T11"].cell("total", "fiscal_total") > 0),
        ({"government_fund": True}, lambda d: d.tables["T8"].cell("total", "project") > 0),
        ({"government_fund": False, "government_fund_transfer": False}, lambda d: d.tables["T8"].sentence),
        ({"state_capital": True}, lambda d: not d.tables["T9"].empty),
        ({"unit_funds": True}, lambda d: d.tables["T2"].cell("total", "unit_funds") > 0),
        ({"special_account": True}, lambda d: d.tables["T2"].cell("total", "special_account") > 0),
        ({"projects": 0}, lambda d: d.tables["T7"].empty and d.tables["T7"].sentence),
        ({"projects": 4}, lambda d: sum(row.kind == "project" for row in d.tables["T7"].rows) == 4),
        ({"items_only": True}, lambda d: {row.kind for row in d.tables["T3"].rows} == {"item", "total"}),
        ({"total_first": True}, lambda d: d.tables["T3"].rows[0].kind == "total"),
        ({"total_first": False, "department_row": False}, lambda d: d.tables["T3"].rows[-1].kind == "total"),
        ({"zeros": "0.00"}, lambda d: all(len(row.cells) == 3 for row in d.tables["T3"].rows)),
        ({"labels": "short"}, lambda d: "2、基金预算拨款" in labels(d) or "2.基金预算拨款" in labels(d)),
        (
            {"zero_figure": "0", "projects": 1},
            lambda d: "公务用车购置费 0万元" in wording(d) or "购置费 0.00" not in wording(d),
        ),
        (
            {"reason_mark": "。主要原因是："},
            lambda d: "。主要原因是：" in wording(d) and "，主要原因是" not in wording(d),
        ),
        ({"org_level": "单位"}, lambda d: d.tables["T1"].title.startswith("单位")),
        ({"department": "试验局"}, lambda d: d.department == "试验局" and "试验局" in d.narrative[0].heading),
        ({"fiscal_year": 2026}, lambda d: "234" not in {row.code for row in d.tables["T1"].rows}),
    ],
)
def test_an_option_does_what_it_says(options: Options, holds: Callable[[Disclosure], object]) -> None:
    for seed in range(5):
        assert holds(generate(seed, **options))


def labels(disclosure: Disclosure) -> list[str]:
    return [row.label for row in disclosure.tables["T1"].rows]


def wording(disclosure: Disclosure) -> str:
    return "".join(paragraph.text for section in disclosure.narrative for paragraph in section.paragraphs)


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        generate(1, colour="red")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("form", "printed"),
    [("spaced", "2025 年 3 月 20 日"), ("plain", "2025年3月20日"), ("chinese", "二〇二五年三月二十日")],
)
def test_the_date_is_signed_in_the_authors_form(form: DateForm, printed: str) -> None:
    disclosure = generate(1, date_form=form)
    assert replace(disclosure, published_on=disclosure.published_on.replace(2025, 3, 20)).signed_on == printed
