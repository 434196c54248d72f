"""How dead letters are printed: whole, in order, and harmless on a terminal."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli.letters import print_json, print_letter, print_letter_json, print_table
from services.cli.main import main
from services.deadletters.letters import Letter, LetterId
from shared.eventlog.port import Record
from shared.events.topics import DEADLETTER, EXTRACTED
from shared.service.deadletter import Cause

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LETTER = Letter(
    id=LetterId(3, 17),
    document_id="ab" * 32,
    event_id="e" * 32,
    recorded_at=NOON,
    cause=Cause(
        topic=EXTRACTED,
        partition=1,
        offset=4,
        stage="validator",
        exception_class="ContractError",
        message="not a section event: 第一节 [bold]is odd[/bold]",
        attempts=1,
        first_failure_at="2026-03-01T11:00:00+00:00",
        last_failure_at="2026-03-01T11:30:00+00:00",
        service_version="1.2.3",
        content_sha256="c" * 64,
    ),
)


def record(value: bytes | None) -> Record:
    return Record(
        topic=DEADLETTER,
        partition=3,
        offset=17,
        key=b"ab" * 32,
        value=value,
        headers=(("ce_id", b"e" * 32), ("x", b"\xff\x1b[31m")),
        timestamp=NOON,
    )


def test_the_table_has_a_row_for_each_letter() -> None:
    """With its error in full, markup and all, and when it was replayed."""
    again = replace(LETTER, id=LetterId(0, 1), replayed_at=("2026-03-02T08:00:00+00:00",))
    stream = io.StringIO()
    print_table([LETTER, again], stream)
    rows = stream.getvalue().splitlines()

    assert rows[0].split()[:2] == ["letter", "failed"]
    assert {"3:17", "2026-03-01", "11:30:00", "abababababab", "validator", EXTRACTED} <= set(rows[1].split())
    assert "ContractError: not a section event: 第一节 [bold]is odd[/bold]" in stream.getvalue()
    assert any("0:1" in row and "2026-03-02T08:00" in row for row in rows)
    assert rows[-1] == "2 dead letters"


def test_json_lines_have_every_field() -> None:
    stream = io.StringIO()
    print_json([LETTER], stream)
    (line,) = map(json.loads, stream.getvalue().splitlines())

    assert line["letter"] == "3:17"
    assert line["document_id"] == LETTER.document_id
    assert line["exception_class"] == "ContractError"
    assert (line["topic"], line["partition"], line["offset"]) == (EXTRACTED, 1, 4)
    assert line["replayed_at"] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b'{"a":{"b":"\xe9\xa2\x84\xe7\xae\x97"}}', '"b": "预算"'),
        (b"no JSON \xff", "no JSON \\xff"),
        (b"", "\nvalue\n\n"),
        (None, "(none)"),
        (b'{"a":"\xc2\x9b31m"}', '"\\x9b31m"'),
        (b"\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
    ],
)
def test_a_letter_is_shown_whole_without_what_a_terminal_would_obey(value: bytes | None, shown: str) -> None:
    stream = io.StringIO()
    print_letter(LETTER, record(value), stream)

    assert shown in stream.getvalue()
    assert "ce_id: " + "e" * 32 in stream.getvalue()
    assert "x: \\xff\\x1b[31m" in stream.getvalue()
    assert all(sign.isprintable() or sign == "\n" for sign in stream.getvalue())


def test_the_json_of_a_letter_has_its_bytes() -> None:
    stream = io.StringIO()
    print_letter_json(LETTER, record(b"\xff\x00"), stream)

    assert json.loads(stream.getvalue())["value_base64"] == "/wA="


@pytest.mark.parametrize("command", [["deadletter", "list"], ["revalidate", "--services"]])
def test_a_log_that_is_not_there_is_not_made(command: list[str], tmp_path: Path) -> None:
    """Its path will be mistyped; an empty log would say that all is well."""
    path = tmp_path / "mistyped.events"
    settings = {"FISCUS_EVENT_LOG__BACKEND": "embedded", "FISCUS_EVENT_LOG__PATH": str(path)}
    shown = CliRunner().invoke(main, command, env=settings)
    assert shown.exit_code == 2
    assert f"there is no such event log ({path})" in shown.stderr
    assert not path.exists()
