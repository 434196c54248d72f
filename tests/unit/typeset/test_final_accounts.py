"""Final accounts in the manner of several regions: one layout reads them all, counts stay apart from money."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.mutations.reading import Form, Reader, Reading
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.families import FAMILIES
from tests.typeset.families.final_account_forms import FORMS
from tests.typeset.style import STYLES

BLOCKS, DOWN = 4, 5
"""Seeds whose turn is that of the first form and of the second; the two others are read in `test_families`."""


def _read(seed: int, folder: Path) -> tuple[Disclosure, Reading]:
    disclosure = FAMILIES["final_account"].content(seed)
    style = replace(STYLES["landscape"], family="final_account")
    reader = Reader(Form.PDF, folder)
    return disclosure, reader.read(reader.printed(compose(disclosure, style), style))


@pytest.mark.parametrize("seed", [BLOCKS, DOWN])
def test_every_amount_is_read_without_a_layout_of_its_own(seed: int, tmp_path: Path) -> None:
    disclosure, reading = _read(seed, tmp_path)
    head = reading.document.head

    assert head is not None
    assert (head.profile, head.department) == ("national", disclosure.department)
    assert Counter(
        (table.table_id, row.row_code, cell.column_key, cell.value)
        for table in reading.document.tables
        for row in table.rows
        for cell in row.cells
    ) == Counter(
        (table.id, row.code, key, value)
        for table in disclosure.tables.values()
        for row in table.rows
        for key, value in row.cells.items()
    )
    assert [f.message for f in reading.loud if f.table_id or not f.rule_id.startswith("narrative.")] == []
    assert reading.judgement.numbers_accounted == reading.judgement.numbers_seen
    counted = {f.figure_key: f.value for f in reading.document.figures}
    if seed == DOWN:
        assert counted["three_public.abroad.groups"] == Decimal(2)
        assert counted["three_public.vehicles.held"] == Decimal(13)
        assert counted["three_public.receptions.domestic.persons"] == Decimal(386)


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
