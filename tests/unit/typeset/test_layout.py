"""Grids go over pages with or without their header, spanning cells and long rows are cut, rules are drawn as asked."""

from dataclasses import replace

import pytest

from tests.typeset.blocks import Cell, Column, Grid, PageBreak, RunningHead, Spread, Text, place
from tests.typeset.forms import FORMS, TableForm
from tests.typeset.layout import Box, Sheet, lay_out
from tests.typeset.measure import column_widths, simple_measure, wrap
from tests.typeset.reportlab_pdf import lines
from tests.typeset.style import PLAIN

SMALL = replace(PLAIN, page=(200, 120), margin=10, table_size=10)


def column(number: int, *, header: bool = True, lead: bool = False) -> Grid:
    """A grid of one column whose rows are numbered."""
    return Grid(
        (Column("text", 1),),
        ((Cell("栏", head=True),),) if header else (),
        tuple((Cell(f"行{n}"),) for n in range(number)),
        (Spread("编制部门", ""),) if lead else (),
    )


def words(sheet: Sheet) -> list[str]:
    return [run.text for run in sheet.runs]


def test_a_long_grid_goes_on_under_its_repeated_header() -> None:
    sheets = lay_out([column(12)], SMALL, simple_measure)
    assert len(sheets) == 3
    assert [words(sheet)[0] for sheet in sheets] == ["栏"] * 3
    assert [w for sheet in sheets for w in words(sheet) if w != "栏"] == [f"行{n}" for n in range(12)]


def test_without_repetition_the_header_stands_once_and_where_the_first_row_stands() -> None:
    """Also when the first page has no room left for a row."""
    style = replace(SMALL, repeat_header=False)
    assert [w for s in lay_out([column(12)], style, simple_measure) for w in words(s)].count("栏") == 1
    sheets = lay_out([Text("题" * 30), column(2)], style, simple_measure)
    assert words(sheets[1]) == ["栏", "行0", "行1"]


def test_the_line_above_a_grid_is_repeated_where_the_style_says_so() -> None:
    sheets = lay_out([Spread("编制部门", ""), column(12, lead=True)], SMALL, simple_measure)
    assert all(words(sheet)[0] == "编制部门" for sheet in sheets)


def test_a_cell_that_spans_rows_is_cut_at_the_page_end_and_its_text_stands_once() -> None:
    body = tuple(((Cell("总", rowspan=12),) if n == 0 else ()) + (Cell(f"行{n}"),) for n in range(12))
    sheets = lay_out([Grid((Column("text", 1), Column("text", 1)), (), body)], SMALL, simple_measure)
    assert len(sheets) > 1
    assert sum(words(sheet).count("总") for sheet in sheets) == 1
    assert all(any(box.bottom - box.top > 30 for box in sheet.boxes) for sheet in sheets)


def test_a_row_is_cut_between_its_lines_only_where_the_style_says_so() -> None:
    rows = Grid(
        (Column("text", 1), Column("text", 1)), (), ((Cell("短"), Cell("短")), (Cell("长" * 60), Cell("一")))
    )
    with pytest.raises(ValueError, match="taller than a page"):
        lay_out([rows], SMALL, simple_measure)
    sheets = lay_out([rows], replace(SMALL, split_rows=True), simple_measure)
    assert sum(w.count("长") for sheet in sheets for w in words(sheet)) == 60
    assert sum(w == "一" for sheet in sheets for w in words(sheet)) == 1


def test_a_running_head_and_the_orientation_hold_for_the_pages_that_follow() -> None:
    sheets = lay_out(
        [RunningHead("某局"), Text("甲"), PageBreak(landscape=True), Text("乙")], SMALL, simple_measure
    )
    assert [words(sheet) for sheet in sheets] == [["甲"], ["某局", "乙"]]
    assert [(sheet.width, sheet.height) for sheet in sheets] == [(200, 120), (120, 200)]


def test_places_of_cells_follow_from_what_the_cells_before_them_span() -> None:
    rows = ((Cell("甲", rowspan=2), Cell("乙", colspan=2)), (Cell("丙"), Cell("丁")))
    assert [(p.row, p.column, p.cell.text) for p in place(rows, 3)] == [
        (0, 0, "甲"),
        (0, 1, "乙"),
        (1, 1, "丙"),
        (1, 2, "丁"),
    ]


@pytest.mark.parametrize("rows", [((Cell("甲"),),), ((Cell("甲"), Cell("乙"), Cell("丙")),)])
def test_a_row_with_too_few_or_too_many_cells_is_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="cell"):
        place(rows, 2)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_forms_of_the_tables_have_a_place_for_every_cell(form: TableForm) -> None:
    header = [tuple(Cell(text, across, down) for text, across, down in row) for row in form.heads]
    assert place([*header, tuple(Cell(text) for text in form.number_row)], len(form.columns))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一般公共预算", 30, ["一般公", "共预算"]),
        ("186.10", 25, ["186.1", "0"]),
        ("支出186.10万元", 35, ["支出", "186.10", "万元"]),
        ("一二三，四", 30, ["一二", "三，四"]),
        ("", 30, []),
    ],
)
def test_lines_break_as_in_a_word_processor(text: str, width: float, expected: list[str]) -> None:
    assert wrap(text, width, 10, simple_measure) == expected


def test_fitted_columns_hold_their_longest_figure_and_fill_the_width() -> None:
    rows = ((Cell("科目名称"), Cell("123,456,789.00")),)
    widths, size = column_widths(
        Grid((Column("label", 9), Column("amount", 1)), (), rows), 200, 10, simple_measure, narrow=False
    )
    assert sum(widths) == pytest.approx(200)
    assert size == 10
    assert widths[1] > simple_measure("123,456,789.00", size)


def test_narrow_columns_follow_the_weights_whatever_they_hold() -> None:
    rows = ((Cell("科目名称"), Cell("123,456,789.00")),)
    widths, _ = column_widths(
        Grid((Column("label", 9), Column("amount", 1)), (), rows), 300, 10, simple_measure, narrow=True
    )
    assert widths == pytest.approx([270, 30])


def test_the_edges_of_cells_join_to_lines_that_go_through() -> None:
    boxes = [Box(0, 0, 10, 10), Box(10, 0, 20, 10), Box(0, 10, 20, 20)]
    assert lines(boxes) == [
        (0, 0, 20, 0),
        (0, 10, 20, 10),
        (0, 20, 20, 20),
        (0, 0, 0, 20),
        (10, 0, 10, 10),
        (20, 0, 20, 20),
    ]
