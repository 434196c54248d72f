"""The notes of a watch: durable, whole after a crash at any byte, and owned by one watch at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.submitter.memory import Memory, Sign
from shared.errors import ConfigurationError, TransientError

SIGN = Sign(3, 5)


def remembered(path: Path, *names: str) -> set[str]:
    """Which of the names a new watch knows."""
    memory = Memory(path)
    known = {name for name in names if memory.knows(name, SIGN)}
    memory.close()
    return known


def test_a_note_outlives_the_watch(tmp_path: Path) -> None:
    """Also of a name that is no UTF-8, and the newest sign of a file counts."""
    odd = os.fsdecode("预算.txt".encode("gb18030"))
    memory = Memory(tmp_path / "notes")
    memory.note({"a.txt": (Sign(1, 1), "d0"), odd: (SIGN, "d1")})
    memory.note({"a.txt": (SIGN, "d2")})
    memory.close()

    assert remembered(tmp_path / "notes", "a.txt", odd, "b.txt") == {"a.txt", odd}
    again = Memory(tmp_path / "notes")
    assert [again.knows_document(document) for document in ("d0", "d1", "d2", "d3")] == [
        True,
        True,
        True,
        False,
    ]
    again.close()


def test_a_note_that_was_cut_off_at_any_byte_is_as_if_never_made(tmp_path: Path) -> None:
    """And what is noted afterwards is whole."""
    path = tmp_path / "notes"
    memory = Memory(path)
    memory.note({"a": (SIGN, "d1")})
    whole = path.read_bytes()
    memory.note({"b": (SIGN, "d2")})
    memory.close()
    text = path.read_bytes()
    for length in range(len(whole), len(text)):
        path.write_bytes(text[:length])
        memory = Memory(path)
        assert not memory.knows("b", SIGN)
        memory.note({"c": (SIGN, "d3")})
        memory.close()
        assert remembered(path, "a", "b", "c") == {"a", "c"}


def test_two_watches_do_not_share_a_file(tmp_path: Path) -> None:
    first = Memory(tmp_path / "notes")
    with pytest.raises(TransientError, match="watched by another"):
        Memory(tmp_path / "notes")
    first.close()
    Memory(tmp_path / "notes").close()


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    for text in ("Shopping list\n", '{"path": "a"}\n', "[]\n", '{"path": 1, "size": "x", "mtime_ns": 1}\n'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError, match="line 1"):
            Memory(path)
        assert path.read_text(encoding="utf-8") == text


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--state"):
        Memory(tmp_path / "no folder" / "notes")


def test_what_could_not_be_written_is_written_with_the_next_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: nothing half stays in the file, and nothing is submitted twice meanwhile."""
    path = tmp_path / "notes"
    memory = Memory(path)
    with monkeypatch.context() as full:
        full.setattr("os.fsync", _no_space)
        with pytest.raises(TransientError, match="no space"):
            memory.note({"a": (SIGN, "d1")})
    assert path.read_bytes() == b""
    assert memory.knows_document("d1")
    memory.note({"b": (SIGN, "d2")})
    memory.close()
    assert remembered(path, "a", "b") == {"a", "b"}


def _no_space(descriptor: int) -> None:
    raise OSError(28, "No space left on device")
