"""Forms of regions that have no layout file: read by what all have in common, whole and without a finding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.mutations.reading import Form as Printed
from benchmarks.mutations.reading import Reader, Reading
from shared.model.finding import Severity
from tests.typeset.blocks import Block, Cell, Grid
from tests.typeset.provinces.form import Form, compose, forms, meant
from tests.typeset.style import PLAIN

FORMS = sorted(forms())


def read(blocks: tuple[Block, ...], folder: Path) -> Reading:
    """Print blocks as a PDF and read it."""
    reader = Reader(Printed.PDF, folder)
    return reader.read(reader.printed(blocks, PLAIN))


@pytest.mark.parametrize("name", FORMS)
def test_every_amount_of_an_unknown_form_gets_its_meaning_and_nothing_is_found(
    name: str, tmp_path: Path
) -> None:
    """The form's file says which table, row and column each printed amount is of."""
    form = forms()[name]
    blocks = compose(form)

    reading = read(blocks, tmp_path)

    head, judgement = reading.document.head, reading.judgement
    assert head is not None
    assert (head.profile, head.department, head.fiscal_year) == ("national", form.department, 2027)
    assert amounts(reading) == meant(blocks)
    assert [finding.message for finding in reading.loud] == []
    assert judgement.numbers_accounted == judgement.numbers_seen > 200
    assert sum(result.held for result in judgement.results) > 300


@pytest.mark.parametrize(
    ("name", "unit", "decimals", "blank"),
    [
        ("guangxi", "万元", 0, ""),
        ("shanxi", "万元", 0, "-"),
        ("yunnan", "万元", 0, ""),
        ("fujian", "万元", 0, "0"),
        ("fujian", "万元", 6, "-"),
        ("fujian", "元", 2, "0.00"),
    ],
)
def test_amounts_are_read_with_any_decimals_and_whatever_stands_for_nothing(
    name: str, unit: str, decimals: int, blank: str, tmp_path: Path
) -> None:
    """Whole 万元 are numbers of two or three digits, as parts of codes are. Each reads a whole document."""
    blocks = compose(replace(forms()[name], unit=unit, decimals=decimals, blank=blank))

    reading = read(blocks, tmp_path)

    assert amounts(reading) == meant(blocks)
    assert [finding.message for finding in reading.loud] == []


@pytest.mark.parametrize("name", ["central", "fujian", "hainan", "tibet"])
def test_a_text_extract_of_an_unknown_form_tells_no_wrong_amount(name: str, tmp_path: Path) -> None:
    """What its lines do not show stays open; the summaries, whose rows bear names alone, are read whole."""
    form = forms()[name]
    blocks = compose(form)
    reader = Reader(Printed.TEXT, tmp_path)

    reading = reader.read(reader.printed(blocks, PLAIN))

    head, found, printed = reading.document.head, amounts(reading), meant(blocks)
    assert head is not None
    assert (head.profile, head.department, head.fiscal_year) == ("national", form.department, 2027)
    assert found - printed == Counter()
    assert {table for table, *_ in (printed - found)} <= {"T2", "T5", "T8", "T10"}
    assert sum((printed - found).values()) < sum(printed.values()) / 4
    assert [finding.message for finding in reading.loud if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", ["henan", "sichuan", "zhejiang"])
def test_columns_that_the_head_of_a_text_extract_does_not_tell_for_sure_stay_open(
    name: str, tmp_path: Path
) -> None:
    """Units beside functions, spans without a sum, parts in another order: no amount goes to a wrong column."""
    blocks = compose(forms()[name])
    reader = Reader(Printed.TEXT, tmp_path)

    reading = reader.read(reader.printed(blocks, PLAIN))

    wrong = amounts(reading) - meant(blocks)
    assert [one for one in wrong if one[1]] == []


@pytest.mark.parametrize("name", ["central", "henan", "yunnan"])
def test_a_figure_that_contradicts_the_others_is_found_in_an_unknown_form(name: str, tmp_path: Path) -> None:
    """The total of expenditure is printed ten units too high."""
    blocks = tuple(
        misprinted(block) if isinstance(block, Grid) else block for block in compose(forms()[name])
    )

    reading = read(blocks, tmp_path)

    assert any(finding.table_id in ("T1", "T3") for finding in reading.loud)
    assert reading.judgement.verdict.value == "quarantined"


def amounts(reading: Reading) -> Counter[tuple[str, str, str, str]]:
    """Give the amounts as read: table, row code, column key, printed."""
    return Counter(
        (table.table_id, row.row_code, cell.column_key, cell.printed)
        for table in reading.document.tables
        for row in table.rows
        for cell in row.cells
    )


def misprinted(grid: Grid) -> Grid:
    """Give a grid whose total of all expenditure begins with another digit."""
    return replace(grid, body=tuple(tuple(map(_misprinted, row)) for row in grid.body))


def _misprinted(cell: Cell) -> Cell:
    return replace(cell, text="7" + cell.text[1:]) if cell.name == "T3|total|total" else cell


def test_the_forms_differ() -> None:
    """No two of them print the same heads, so that each says something of its own."""
    heads = [tuple(tuple(table["head"]) for table in form.tables) for form in forms().values()]
    assert len(set(heads)) == len(heads) > 10
    assert all(isinstance(form, Form) for form in forms().values())
