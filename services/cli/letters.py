"""Dead letters for people and for programs: a table, one letter whole, JSON lines."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.deadletters.letters import Letter, failed_at
from services.deadletters.replay import NotReplayed, Replayed
from shared.errors import ConfigurationError
from shared.eventlog.port import Record

_WIDTH_OF_A_FILE: Final = 200
"""Columns of the table where it is not printed on a terminal."""
_ID_SHOWN: Final = 12


def print_table(letters: Sequence[Letter], stream: TextIO) -> None:
    """Print one row for each letter, then how many there are."""
    if letters:
        table = Table(box=None, pad_edge=False)
        for title in ("letter", "failed", "document", "stage", "topic", "error", "attempts", "replayed"):
            table.add_column(
                title, overflow="fold", no_wrap=title in {"letter", "failed", "document", "stage"}
            )
        for letter in letters:
            table.add_row(*(Text(_harmless(cell)) for cell in _cells(letter)))
        width = None if stream.isatty() else _WIDTH_OF_A_FILE
        Console(file=stream, highlight=False, width=width).print(table)
    noun = "dead letter" if len(letters) == 1 else "dead letters"
    stream.write(f"{len(letters) or 'no'} {noun}\n")


def print_json(letters: Sequence[Letter], stream: TextIO) -> None:
    """Print one JSON object a line for each letter."""
    stream.writelines(_line(_as_json(letter)) for letter in letters)


def print_letter(letter: Letter, record: Record, stream: TextIO) -> None:
    """Print one letter whole: cause, headers, value (JSON is laid out)."""
    cause = asdict(letter.cause)
    told = {"letter": str(letter.id), "document": letter.document_id or "", **cause}
    told["replayed"] = ", ".join(letter.replayed_at) or "never"
    width = max(map(len, told))
    stream.writelines(
        f"{name.replace('_', ' '):<{width}}  {_harmless(str(value))}\n" for name, value in told.items()
    )
    stream.write("\nheaders\n")
    stream.writelines(f"  {_harmless(name)}: {_text(value)}\n" for name, value in record.headers)
    stream.write("\nvalue\n")
    stream.write(_laid_out(record.value) + "\n")


def print_letter_json(letter: Letter, record: Record, stream: TextIO) -> None:
    """Print one letter whole as a JSON object; headers are pairs, since names may repeat."""
    value = None if record.value is None else base64.b64encode(record.value).decode()
    headers = [[name, _text(header)] for name, header in record.headers]
    stream.write(_line({**_as_json(letter), "headers": headers, "value_base64": value}))


def write_value(record: Record, path: Path) -> None:
    """Write the value of a letter byte for byte. Raises ConfigurationError where the file cannot be written."""
    data = record.value or b""
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ConfigurationError(
            f"the file cannot be written: {(error.strerror or 'unknown error').lower()}",
            where=str(path),
            remedy="name another one with --value",
        ) from error


def print_replays(
    told: Iterable[Replayed | NotReplayed], before: Sequence[Letter], stream: TextIO, *, as_json: bool
) -> bool:
    """Print what becomes of each letter as it becomes known; those of `before` are not replayed. Whether any failed."""
    count, failed = 0, False
    for letter in before:
        why = f"was replayed before, at {letter.replayed_at[-1]}: give --again to replay it once more"
        sys.stderr.write(f"fiscus: {letter.id} {why}\n")
    for one in told:
        if isinstance(one, NotReplayed):
            failed = True
            sys.stderr.write(f"fiscus: {one.id} cannot be replayed: {one.error}\n")
            continue
        count += 1
        if as_json:
            stream.write(_line({"letter": str(one.id), "topic": one.topic, "companions": one.companions}))
        else:
            others = f", with {one.companions} other records of its document" if one.companions else ""
            stream.write(f"{one.id} replayed to {one.topic}{others}\n")
    if not as_json:
        stream.write(f"{count or 'no'} {'dead letter' if count == 1 else 'dead letters'} replayed\n")
    return failed


def _cells(letter: Letter) -> list[str]:
    cause = letter.cause
    return [
        str(letter.id),
        f"{failed_at(letter):%Y-%m-%d %H:%M:%S}",
        (letter.document_id or "")[:_ID_SHOWN],
        cause.stage,
        cause.topic,
        f"{cause.exception_class}: {cause.message}",
        str(cause.attempts),
        letter.replayed_at[-1][:16] if letter.replayed_at else "",
    ]


def _as_json(letter: Letter) -> dict[str, Any]:
    cause = letter.cause
    return {
        "letter": str(letter.id),
        "document_id": letter.document_id,
        "event_id": letter.event_id,
        "recorded_at": letter.recorded_at.isoformat(),
        **asdict(cause),
        "replayed_at": list(letter.replayed_at),
    }


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def _text(value: bytes) -> str:
    return _harmless(value.decode("utf-8", errors="backslashreplace"))


def _harmless(text: str) -> str:
    """A text without signs that a terminal would obey: what failed may come from anybody."""
    return "".join(sign if sign.isprintable() or sign == "\n" else repr(sign)[1:-1] for sign in text)


def _laid_out(value: bytes | None) -> str:
    if value is None:
        return "(none)"
    try:
        return _harmless(json.dumps(json.loads(value), ensure_ascii=False, indent=2))
    except ValueError:
        return _text(value)
