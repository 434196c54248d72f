"""Finding, submitting and fetching documents."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path, PurePosixPath

import pytest

from shared.sources import Found, PassedOver, Sources, SourceSettings, Trouble, discover, submission_of
from shared.sources.passed_over import REMEDY, told

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def test_folders_give_their_pdf_and_text_files_in_order_of_names(tmp_path: Path) -> None:
    """Blanks and Chinese characters in names are nothing special; hidden files are passed over, others are told."""
    for name in ("b 预算.pdf", "a.TXT", ".hidden.pdf", "c.docx", "下级/d.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [item.path.name for item in discover([tmp_path]) if isinstance(item, Found)]
    assert found == ["a.TXT", "b 预算.pdf", "d.pdf"]
    assert [item.path.name for item in discover([tmp_path]) if isinstance(item, PassedOver)] == ["c.docx"]


def test_a_pdf_in_a_folder_is_taken_under_any_name_but_that_of_an_unfinished_download(tmp_path: Path) -> None:
    """Text cannot be told so: a page of a web site is text too."""
    for name in ("download.jsp", "公开", "x.pdf.part", "y.tmp"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "page.html").write_bytes(b"<html>%PDF-")
    items = list(discover([tmp_path]))
    assert [item.path.name for item in items if isinstance(item, Found)] == ["download.jsp", "公开"]
    assert [item.path.name for item in items if not isinstance(item, Found)] == ["page.html"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    """Whether it can be read is for the reader to say; a file named twice comes once."""
    path = tmp_path / "download.jsp"
    path.write_bytes(b"x")
    assert list(discover([path, path])) == [Found(path)]


def test_a_missing_path_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    """The line says what, where and what to do."""
    (tmp_path / "a.pdf").write_bytes(b"x")
    trouble, found = discover([tmp_path / "gone", tmp_path])
    assert isinstance(trouble, Trouble)
    assert trouble.is_missing
    assert "check the path" in trouble.message
    assert isinstance(found, Found)


def test_a_submission_is_identified_by_its_bytes(tmp_path: Path) -> None:
    """The hash is that of the bytes; the kind is told from the content, not from the name."""
    path = tmp_path / "预算 表.txt"
    path.write_bytes(b"%PDF-1.7 ...")
    submission = submission_of(path, NOW)
    assert submission.document_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert submission.media_type == "application/pdf"
    sources = Sources(SourceSettings(allowed_roots=(str(tmp_path),)), max_bytes=1000)
    assert sources.fetch(submission) == path.read_bytes()


def test_links_in_a_circle_end_the_search_of_a_folder_not_the_search(tmp_path: Path) -> None:
    """Each file comes once, however many ways lead to it."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x.pdf").write_bytes(b"x")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "b" / "self").symlink_to(".")
    (tmp_path / "beside").symlink_to(tmp_path / "a")

    assert [item.path.name for item in discover([tmp_path])] == ["x.pdf"]


@pytest.mark.parametrize("target", ["x.pdf", "nowhere"])
def test_a_link_that_leads_nowhere_is_told_and_stops_nothing(tmp_path: Path, target: str) -> None:
    """To itself, or to what is gone; below a folder, and where it is named."""
    (tmp_path / "x.pdf").symlink_to(target)
    (tmp_path / "y.pdf").write_bytes(b"y")

    trouble, found = discover([tmp_path])
    assert isinstance(trouble, Trouble)
    assert trouble.message == f"the link leads nowhere ({tmp_path / 'x.pdf'}): mend or remove it"
    assert found == Found(tmp_path / "y.pdf")
    (named,) = discover([tmp_path / "x.pdf"])
    assert isinstance(named, Trouble)
    assert named.is_missing


def test_what_is_no_regular_file_is_told_as_that(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.pdf")
    (trouble,) = discover([tmp_path])
    assert isinstance(trouble, Trouble)
    assert "no regular file" in trouble.message


def test_a_folder_that_vanishes_while_it_is_searched_stops_nothing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.pdf").write_bytes(name.encode())
    found = discover([tmp_path])
    first = next(found)
    (tmp_path / "b" / "x.pdf").unlink()
    (tmp_path / "b").rmdir()

    assert isinstance(first, Found)
    assert list(found) == []


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (["a.docx"], "1 file is neither PDF nor text and not read: 1 .docx (a.docx): "),
        (
            ["a.xls", "b.DOCX", "c.docx", "公开"],
            (
                "4 files are neither PDF nor text and not read: 2 .docx, 1 .xls, 1 without ending "
                "(a.xls, b.DOCX, c.docx, …): "
            ),
        ),
        (["a\nb.zip"], r"1 file is neither PDF nor text and not read: 1 .zip (a\nb.zip): "),
    ],
)
def test_what_is_passed_over_is_told_in_one_line_with_what_to_do(names: list[str], line: str) -> None:
    said = told([PurePosixPath("in", name) for name in names])
    assert said.startswith(line)
    assert said.endswith(REMEDY)
