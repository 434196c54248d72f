"""Amounts without a column: what the equations force is placed, what they leave open is not guessed."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.segment.region import TableRegion
from services.extractor.tables.draft import DraftRow, DraftTable, PrintedAmount
from services.extractor.tables.placement import place_amounts
from shared.layout import load_layouts
from shared.model.money import Unit
from shared.model.place import Place
from shared.model.table import RowKind
from shared.rulebook import RowSkeleton, TableSkeleton, instantiate, load_relations

LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
PLACE = Place(page=1)
KINDS = {3: RowKind.CLASS, 5: RowKind.SECTION, 7: RowKind.ITEM}


def table(table_id: str, rows: dict[str, list[str]]) -> DraftTable:
    """Give a table of codes with their printed amounts in order, none of which has a column unless all are printed."""
    definition = LAYOUT.table(table_id)
    assert definition is not None
    draft = DraftTable(definition, TableRegion(definition, PLACE))
    keys = [column.key for column in definition.sides[-1].columns]
    for row_no, (code, printed) in enumerate(rows.items(), start=1):
        amounts = [PrintedAmount(text, Decimal(text), PLACE) for text in printed]
        columns: list[str | None] = list(keys) if len(printed) == len(keys) else [None] * len(printed)
        kind = RowKind.TOTAL if code == "total" else KINDS[len(code)]
        side = len(definition.sides) - 1
        draft.rows.append(DraftRow(side, row_no, code, code, kind, PLACE, amounts=amounts, columns=columns))
    return draft


def place(*tables: DraftTable, is_one_form: bool = True) -> dict[str, dict[str, list[str | None]]]:
    """Place the amounts of tables; give table → code → column of each amount."""
    skeletons = {
        draft.definition.table_id: TableSkeleton(
            draft.definition.table_id,
            tuple(RowSkeleton(row.row_no, row.kind, row.code) for row in draft.rows),
            draft.definition.column_keys(),
            empty=not draft.rows,
        )
        for draft in tables
    }
    equations = instantiate(load_relations(), skeletons, LAYOUT.id).equations
    units = dict.fromkeys(skeletons, Unit.WAN_YUAN)
    place_amounts(tables, equations, units, is_one_form=is_one_form)
    return {draft.definition.table_id: {row.code: row.columns for row in draft.rows} for draft in tables}


def test_the_hierarchy_forces_the_columns_of_items() -> None:
    """Only one of the two items can be the project that the class needs."""
    placed = place(
        table(
            "T5",
            {
                "total": ["30.00", "20.00", "10.00"],
                "201": ["30.00", "20.00", "10.00"],
                "20103": ["30.00", "20.00", "10.00"],
                "2010301": ["20.00", "20.00"],
                "2010302": ["10.00", "10.00"],
            },
        )
    )
    assert placed["T5"]["2010301"] == ["total", "basic"]
    assert placed["T5"]["2010302"] == ["total", "project"]


def test_another_table_forces_what_the_hierarchy_leaves_open() -> None:
    """Equal items could change places; the basic expenditure by economic class tells how much of them is basic."""
    placed = place(
        table("T5", {"total": ["8.00", "8.00"], "201": ["8.00", "8.00"]}),
        table("T6", {"total": ["8.00", "5.00", "3.00"]}),
        table("T7", {}),
    )
    assert placed["T5"] == {"total": ["total", "basic"], "201": ["total", "basic"]}


def test_what_nothing_forces_stays_open_but_for_the_total() -> None:
    """A project's amount may belong to any economic class: its total is placed, the rest is not."""
    placed = place(table("T7", {"total": ["10.00", "10.00"]}))
    assert placed["T7"]["total"] == ["total", None]


def test_a_contradiction_forces_nothing() -> None:
    """A class that is not the sum of its items must not push any amount into a column."""
    placed = place(
        table(
            "T3",
            {"total": ["31.00", "21.00", "10.00"], "201": ["50.00", "50.00"], "20103": ["12.00", "12.00"]},
        )
    )
    assert placed["T3"]["201"] == ["total", None]
    assert placed["T3"]["20103"] == ["total", None]


def test_the_sum_of_a_column_tells_which_rows_stand_in_it() -> None:
    """Each of the classes may be a project; only two of them together make the projects' total."""
    own = {"201": "41.00", "208": "7.30", "210": "5.10", "213": "12.60", "221": "3.90"}
    rows = {code: [amount, amount] for code, amount in own.items()}
    placed = place(table("T3", {"total": ["69.90", "52.20", "17.70"], **rows}))["T3"]
    assert {code for code in own if placed[code] == ["total", "project"]} == {"210", "213"}
    assert {code for code in own if placed[code] == ["total", "basic"]} == {"201", "208", "221"}


