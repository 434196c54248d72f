"""What a table promises of itself: kept nearly everywhere it must be kept; kept by chance it demands nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from services.validator.rules.check import Check
from services.validator.rules.compared_columns import compared_column_checks
from services.validator.rules.list_sums import list_sum_checks
from services.validator.rules.named_again import named_again_checks
from services.validator.rules.promised import Candidate, is_promise
from services.validator.rules.unit_blocks import unit_block_checks
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome
from shared.model.table import Row, RowKind
from shared.rulebook.equation import CellRef
from tests.unit.validator.documents import LAYOUT, from_example

Rows = Mapping[str, str]
"""Row name → the amount in its one column."""


def view_of(table_id: str, rows: Rows) -> DocumentView:
    """A document of one table with one column."""
    document = from_example({table_id: {name: {"total": value} for name, value in rows.items()}})
    return DocumentView(document, LAYOUT)


def told(checks: list[Check]) -> list[str | None]:
    """The names of the rows that are found wrong; `held` where everything is right and something was compared."""
    found = [check.finding.row_label or check.finding.row_code for check in checks if check.finding]
    return found or ["held" for check in checks[:1] if check.outcome is Outcome.HELD]


@pytest.mark.parametrize(
    ("kept", "failed", "promised"),
    [
        ((1, 2, 3), (4,), True),
        ((1, 2), (4,), True),
        ((1,), (4,), False),
        ((1, 2, 3), (4, 5), False),
        ((1, 2, 3, 4, 5, 6), (7, 8), True),
        ((1, 2, 3, 4, 5, 6, 7, 8, 9), (10, 11, 12), False),
        ((), (), False),
    ],
)
def test_a_promise_is_kept_by_many_rows_and_failed_by_two_at_most(
    kept: tuple[int, ...], failed: tuple[int, ...], promised: bool
) -> None:
    made = [[Candidate(CellRef("T12", row, "total"), ()) for row in rows] for rows in (kept, failed)]

    assert is_promise(*made) is promised


class TestLists:
    """Goods and services below a total, and what is bought below them."""

    RIGHT: Rows = {
        "total": "90.00",
        "goods": "30.00",
        "item/椅": "10.00",
        "item/桌": "20.00",
        "services": "60.00",
        "item/保洁": "45.00",
        "item/安保": "15.00",
    }

    def test_every_head_is_the_sum_of_what_stands_below_it(self) -> None:
        assert told(list(list_sum_checks(view_of("T12", self.RIGHT)))) == ["held"]

    def test_a_wrong_head_is_told(self) -> None:
        wrong = {**self.RIGHT, "services": "61.00", "item/安保": "15.00"}

        assert "services" in told(list(list_sum_checks(view_of("T12", wrong))))

    def test_a_list_nested_otherwise_is_left_alone(self) -> None:
        other = {**self.RIGHT, "goods": "12.00", "services": "7.00", "total": "33.00"}

        assert told(list(list_sum_checks(view_of("T12", other)))) == []

    def test_rows_that_print_everything_twice_make_twice_their_head(self) -> None:
        rows = {
            "total": "30.00",
            "item/甲": "20.00",
            "item/甲之一": "20.00",
            "item/乙": "10.00",
            "item/乙之一": "10.00",
        }

        assert told(list(list_sum_checks(view_of("T12", rows)))) == ["held"]

    def test_of_a_total_alone_only_a_slip_is_told(self) -> None:
        right = {"total": "64.32", "item/甲": "41.11", "item/乙": "23.21"}

        assert told(list(list_sum_checks(view_of("T12", right)))) == ["held"]
        assert told(list(list_sum_checks(view_of("T12", {**right, "item/乙": "28.21"})))) != []
        assert told(list(list_sum_checks(view_of("T12", {**right, "item/乙": "7.99"})))) == []

    @pytest.mark.parametrize(
        ("total", "services", "wrong"),
        [
            (("50.00", "7.00"), ("20.00", "7.00"), []),
            (("50.00", "7.00"), ("7.00", "20.00"), ["total", "total"]),
            (("7.00", "50.00"), ("20.00", "7.00"), ["total", "total"]),
            (("50.00", "7.00"), ("3.00", "24.00"), []),
        ],
    )
    def test_two_columns_of_a_total_that_fail_are_told_where_two_cells_are_exchanged(
        self, total: tuple[str, str], services: tuple[str, str], wrong: list[str]
    ) -> None:
        """Whatever else makes two of three columns fail: such a table need not add up."""
        columns = ("general_public", "unit_funds")
        rows = {
            "total": {"total": "57.00", **dict(zip(columns, total, strict=True))},
            "goods": {"total": "30.00", "general_public": "30.00"},
            "services": {"total": "27.00", **dict(zip(columns, services, strict=True))},
        }
        view = DocumentView(from_example({"T12": rows}), LAYOUT)
        found = [check.finding for check in list_sum_checks(view) if check.finding]

        assert [finding.row_code for finding in found] == wrong

    def test_a_table_with_codes_is_no_list(self) -> None:
        assert told(list(list_sum_checks(view_of("T12", {"total": "9.00", "201": "5.00"})))) == []


def test_a_group_of_groups_is_the_sum_of_its_groups() -> None:
    names = {
        "total": "60.00",
        "group/通用": "40.00",
        "group/会议": "25.00",
        "item/甲": "25.00",
        "group/购置": "15.00",
        "item/乙": "15.00",
        "group/专用": "20.00",
        "group/业务": "20.00",
        "item/丙": "20.00",
    }
    wrong = {**names, "group/会议": "28.00"}

    assert told(list(list_sum_checks(grouped_view(names)))) == ["held"]
    assert "会议" in told(list(list_sum_checks(grouped_view(wrong))))


def grouped_view(names: Rows) -> DocumentView:
    """A table of projects with groups, as the extractor reads them."""
    document = from_example({"T13": {name: {"total": value} for name, value in names.items()}})
    (table,) = document.tables
    rows = tuple(_as_group(row) for row in table.rows)
    made = type(document)(
        document_id=document.document_id,
        extractor_version=document.extractor_version,
        manifest=document.manifest,
        head=document.head,
        tables=(replace(table, rows=rows),),
    )
    return DocumentView(made, LAYOUT)


def _as_group(row: Row) -> Row:
    if row.row_code != "group":
        return row
    return replace(row, row_label=row.project_name or "", project_name=None, row_kind=RowKind.LINE)


def test_a_change_is_demanded_where_most_rows_keep_it() -> None:
    amounts = {
        name: {"total": total, "previous.total": before, "change.total": change}
        for name, total, before, change in (
            ("reception", "5.00", "4.00", "1.00"),
            ("meeting", "3.00", "5.00", "-2.00"),
            ("training", "8.00", "7.00", "1.00"),
            ("operating_expenses", "9.00", "9.00", ""),
        )
    }
    wrong = {**amounts, "training": {**amounts["training"], "previous.total": "17.00"}}
    rates = {name: {**cells, "change.total": "12.50"} for name, cells in amounts.items()}

    def found(table: Mapping[str, Mapping[str, str]]) -> list[str | None]:
        return told(list(compared_column_checks(DocumentView(from_example({"T10": table}), LAYOUT))))

    assert found(amounts) == ["held"]
    assert len(found(wrong)) == 1
    assert found(rates) == []


def test_units_may_make_twice_the_department_which_stands_among_them() -> None:
    rows = {
        "total": "9.00",
        "reception": "5.00",
        "vehicle": "4.00",
        "unit.total/部门": "9.00",
        "unit.reception/部门": "5.00",
        "unit.vehicle/部门": "4.00",
        "unit.total/甲所": "6.00",
        "unit.reception/甲所": "3.00",
        "unit.vehicle/甲所": "3.00",
        "unit.total/乙所": "3.00",
        "unit.reception/乙所": "2.00",
        "unit.vehicle/乙所": "1.00",
    }

    assert told(list(unit_block_checks(view_of("T10", rows)))) == ["held"]
    wrong = told(list(unit_block_checks(view_of("T10", {**rows, "unit.vehicle/乙所": "8.00"}))))
    assert "乙所" in wrong


def test_a_table_of_the_regions_own_is_held_against_rows_of_the_same_name() -> None:
    theirs = {f"item/项目{n}": {"total": f"{n}.50"} for n in range(1, 6)}
    own = {name: dict(cells) for name, cells in theirs.items()}

    def found(amounts: Mapping[str, Mapping[str, str]]) -> list[str | None]:
        view = DocumentView(from_example({"U1": amounts, "T13": theirs}), LAYOUT)
        return told(list(named_again_checks(view)))

    assert found(own) == ["held"]
    assert found({**own, "item/项目3": {"total": "30.50"}}) == ["项目3"]
    assert found({name: {"total": "7.00"} for name in own}) == []


def test_of_the_only_unit_a_slip_is_told() -> None:
    rows = {"total": "12.34", "reception": "12.34", "unit.total/甲": "12.34", "unit.reception/甲": "12.34"}

    assert told(list(unit_block_checks(view_of("T10", rows)))) == ["held"]
    assert len(told(list(unit_block_checks(view_of("T10", {**rows, "unit.total/甲": "12.43"}))))) == 1
    assert told(list(unit_block_checks(view_of("T10", {**rows, "unit.total/甲": "99.00"})))) == ["held"]
