"""Changes of documents as read: one thing is changed, and what became of it is told of the very figure."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from benchmarks.mutations.__main__ import main
from benchmarks.mutations.read_change import Change
from benchmarks.mutations.read_tables import moved, other_unit, table_changes, without_or_twice, wrong_cell
from benchmarks.mutations.read_text import (
    claim_changes,
    figure_changes,
    plan_changes,
    wrong_claim,
    wrong_figure,
)
from benchmarks.mutations.read_trials import changes, tried
from benchmarks.mutations.targets import Group, Kind
from shared.model.table import Table
from tests.typeset.composition import compose
from tests.typeset.generate import generate
from tests.typeset.style import PLAIN
from tests.typeset.text_extract import extract
from tests.unit.validator.documents import assembled

SOURCE = generate(4, projects=2, items=4, carryover=True, rounding=False, zeros="blank")
DOCUMENT = assembled(SOURCE)


def cells(table: Table) -> dict[tuple[int, str], str]:
    return {(row.row_no, cell.column_key): cell.printed for row in table.rows for cell in row.cells}


def table_of(change: Change) -> Table:
    return next(table for table in change.document.tables if table.table_id == change.where)


def original(table_id: str) -> Table:
    return next(table for table in DOCUMENT.tables if table.table_id == table_id)


def test_a_change_of_a_cell_leaves_all_others() -> None:
    for change in table_changes(DOCUMENT, 40, Random(1)):
        if change.kind in (Kind.DIGIT, Kind.SWAP, Kind.SIGN, Kind.UNIT, Kind.STALE):
            before, after = cells(original(change.where)), cells(table_of(change))
            different = {key for key in before if before[key] != after[key]}
            assert different == {(figure.row_no, figure.column_key) for figure in change.cells}


def test_every_kind_is_drawn_and_the_same_seed_draws_the_same() -> None:
    first, again = (list(changes(DOCUMENT, 80, Random(3))) for _ in range(2))

    assert [change.name for change in first] == [change.name for change in again]
    assert {change.group for change in first} == set(Group)
    assert {change.kind for change in first} >= {Kind.MOVED, Kind.DROPPED, Kind.DOUBLED, Kind.UNIT_LINE}


def test_rows_keep_their_order_when_one_is_dropped_or_doubled() -> None:
    table = original("T3")
    row = next(row for row in table.rows if row.row_code.isdigit())
    for kind, more in ((Kind.DROPPED, -1), (Kind.DOUBLED, 1)):
        rows = table_of(without_or_twice(DOCUMENT, table, row, kind)).rows
        assert [one.row_no for one in rows] == list(range(1, len(table.rows) + 1 + more))
        assert sum(one.row_code == row.row_code for one in rows) == 1 + more


def test_a_moved_amount_stands_in_the_next_column() -> None:
    table = original("T3")
    row = next(row for row in table.rows if row.value("basic") and row.value("basic") != row.value("project"))
    cell = next(cell for cell in row.cells if cell.column_key == "basic")
    change = moved(DOCUMENT, table, row, cell)

    assert change is not None
    assert {figure.column_key for figure in change.cells} == {"basic", "project"}
    assert table_of(change).rows[row.row_no - 1].value("project") == cell.value


def test_what_is_read_as_claim_and_as_figure_is_changed_in_both() -> None:
    figure = next(one for one in DOCUMENT.figures if one.unit == "万元" and one.value)
    claim = replace(
        DOCUMENT.claims[0], claim_no=999, amount=figure.value, place=figure.place, subject="采购预算"
    )
    document = replace(DOCUMENT, claims=(*DOCUMENT.claims, claim))

    for change in (
        wrong_figure(document, figure, figure.value + 1),
        wrong_claim(document, claim, "amount", Kind.UNIT, Random(1)),
    ):
        assert change is not None
        told = next(one for one in change.document.claims if one.claim_no == claim.claim_no).amount
        stated = next(one for one in change.document.figures if one.figure_key == figure.figure_key).value
        assert told == stated != figure.value


def test_claims_figures_and_plans_are_changed_one_at_a_time() -> None:
    for change in (
        *claim_changes(DOCUMENT, 10, Random(1)),
        *figure_changes(DOCUMENT, 5, Random(1)),
        *plan_changes(DOCUMENT, 5, Random(1)),
    ):
        parts = (change.document.claims, change.document.figures, change.document.plans)
        assert change.document.tables == DOCUMENT.tables
        assert parts != (DOCUMENT.claims, DOCUMENT.figures, DOCUMENT.plans)


def test_a_wrong_total_is_noticed_and_pinned_and_held_by_something() -> None:
    table = original("T3")
    row = next(row for row in table.rows if row.row_code == "total")
    cell = row.cells[0]
    change = wrong_cell(DOCUMENT, table, (row, cell), Kind.STALE, cell.value + 100)
    (outcome,) = tried(DOCUMENT, "甲.pdf", iter([change]))

    assert (outcome.noticed, outcome.pinned) == (True, True)
    assert outcome.holds
    assert outcome.profile == "xinjiang"


def test_another_unit_is_noticed() -> None:
    (outcome,) = tried(DOCUMENT, "甲.pdf", iter([other_unit(DOCUMENT, original("T3"))]))

    assert outcome.noticed
    assert outcome.pinned


def test_a_folder_of_files_is_tried_and_what_is_none_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.txt").write_text(extract(compose(SOURCE, PLAIN), PLAIN), encoding="utf-8")
    (tmp_path / "two.txt").write_text("菜单", encoding="utf-8")
    out = tmp_path / "run.json"
    main(["--read", str(tmp_path), "--changes", "3", "--json", str(out)])

    told = capsys.readouterr()
    assert "two.txt: " in told.err
    assert "tables" in told.out
    found = json.loads(out.read_text(encoding="utf-8"))["changes"]
    assert {change["file"] for change in islice(found, 5)} == {"one.txt"}
