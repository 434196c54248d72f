from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from benchmarks.documents import lengthened, write_long, write_short, write_usual
from tests.typeset.generate import generate


def pages_of(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(("write", "size"), [(write_usual, 2), (write_short, 2), (write_long, 20)])
def test_the_same_documents_are_written_each_time(
    write: Callable[[Path, int], None], size: int, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        write(folder, size)

    assert digests(folders[0]) == digests(folders[1])
    assert len(set(digests(folders[0]).values())) == len(list(folders[0].iterdir()))


def test_usual_documents_come_in_different_styles(tmp_path: Path) -> None:
    write_usual(tmp_path, 3)

    assert len({path.stem.split("-")[1] for path in tmp_path.iterdir()}) == 3


@pytest.mark.parametrize("pages", [40, 90])
def test_a_long_document_has_about_the_pages_asked_for(pages: int, tmp_path: Path) -> None:
    write_long(tmp_path, pages)

    (path,) = tmp_path.iterdir()
    assert pages_of(path) == pytest.approx(pages, rel=0.1)


@pytest.mark.parametrize("rows", [0, 1, 50, 700])
def test_lots_add_up_to_their_project_in_every_column(rows: int) -> None:
    """So that a longer document is as sound as the one it is made from."""
    short = generate(1024, projects=3)
    before, after = short.tables["T7"], lengthened(short, rows).tables["T7"]

    for code, column in {(row.code, column) for row in before.rows for column in row.cells}:
        assert before.cell(code, column) == after.cell(code, column)
    assert rows * 0.9 - 3 <= len(after.rows) - len(before.rows) <= rows
    assert len({row.project for row in after.rows if row.project}) == sum(
        bool(row.project) for row in after.rows
    )


def test_each_lot_is_the_sum_of_its_columns() -> None:
    table = lengthened(generate(1024, projects=3), 200).tables["T7"]

    for row in table.rows:
        parts = [amount for column, amount in row.cells.items() if column != "total"]
        assert row.cells["total"] == sum(parts, Decimal(0))
