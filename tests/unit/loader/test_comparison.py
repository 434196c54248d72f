"""What changed between two publications: figure by figure, and nothing where nothing changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.loader.comparison import Change, ChangeKind, Subject, compare
from services.loader.document_rows import DocumentRows
from shared.model.base import Model
from shared.model.records import BudgetLine
from tests.contract.warehouse.documents import claim, line, rows

BASE = rows()


def changed(record: Model, **changes: object) -> tuple[Model, ...]:
    return (record.model_copy(update=changes),)


def told(changes: tuple[Change, ...]) -> list[tuple[object, ...]]:
    return [(c.subject.value, c.kind.value, c.where, c.row, c.column, c.before, c.after) for c in changes]


def test_a_publication_does_not_differ_from_itself() -> None:
    assert compare(BASE, BASE) == ()


def test_an_amount_is_told_with_both_values_and_pages_wherever_its_row_went() -> None:
    moved = tuple(one.model_copy(update={"row_no": one.row_no + 5, "page": 4}) for one in BASE.lines)
    after = replace(
        BASE, lines=(moved[0].model_copy(update={"amount_yuan": Decimal("1234569.00")}), moved[1])
    )
    (change,) = compare(BASE, after)
    assert change == Change(
        subject=Subject.TABLE, kind=ChangeKind.CHANGED, where="T3", row="2010301", label="行政运行", column="total",
        before=Decimal("1234567.00"), after=Decimal("1234569.00"), whole_row=False, page_before=3, page_after=4,
    )  # fmt: skip
    assert change.difference == Decimal("2.00")


def test_rows_and_cells_that_are_new_or_gone_are_told_apart() -> None:
    kept = BASE.lines[1]
    more = kept.model_copy(update={"column_key": "basic", "amount_yuan": Decimal("8.00")})
    new = line(3, "5.00", row_code="", row_label="没有代码的行")
    found = compare(BASE, replace(BASE, lines=(kept, more, new)))
    assert [(c.kind.value, c.label, c.column, c.whole_row, c.difference) for c in found] == [
        ("added", "一般行政管理事务", "basic", False, Decimal("8.00")),
        ("added", "没有代码的行", "total", True, Decimal("5.00")),
        ("removed", "行政运行", "total", True, Decimal("-1234567.00")),
    ]


def test_rows_of_one_code_are_told_apart_by_their_project_and_then_by_their_order() -> None:
    def projects(*amounts: str) -> tuple[BudgetLine, ...]:
        names = ("清淤", "清淤", "绿化")
        return tuple(
            line(number, amount, table_id="T7", project_name=name)
            for number, (name, amount) in enumerate(zip(names, amounts, strict=True), start=1)
        )

    before, after = (
        replace(BASE, lines=projects(*amounts)) for amounts in (("1", "2", "3"), ("1", "4", "3"))
    )
    (change,) = compare(before, after)
    assert (change.label, change.before, change.after) == ("行政运行 清淤", Decimal(2), Decimal(4))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            replace(BASE, claims=(claim(amount_yuan=Decimal(5), direction="减少"),)),
            [
                ("claim", "changed", "income", "total", "amount_yuan", Decimal("1234567.00"), Decimal(5)),
                ("claim", "changed", "income", "total", "direction", "增加", "减少"),
            ],
        ),
        (
            replace(BASE, plans=changed(BASE.plans[0], budget_yuan=Decimal(1))),  # type: ignore[arg-type]
            [("plan", "changed", "project", "", "budget_yuan", Decimal("500000.00"), Decimal(1))],
        ),
        (
            replace(BASE, indicators=changed(BASE.indicators[0], target=">=13公里")),  # type: ignore[arg-type]
            [("indicator", "changed", "河道清淤", "数量指标", "target", ">=12公里", ">=13公里")],
        ),
        (
            replace(BASE, figures=changed(BASE.figures[0], value=Decimal(36))),  # type: ignore[arg-type]
            [("figure", "changed", "staff", "staff.serving", "value", Decimal(35), Decimal(36))],
        ),
        (
            replace(BASE, indicators=()),
            [
                ("indicator", "removed", "河道清淤", "数量指标", "target", ">=12公里", None),
                ("indicator", "removed", "河道清淤", "数量指标", "weight", Decimal("12.5"), None),
            ],
        ),
    ],
    ids=["claim", "plan", "indicator", "figure", "an indicator that is gone"],
)
def test_what_is_stated_beside_the_tables_is_compared_too(
    after: DocumentRows, expected: list[tuple[object, ...]]
) -> None:
    assert told(compare(BASE, after)) == expected


def test_words_have_no_difference() -> None:
    (change,) = compare(BASE, replace(BASE, claims=(claim(direction="减少"),)))
    assert change.difference is None


LINES = st.lists(
    st.builds(
        lambda code, column, yuan: line(1, str(yuan), row_code=code, column_key=column),
        st.sampled_from(["201", "20101", ""]),
        st.sampled_from(["total", "basic"]),
        st.integers(1, 3),
    ),
    max_size=6,
)


@given(LINES, LINES)
def test_the_other_way_round_everything_is_turned_and_the_differences_make_up_the_sums(
    before: list[BudgetLine], after: list[BudgetLine]
) -> None:
    one, other = (DocumentRows(document=BASE.document, lines=tuple(lines)) for lines in (before, after))
    forth, back = compare(one, other), compare(other, one)
    assert len(forth) == len(back)
    total = sum((x.amount_yuan for x in after), Decimal(0)) - sum((x.amount_yuan for x in before), Decimal(0))
    assert sum((c.difference or Decimal(0) for c in forth), Decimal(0)) == total
    assert sum((c.difference or Decimal(0) for c in back), Decimal(0)) == -total
