"""Other regions' forms: what they print is read whole and without a finding, and their figures add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.mutations.reading import Form, Reader
from benchmarks.mutations.trials import document, mutants
from tests.typeset.composition import compose
from tests.typeset.families import FAMILIES
from tests.typeset.style import PLAIN, STYLES

LOOKS = {"shanghai": "cells", "guangdong": "dense", "final_account": "landscape"}
KINDS = {"final_account": "final_account"}


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_every_amount_is_read_and_nothing_is_found(name: str, seed: int, tmp_path: Path) -> None:
    """One document with money of the general public budget alone, one with that of all three budgets."""
    disclosure = FAMILIES[name].content(seed)
    style = replace(STYLES[LOOKS[name]], family=name)
    reader = Reader(Form.PDF, tmp_path)

    reading = reader.read(reader.printed(compose(disclosure, style), style))

    head, judgement = reading.document.head, reading.judgement
    assert head is not None
    assert (head.kind.value, head.fiscal_year) == (KINDS.get(name, "budget"), disclosure.fiscal_year)
    assert head.department == disclosure.department
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
    assert [finding.message for finding in reading.loud] == []
    assert judgement.numbers_accounted == judgement.numbers_seen > 100


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_every_change_of_a_family_can_be_printed(name: str) -> None:
    seed, disclosure, style = document(0, 1, name)
    changes = mutants(disclosure, style, seed)

    assert style.family == name
    assert len(changes) > 30
    assert all(mutant.blocks(style) for mutant in changes)


def test_a_family_prints_its_own_form() -> None:
    disclosure = FAMILIES["guangdong"].content(1)
    printed = compose(disclosure, replace(PLAIN, family="guangdong"))

    cells = [cell.text for block in printed for row in getattr(block, "body", ()) for cell in row]
    assert any(text.startswith(("[201]", "[208]")) for text in cells)
