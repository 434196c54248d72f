"""A figure of another year, or of the budget that a final account looks back on, is never one of the document's own."""

from __future__ import annotations

from decimal import Decimal

from services.extractor.narrative import Narrative, read_narrative
from shared.layout import load_layouts
from tests.unit.narrative.printing import lines, resolve

NATIONAL = next(layout for layout in load_layouts() if layout.id == "national")


def read(*texts: str) -> Narrative:
    """Read lines of a text extract with the layout of the whole country."""
    return read_narrative(lines(*texts), NATIONAL, resolve)


def told(found: Narrative) -> list[tuple[str | None, str | None, Decimal | None]]:
    """Give key, code and amount of each claim."""
    return [(claim.subject_key, claim.row_code, claim.amount) for claim in found.claims]


def test_the_amount_of_the_year_before_has_no_key() -> None:
    found = read(
        "第三部分 2031年部门预算情况说明",
        "一、“三公”经费情况说明",
        "2030年“三公”经费预算数为9.00万元。2031年“三公”经费预算数为8.00万元。",
        "2031年公务接待费3.00万元。",
    )
    assert told(found) == [
        (None, None, Decimal("9.00")),
        ("three_public", None, Decimal("8.00")),
        ("reception", None, Decimal("3.00")),
    ]


def test_figures_of_the_year_before_are_no_figures_of_this_year() -> None:
    found = read(
        "第三部分 2031年部门预算情况说明",
        "一、政府采购情况",
        "2030年政府采购预算总额50.00万元。2031年政府采购预算总额70.00万元，其中：货物20.00万元，服务50.00万元。",
        "截至2030年底，2031年的数据未变。",
    )
    assert {figure.figure_key: figure.value for figure in found.figures} == {
        "procurement.total": Decimal("70.00"),
        "procurement.goods": Decimal("20.00"),
        "procurement.services": Decimal("50.00"),
    }


def test_a_final_account_tells_the_first_budget_from_what_was_spent() -> None:
    found = read(
        "第三部分 2031年度部门决算情况说明",
        "五、一般公共预算财政拨款支出决算情况说明",
        "（三）一般公共预算财政拨款支出决算具体情况",
        "1.一般公共服务支出（类）档案事务（款）行政运行（项）。年初预算为6.00万元，支出决算为5.00万元，完成年初预算的83.33%。",
        "七、财政拨款“三公”经费支出决算情况说明",
        "2031年度“三公”经费财政拨款支出年初预算为2.00万元，支出决算为1.00万元，完成年初预算的50.00%。",
    )
    assert told(found) == [
        ("budget", "2012601", Decimal("6.00")),
        (None, "2012601", Decimal("5.00")),
        ("three_public.budget", None, Decimal("2.00")),
        ("three_public", None, Decimal("1.00")),
    ]


def test_a_section_of_a_final_account_restates_the_table_of_the_account() -> None:
    headings = ("第三部分 2031年度部门决算情况说明", "二、收入决算情况说明")
    [claim] = read(*headings, "2031年度本年收入合计9.00万元。").claims
    assert (claim.section_key, claim.subject_key, claim.table_id) == ("income", "current_income", "FA2")


def test_duties_that_name_a_subject_open_no_section() -> None:
    found = read("（六）牵头编制国有资产管理情况报告。管理市级资产。", "（七）组织实施政府采购。拟订制度。")
    assert found.headings == ()
