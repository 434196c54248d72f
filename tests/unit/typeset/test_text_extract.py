"""The text form loses what extractions lose, and nothing else: columns, blank cells, line seams, bold text."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.typeset import text_extract
from tests.typeset.blocks import Block, Cell, Column, Grid, PageBreak, Text
from tests.typeset.generate import generate
from tests.typeset.layout import Run
from tests.typeset.style import PLAIN
from tests.typeset.text_extract import Damage, extract, seam

QUIET = Damage(page_numbers=0)


def grid(*rows: tuple[Cell, ...], widths: tuple[float, ...] = (6, 2, 2)) -> Grid:
    kinds = ("label", "amount", "amount")
    columns = tuple(Column(kind, width) for kind, width in zip(kinds, widths, strict=True))  # type: ignore[arg-type]
    return Grid(columns, (), rows)


def row(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def test_a_page_begins_with_a_line_that_starts_with_one_space() -> None:
    assert extract([Text("甲"), PageBreak(), Text("乙")], PLAIN, QUIET) == " 甲\n 乙\n"


def test_a_caught_page_number_stands_between_blank_lines_at_the_head_of_its_page() -> None:
    text = extract([Text("甲"), PageBreak(), Text("乙")], PLAIN, Damage(page_numbers=1))
    assert text == "\n\n\n1\n\n甲\n\n\n\n2\n\n乙\n"


def test_lines_are_separated_by_a_blank_line_and_cells_by_a_space() -> None:
    assert extract([grid(row("办公费", "1.00", "2.00"), row("水费", "3.00", "4.00"))], PLAIN, QUIET) == (
        " 办公费 1.00 2.00\n\n水费 3.00 4.00\n"
    )


def test_a_blank_cell_leaves_no_trace() -> None:
    assert extract([grid(row("办公费", "", "2.00"))], PLAIN, QUIET) == " 办公费 2.00\n"


def test_a_wrapped_label_stands_half_a_line_from_its_figures() -> None:
    style = replace(PLAIN, narrow=True, page=(130, 400), margin=20, table_size=8)
    text = extract([grid(row("机关服务支出", "1.00", "2.00"), widths=(4, 2, 2))], style, QUIET)
    assert text == " 机关服务支\n\n出\n1.00 2.00\n"


def test_a_figure_breaks_in_a_narrow_cell() -> None:
    style = replace(PLAIN, narrow=True, page=(120, 400), margin=20, table_size=8)
    text = extract([grid(row("费", "1,234.56", "2.00"), widths=(2, 2, 2))], style, QUIET)
    assert text == " 费\n1,234\n\n.56\n2.00\n"


@pytest.mark.parametrize(
    ("x", "y", "between"),
    [(60, 100, " "), (20, 100, ""), (60, 95, "\n"), (20, 112, "\n\n"), (60, 88, "\n\n")],
)
def test_what_stands_between_two_pieces_follows_from_their_places(x: float, y: float, between: str) -> None:
    """To the right, to the left (a tall head beside the next row), half a line up, a line down, a line up."""
    assert seam(Run("甲", 40, 100, 10), Run("乙", x, y, 10)) == between


def test_lost_bold_takes_headings_and_total_rows_and_leaves_the_rest() -> None:
    blocks: list[Block] = [
        Text("标题", "heading"),
        grid((Cell("合计", bold=True), Cell("9.00", bold=True), Cell("")), row("水费", "9.00", "")),
    ]
    assert extract(blocks, PLAIN, Damage(page_numbers=0, lost_bold=True)) == " 水费 9.00\n"


def test_orphans_and_stray_spaces_move_no_character() -> None:
    blocks: list[Block] = [Text("本年人员经费预算增加的主要原因是缴费基数上调。" * 8)]
    quiet, spoilt = (
        extract(blocks, PLAIN, d) for d in (QUIET, Damage(page_numbers=0, orphans=0.5, stray_spaces=0.5))
    )
    assert quiet != spoilt
    assert "".join(quiet.split()) == "".join(spoilt.split())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_file_is_written_in_the_asked_encoding(encoding: str, tmp_path: Path) -> None:
    text_extract.typeset(generate(1), tmp_path / "a.txt", PLAIN, Damage(encoding=encoding))
    assert "第四部分 名词解释" in (tmp_path / "a.txt").read_bytes().decode(encoding)
