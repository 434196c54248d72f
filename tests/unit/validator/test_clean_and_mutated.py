"""Whole documents: clean ones raise nothing above info, and a single changed figure is noticed."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from services.validator.assembly import AssembledDocument
from services.validator.judgement import validate
from services.validator.verdict import load_policy
from shared.layout import load_layouts
from shared.model.finding import Severity, Verdict
from shared.model.table import Cell, Row
from tests.typeset.generate import generate
from tests.unit.validator.documents import assembled, changed, judged, told, with_amount, with_rows

LOUD = (Severity.ERROR, Severity.WARNING)


@pytest.mark.parametrize("seed", range(25))
def test_a_clean_document_is_accepted_without_a_warning(seed: int) -> None:
    judgement = judged(assembled(generate(seed)))

    assert [finding.message for finding in judgement.findings if finding.severity in LOUD] == []
    assert judgement.verdict is Verdict.ACCEPTED
    assert sum(result.held for result in judgement.results) > 300


def test_all_sources_of_money_and_all_conventions_are_clean() -> None:
    everything = generate(
        7,
        transfer=True,
        government_fund=True,
        government_fund_transfer=True,
        state_capital=True,
        special_account=True,
        unit_funds=True,
        carryover=True,
        nonfiscal_carryover=True,
        projects=4,
        rounding=True,
        zeros="0.00",
        shares_add_up=True,
    )

    assert told(assembled(everything), *LOUD) == []


def test_judging_again_gives_the_same() -> None:
    document = assembled(generate(11))

    assert judged(document) == judged(document)


def test_every_rule_that_is_applied_is_counted() -> None:
    judgement = judged(assembled(generate(3)))
    broken = Counter(finding.rule_id for finding in judgement.findings if finding.outcome == "broken")

    assert broken
    for result in judgement.results:
        assert result.held + result.broken + result.not_checkable > 0
        assert result.broken == broken[result.rule_id]


def test_a_single_changed_digit_in_a_table_is_noticed() -> None:
    """At least 97 of 100 changes, whichever table they hit; what two relations explain as rounding stays info."""
    rng = Random(5)
    noticed = [is_noticed(assembled(generate(seed)), rng) for seed in range(6) for _ in range(10)]

    assert sum(noticed) / len(noticed) >= 0.97


def is_noticed(document: AssembledDocument, rng: Random) -> bool:
    table = rng.choice([made for made in document.tables if any(row.cells for row in made.rows)])
    row = rng.choice([made for made in table.rows if made.cells])
    cell = rng.choice(row.cells)
    wrong = replace(cell, value=other_digit(cell.value, rng))
    mutant = changed(
        document, table.table_id, lambda made: with_rows(made, lambda one: swapped(one, row, cell, wrong))
    )
    return told(mutant, *LOUD) != []


def swapped(one: Row, row: Row, cell: Cell, wrong: Cell) -> Row:
    if one.row_no != row.row_no:
        return one
    return replace(one, cells=tuple(wrong if found is cell else found for found in one.cells))


def other_digit(value: Decimal, rng: Random) -> Decimal:
    digits = list(f"{value:.2f}")
    place = rng.choice([index for index, digit in enumerate(digits) if digit.isdigit()])
    digits[place] = rng.choice([digit for digit in "0123456789" if digit != digits[place]])
    return Decimal("".join(digits))


@pytest.mark.parametrize("table_id", ["T2", "T3", "T5", "T6", "T7"])
def test_a_row_that_is_dropped_is_noticed(table_id: str) -> None:
    document = assembled(generate(2, items_only=False, projects=3))
    made = next(made for made in document.tables if made.table_id == table_id)
    last = [row for row in made.rows if row.cells and row.row_code != "total"][-1]
    mutant = changed(
        document,
        table_id,
        lambda made: with_rows(made, lambda row: None if row.row_no == last.row_no else row),
    )

    assert any(finding.table_id == table_id for finding in told(mutant, Severity.ERROR))


def test_a_table_in_another_unit_than_it_says_is_noticed() -> None:
    document = assembled(generate(2))
    wrong = changed(
        document,
        "T3",
        lambda made: with_rows(
            made,
            lambda row: replace(
                row, cells=tuple(replace(cell, value=cell.value * 10_000) for cell in row.cells)
            ),
        ),
    )

    assert judged(wrong).verdict is Verdict.QUARANTINED


def test_a_document_without_its_layout_says_so() -> None:
    document = assembled(generate(2))
    assert document.head is not None
    strange = replace(document, head=document.head.model_copy(update={"profile": "elsewhere"}))

    assert [finding.rule_id for finding in told(strange, Severity.ERROR)] == ["document.layout"]


def test_a_rule_that_the_layout_switches_off_is_listed_and_not_judged() -> None:
    document = with_amount(assembled(generate(2)), "T3", "total", "basic", "1.00")
    off = {"within.T3.total": "本表另有一栏", "completeness.table_order": "次序不定"}
    layouts = [layout.model_copy(update={"rules_off": off}) for layout in load_layouts()]

    before, after = judged(document), validate(document, layouts, load_policy())

    assert any(finding.rule_id in off for finding in before.findings)
    assert not any(finding.rule_id in off for finding in after.findings)
    listed = {result.rule_id: result for result in after.results}
    assert [(listed[rule_id].held, listed[rule_id].broken) for rule_id in off] == [(0, 0), (0, 0)]
