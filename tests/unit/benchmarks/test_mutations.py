"""The mutation benchmark: changes change one printed thing, and what holds a figure is asked of the validator."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.mutations.__main__ import main
from benchmarks.mutations.hold import Holds
from benchmarks.mutations.plan_changes import plan_mutants
from benchmarks.mutations.reading import Form, Reader
from benchmarks.mutations.report import held, lines
from benchmarks.mutations.sentence_changes import count_mutants, sentence_mutants
from benchmarks.mutations.table_changes import cell_targets, table_mutants, target
from benchmarks.mutations.targets import Group, Kind, Mutant, Target
from benchmarks.mutations.trials import (
    Outcome,
    document,
    mutants,
    names_cause,
    reads_alike,
    trials,
    unheld,
)
from benchmarks.mutations.wrong_digits import other_digit, swapped_digits
from shared.model.finding import Fault, Finding, Severity
from shared.model.finding import Outcome as Result
from tests.typeset.composition import compose
from tests.typeset.generate import generate
from tests.typeset.style import PLAIN, STYLES

SOURCE = generate(
    4, projects=2, items=4, carryover=True, government_fund=False, rounding=False, zeros="blank"
)
AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=99_999, places=2).map(
    lambda value: f"{value:,.2f}"
)


class TestDigits:
    @given(AMOUNTS, st.integers())
    def test_one_digit_is_different(self, printed: str, seed: int) -> None:
        made = other_digit(printed, Random(seed))

        assert made is not None
        assert sum(a != b for a, b in zip(printed, made, strict=True)) == 1

    @given(AMOUNTS, st.integers())
    def test_two_digits_change_places(self, printed: str, seed: int) -> None:
        made = swapped_digits(printed, Random(seed))

        assert made is None or (sorted(made) == sorted(printed) and made != printed)


@pytest.mark.parametrize("style", ["plain", "dense"])
def test_every_change_prints_something_else(style: str) -> None:
    """In the blocks; from a text extract blank cells leave no trace."""
    looks = STYLES[style]
    clean = compose(SOURCE, looks)
    changes = mutants(SOURCE, looks, 1)

    assert all(mutant.blocks(looks) != clean for mutant in changes[::3])
    assert {mutant.kind for mutant in changes} == set(Kind)
    assert {mutant.target.group for mutant in changes} == set(Group)


def test_changes_are_the_same_for_the_same_seed() -> None:
    assert [m.name for m in mutants(SOURCE, PLAIN, 7)] == [m.name for m in mutants(SOURCE, PLAIN, 7)]
    assert [m.name for m in mutants(SOURCE, PLAIN, 7)] != [m.name for m in mutants(SOURCE, PLAIN, 8)]


def test_a_change_of_a_cell_leaves_all_other_cells() -> None:
    for mutant in table_mutants(SOURCE, Random(2)):
        if mutant.kind is Kind.DIGIT:
            before = {cell for table in SOURCE.tables.values() for cell in cell_targets(table)}
            after = {cell for table in mutant.disclosure.tables.values() for cell in cell_targets(table)}
            assert before - after == set(mutant.targets)


def test_each_change_of_words_changes_one_paragraph() -> None:
    clean = compose(SOURCE, PLAIN)
    for mutant in [*sentence_mutants(SOURCE, Random(1)), *count_mutants(SOURCE, Random(1))][::5]:
        pairs = zip(clean, mutant.blocks(PLAIN), strict=True)
        assert sum(one != other for one, other in pairs) == 1


def test_a_weight_is_changed_in_its_own_column() -> None:
    (mutant,) = [m for m in plan_mutants(SOURCE, PLAIN, Random(1)) if m.kind is Kind.WEIGHT][:1]

    assert mutant.target.part == "weight"
    assert len(mutant.now) == len(mutant.target.printed)


def finding(**fields: object) -> Finding:
    given_fields = {
        "rule_id": "within.T3.total",
        "outcome": Result.BROKEN,
        "severity": Severity.ERROR,
        "fault": Fault.DISCLOSURE,
        "message": "T3 lacks a row",
        "message_zh": "",
        **fields,
    }
    return Finding.model_validate(given_fields)


CELL = Target(Group.TABLE, "T3", "2010301", "行政运行", "basic", "1.00", 1)


@pytest.mark.parametrize(
    ("fields", "kind", "named"),
    [
        ({"table_id": "T3", "row_code": "2010301", "column_key": "basic"}, Kind.DIGIT, True),
        ({"table_id": "T3", "row_code": "2010301", "column_key": "total"}, Kind.DIGIT, False),
        ({"table_id": "T3", "row_code": "20103", "column_key": "basic"}, Kind.DIGIT, False),
        ({"table_id": "T2", "row_code": "2010301", "column_key": "basic"}, Kind.DIGIT, False),
        ({"table_id": "T3", "row_code": "20103"}, Kind.DROPPED, True),
        ({"table_id": "T3", "row_code": "20103", "message": "a sum is wrong"}, Kind.DROPPED, False),
    ],
)
def test_a_finding_is_pinned_where_it_names_the_figure(
    fields: dict[str, object], kind: Kind, named: bool
) -> None:
    assert names_cause(finding(**fields), Mutant(kind, (CELL,), "", SOURCE)) is named


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(Form.TEXT, tmp_path)


class TestReading:
    def test_a_wrong_amount_is_noticed_and_pinned_and_an_unchanged_page_is_no_trial(
        self, reader: Reader
    ) -> None:
        table = SOURCE.tables["T6"]
        number = next(n for n, row in enumerate(table.rows, start=1) if row.kind == "section")
        wrong = target(table, number, "total")
        rows = list(table.rows)
        cells = {**rows[number - 1].cells, "total": rows[number - 1].cells["total"] + 100}
        rows[number - 1] = replace(rows[number - 1], cells=cells)
        tables = {**SOURCE.tables, "T6": replace(table, rows=tuple(rows))}
        changed = Mutant(Kind.DIGIT, (wrong,), "", replace(SOURCE, tables=tables))
        same = Mutant(Kind.DIGIT, (wrong,), "", SOURCE)

        (outcome,) = trials(reader, 1, SOURCE, PLAIN, [same, changed])

        assert (outcome.noticed, outcome.pinned) == (True, True)
        assert outcome.holds is not None
        assert outcome.holds > 1

    def test_what_nothing_holds_is_told_with_the_reason(self, reader: Reader) -> None:
        found = unheld(reader, SOURCE, PLAIN)
        reasons = {one.row: why for one, why in found.reasons}

        assert reasons["staff.authorised"] == "no relation speaks of it"
        assert not any(one.group is Group.TABLE for one, _ in found.reasons)
        assert found.figures > 200

    def test_a_cell_is_held_by_its_sums(self, reader: Reader) -> None:
        holds = Holds(reader.read(reader.printed(compose(SOURCE, PLAIN), PLAIN)))
        cell = next(one for one in cell_targets(SOURCE.tables["T5"]) if len(one.row) == 5)

        assert (holds.count(Kind.DIGIT, (cell,)) or 0) >= 2
        assert holds.count(Kind.DIGIT, (replace(cell, row="9999999"),)) is None


def test_a_text_that_breaks_its_lines_elsewhere_reads_alike() -> None:
    """An amount in the next column may widen that column, and the words of the header break elsewhere."""
    page, data = "上级\n一般 2.00".encode(), "上级一\n般 2.00".encode()
    assert reads_alike(Form.TEXT, data, page)
    assert not reads_alike(Form.PDF, data, page)
    assert not reads_alike(Form.TEXT, "上级一\n般 3.00".encode(), page)


def test_shares_count_what_something_holds() -> None:
    mutant = Mutant(Kind.DIGIT, (CELL,), "2.00", SOURCE)
    seen = Outcome("pdf", 1, mutant, noticed=True, pinned=True, alone=False, holds=3, findings=("a", "b"))
    missed = replace(seen, noticed=False, pinned=False, findings=())
    hopeless = replace(missed, holds=0)

    (line,) = lines(held([seen, missed, hopeless]), lambda _: "all")

    assert (line.changes, line.shares()) == (2, (50.0, 50.0, 0.0, 1.0))


def test_the_documents_of_a_run_are_its_own() -> None:
    assert document(0, 1)[1] == document(0, 1)[1]
    assert document(0, 1)[1] != document(0, 2)[1]


def test_a_short_run_reports_and_writes_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--documents", "1", "--every", "200", "--forms", "text", "--json", str(tmp_path / "run.json")])

    assert "What nothing can notice" in capsys.readouterr().out
    assert (tmp_path / "run.json").read_text(encoding="utf-8").startswith("{")
