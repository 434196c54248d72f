"""Final accounts in the manner of several regions: one layout reads them all, counts stay apart from money."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.mutations.reading import Form, Reader, Reading
from shared.model.document import DocumentKind
from shared.model.money import Unit
from tests.typeset.blocks import PageBreak
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.families import FAMILIES
from tests.typeset.families.final_account import content_of
from tests.typeset.families.final_account_forms import FORMS, FURTHER_FORMS, FinalForm
from tests.typeset.families.final_account_office import COUNTS
from tests.typeset.provinces import form as provinces
from tests.typeset.style import STYLES

BLOCKS, DOWN = 4, 5
"""Seeds whose turn is that of the first form and of the second; the two others are read in `test_families`."""


def _amounts(reading: Reading) -> Counter[tuple[str, str, str, Decimal]]:
    return Counter(
        (table.table_id, row.row_code, cell.column_key, cell.value)
        for table in reading.document.tables
        for row in table.rows
        for cell in row.cells
    )


def _meant(disclosure: Disclosure) -> Counter[tuple[str, str, str, Decimal]]:
    return Counter(
        (table.id, row.code, key, value)
        for table in disclosure.tables.values()
        for row in table.rows
        for key, value in row.cells.items()
    )


def _read(seed: int, folder: Path) -> tuple[Disclosure, Reading]:
    return _printed(FAMILIES["final_account"].content(seed), folder)


def _printed(disclosure: Disclosure, folder: Path) -> tuple[Disclosure, Reading]:
    style = replace(STYLES["landscape"], family="final_account")
    reader = Reader(Form.PDF, folder)
    return disclosure, reader.read(reader.printed(compose(disclosure, style), style))


@pytest.mark.parametrize("seed", [BLOCKS, DOWN])
def test_every_amount_is_read_without_a_layout_of_its_own(seed: int, tmp_path: Path) -> None:
    disclosure, reading = _read(seed, tmp_path)
    head = reading.document.head

    assert head is not None
    assert (head.profile, head.department) == ("national", disclosure.department)
    assert _amounts(reading) == _meant(disclosure)
    assert [f.message for f in reading.loud if f.table_id or not f.rule_id.startswith("narrative.")] == []
    assert reading.judgement.numbers_accounted == reading.judgement.numbers_seen
    counted = {f.figure_key: f.value for f in reading.document.figures}
    if seed == DOWN:
        assert counted["three_public.abroad.groups"] == Decimal(2)
        assert counted["three_public.vehicles.held"] == Decimal(13)
        assert counted["three_public.receptions.domestic.persons"] == Decimal(386)


@pytest.mark.parametrize("form", FURTHER_FORMS, ids=[form.region for form in FURTHER_FORMS])
def test_a_form_is_read_by_kind_and_columns_where_titles_and_units_say_less(
    form: FinalForm, tmp_path: Path
) -> None:
    """Titles without 决算, units in the title or before all tables, budgets beside results, the office itself."""
    disclosure, reading = _printed(content_of(form, 3), tmp_path)
    head, unit = reading.document.head, Unit(form.unit)

    assert head is not None
    assert (head.profile, head.department, head.kind) == (
        "national",
        disclosure.department,
        DocumentKind.FINAL_ACCOUNT,
    )
    assert head.org_level == form.level
    assert {table.unit for table in reading.document.tables} == {unit}
    assert _amounts(reading) == _meant(disclosure)
    assert [finding.message for finding in reading.loud] == []
    assert reading.judgement.numbers_accounted == reading.judgement.numbers_seen
    counted = {f.figure_key: f.value for f in reading.document.figures}
    if form.office:
        assert {key: counted.get(key) for key, _, _ in COUNTS} == {key: number for key, _, number in COUNTS}


@pytest.mark.parametrize("seed", range(12))
def test_the_accounts_of_every_form_balance(seed: int) -> None:
    disclosure = FAMILIES["final_account"].content(seed)
    tables = disclosure.tables
    first, fiscal = tables["FA1"], tables["FA4"]

    assert disclosure.region == FORMS[seed % len(FORMS)].region
    assert first.cell("total", "income") == first.cell("total", "expenditure")
    assert first.cell("expenditure.current", "expenditure") == tables["FA3"].cell("total", "total")
    assert first.cell("income.current", "income") == tables["FA2"].cell("total", "total")
    assert fiscal.cell("total", "income") == fiscal.cell("total", "total")
    assert fiscal.cell("expenditure.current", "general_public") == tables["FA5"].cell("total", "total")
    assert {row.code for row in tables["FA7"].rows} >= {"total", "abroad", "vehicle", "reception"}


def test_a_file_with_a_budget_behind_a_final_account_is_read_as_both(tmp_path: Path) -> None:
    """Each table has the id of its kind, and what the narrative tells of the result is compared with the result."""
    style = replace(STYLES["landscape"], family="final_account")
    account = content_of(FURTHER_FORMS[1], 3)
    budget = provinces.compose(provinces.forms()["central"])
    reader = Reader(Form.PDF, tmp_path)

    reading = reader.read(reader.printed((*compose(account, style), PageBreak(), *budget), style))

    ids = [table.table_id for table in reading.document.tables]
    assert ids[:9] == [f"FA{number}" for number in range(1, 10)]
    assert set(ids[9:]) == {"T1", "T2", "T3", "T4", "T5", "T6", "T8", "T9", "T10"}
    assert [finding.message for finding in reading.loud] == []
    assert {claim.table_id for claim in reading.document.claims} <= {None, *ids[:9]}
