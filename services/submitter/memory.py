"""What a watched folder's files were submitted as: a small file that outlives restarts, appended to and flushed.

It is text, one JSON object a line (`path`, `size`, `mtime_ns`, `document_id`), so that it works on network shares
where databases do not, and so that people can read it. A line is written after the log has confirmed the submission:
who dies in between submits again, which is harmless. Without the file everything in the folder would be submitted
again, with new times of submission, and those decide which publication is the current one.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from shared.errors import ConfigurationError, TransientError

FILE_NAME: Final = ".fiscus-watch.jsonl"
"""In the watched folder, hidden."""


class Sign(NamedTuple):
    """By what a change of a file is told without reading it."""

    size: int
    mtime_ns: int


class Memory:
    """Which files, and which contents, were submitted. One watch at a time has it; close it at the end."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises ConfigurationError where it cannot be used or is something else, TransientError where another watch
        has it.
        """
        self._path = path
        self._signs: dict[str, Sign] = {}
        self._documents: set[str] = set()
        self._unwritten: list[bytes] = []
        try:
            self._file: BinaryIO = path.open("a+b", buffering=0)
        except OSError as error:
            raise ConfigurationError(
                f"what was submitted cannot be noted: {(error.strerror or 'unknown error').lower()}",
                where=str(path),
                remedy="name a file that can be written with --state",
            ) from error
        try:
            self._lock()
            self._length = self._read()
        except BaseException:
            self._file.close()
            raise

    @property
    def path(self) -> Path:
        """The file itself."""
        return self._path

    def knows(self, path: str, sign: Sign) -> bool:
        """Whether the file was submitted, or its content was, as it is now."""
        return self._signs.get(path) == sign

    def knows_document(self, document_id: str) -> bool:
        """Whether the content was submitted, from this file or another."""
        return document_id in self._documents

    def note(self, files: Mapping[str, tuple[Sign, str]]) -> None:
        """Note files by path, with the sign and document id under which each was submitted. Durable when it returns.

        Raises TransientError where it cannot be written now. It is known all the same, and written with the next note.
        """
        for path, (sign, document_id) in files.items():
            self._signs[path] = sign
            self._documents.add(document_id)
            line = {"path": path, "size": sign.size, "mtime_ns": sign.mtime_ns, "document_id": document_id}
            self._unwritten.append(json.dumps(line).encode("ascii") + b"\n")
        self._write()

    def close(self) -> None:
        """Let others have the file. May be called twice."""
        self._file.close()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TransientError(
                "the folder is watched by another process", where=str(self._path), remedy="end that one"
            ) from None
        except OSError:
            return  # a share that has no locks: two watches would only submit twice

    def _read(self) -> int:
        """Take in what is written, and give its length without a line that was cut off when the writer died."""
        self._file.seek(0)
        text = self._file.read()
        whole = text[: text.rfind(b"\n") + 1]
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                noted = json.loads(line)
                self._signs[noted["path"]] = Sign(int(noted["size"]), int(noted["mtime_ns"]))
                self._documents.add(str(noted["document_id"]))
            except (ValueError, TypeError, KeyError):
                raise ConfigurationError(
                    f"line {number} is no note of a submitted file",
                    where=str(self._path),
                    remedy="take the line out, or name another file with --state",
                ) from None
        return len(whole)

    def _write(self) -> None:
        data = b"".join(self._unwritten)
        try:
            os.truncate(self._file.fileno(), self._length)
            written = 0
            while written < len(data):
                written += self._file.write(data[written:]) or 0
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):
                os.truncate(self._file.fileno(), self._length)
            raise TransientError(
                f"what was submitted cannot be noted: {(error.strerror or 'unknown error').lower()}",
                where=str(self._path),
                remedy="make room; it is tried again",
            ) from error
        self._length += len(data)
        self._unwritten.clear()