def test_two_ways_to_make_a_sum_leave_it_open() -> None:
    own = {"201": "41.00", "208": "5.10", "210": "5.10", "213": "12.60"}
    rows = {code: [amount, amount] for code, amount in own.items()}
    placed = place(table("T3", {"total": ["63.80", "58.70", "5.10"], **rows}))["T3"]
    assert placed["201"] == placed["213"] == ["total", "basic"]
    assert placed["208"] == placed["210"] == ["total", None]


@pytest.mark.parametrize("amount", ["0.01", "0.02"])
def test_an_amount_within_rounding_is_not_forced_by_a_long_sum(amount: str) -> None:
    """What rounding alone may explain decides nothing."""
    rows = {f"2010{n}01": ["1.00", "0.50", "0.50"] for n in range(1, 9)}
    rows = {"total": ["8.01", "4.00", "4.01"], **rows, "2019999": [amount, amount]}
    placed = place(table("T3", rows))
    assert placed["T3"]["2019999"] == ["total", None]


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_a_forced_column_is_always_the_true_one(seed: int) -> None:
    """Drop the blanks of a coherent income table: whatever is placed is placed where it came from."""
    dice = Random(seed)
    keys = [column.key for column in LAYOUT.table("T2").sides[0].columns]  # type: ignore[union-attr]
    rows: dict[str, dict[str, Decimal]] = {}
    for code in ("2010301", "2010302", "2080505"):
        cells = {
            key: Decimal(dice.randint(1, 99_999)) / 100 for key in dice.sample(keys[2:], dice.randint(1, 3))
        }
        fiscal = sum((cells.get(key, Decimal(0)) for key in keys[2:8]), Decimal(0))
        rest = sum((cells.get(key, Decimal(0)) for key in keys[8:]), Decimal(0))
        rows[code] = {"total": fiscal + rest, **({"fiscal_subtotal": fiscal} if fiscal else {}), **cells}
    total = {key: sum((row.get(key, Decimal(0)) for row in rows.values()), Decimal(0)) for key in keys}
    rows = {"total": {key: value for key, value in total.items() if value}, **rows}
    printed = {code: [f"{cells[key]:.2f}" for key in keys if key in cells] for code, cells in rows.items()}
    placed = place(table("T2", printed))["T2"]
    for code, cells in rows.items():
        truth = [key for key in keys if key in cells]
        assert all(column in (None, true) for column, true in zip(placed[code], truth, strict=True))


def test_a_row_that_may_be_laid_in_too_many_ways_stays_open() -> None:
    """Of some of the ways alone nothing may be concluded."""
    draft = table("T3", {"total": ["8.00"], "201": ["1.00"]})
    side = draft.definition.sides[0]
    columns = [side.columns[0].model_copy(update={"key": f"column_{number}"}) for number in range(24)]
    wide = side.model_copy(update={"columns": tuple(columns)})
    draft.definition = draft.definition.model_copy(update={"sides": (wide,)})
    for row in draft.rows:
        row.amounts, row.columns = row.amounts * 12, [None] * 12
    placed = place(draft)
    assert placed["T3"] == {"total": [None] * 12, "201": [None] * 12}


def test_a_row_that_cannot_be_laid_counts_as_unknown_and_not_as_nothing() -> None:
    """One of two items has more amounts than the table has columns; it may be what the class is made of."""
    placed = place(
        table(
            "T5",
            {
                "total": ["12.00", "9.00", "3.00"],
                "201": ["12.00", "9.00", "3.00"],
                "20103": ["12.00", "9.00", "3.00"],
                "2010301": ["9.00", "9.00", "9.00", "9.00"],
                "2010302": ["3.00", "3.00"],
            },
        )
    )
    assert placed["T5"]["2010301"] == [None] * 4
    assert placed["T5"]["2010302"] == ["total", None]


def test_a_table_whose_own_sums_fail_everywhere_stays_open_where_its_form_is_not_known() -> None:
    """Its columns are others than was thought; where the form prescribes them, the figures are wrong in print."""
    rows = {f"20{number}": ["9.00", "5.00", "3.00"] for number in range(1, 7)}
    of_one_form = place(table("T5", rows))
    assert of_one_form["T5"]["201"] == ["total", "basic", "project"]
    of_many = place(table("T5", rows), is_one_form=False)
    assert of_many["T5"]["201"] == [None, None, None]
