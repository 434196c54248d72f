"""Finding, submitting and fetching documents."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from shared.sources import Found, Trouble, discover, fetch, submission_of
from shared.sources.fetch import SourceRefusedError

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def test_folders_give_their_pdf_and_text_files_in_order_of_names(tmp_path: Path) -> None:
    """Blanks and Chinese characters in names are nothing special; hidden and other files are passed over."""
    for name in ("b 预算.pdf", "a.TXT", ".hidden.pdf", "c.docx", "下级/d.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    found = [item.path.name for item in discover([tmp_path])]
    assert found == ["a.TXT", "b 预算.pdf", "d.pdf"]


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
    assert fetch(submission, [tmp_path]) == path.read_bytes()


def test_what_changed_or_vanished_since_it_was_submitted_is_refused(tmp_path: Path) -> None:
    """A verdict must not be given on other bytes than those submitted."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")
    submission = submission_of(path, NOW)
    path.write_bytes(b"two")
    with pytest.raises(SourceRefusedError, match="changed") as changed:
        fetch(submission, [tmp_path])
    path.unlink()
    with pytest.raises(SourceRefusedError, match="gone") as gone:
        fetch(submission, [tmp_path])
    assert (changed.value.reason_code, gone.value.reason_code) == ("source_changed", "source_missing")


@pytest.mark.parametrize("way", ["../outside.txt", "link.txt"])
def test_nothing_outside_the_roots_is_opened(tmp_path: Path, way: str) -> None:
    """Neither by going up nor through a link; nor by another scheme."""
    root = tmp_path / "root"
    root.mkdir()
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"secret")
    (root / "link.txt").symlink_to(outside)
    submission = submission_of(outside, NOW)
    for uri in (
        (root / way).as_uri() if way == "link.txt" else f"{root.as_uri()}/{way}",
        "http://127.0.0.1/x",
    ):
        with pytest.raises(SourceRefusedError) as caught:
            fetch(submission.model_copy(update={"uri": uri}), [root])
        assert caught.value.reason_code == "outside_roots"
