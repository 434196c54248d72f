"""`fiscus deadletter list|show|replay`: what could not be processed, why, and again."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from services.cli.options import CONTEXT, clear_errors
from shared.errors import ConfigurationError, ExitCode

if TYPE_CHECKING:
    from services.deadletters.letters import Filter, Letter, LetterId
    from shared.eventlog.port import EventLog

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


@click.group("deadletter", context_settings=CONTEXT)
def deadletter_group() -> None:
    """List, show and replay events that could not be processed.

    A dead letter is an event that was given up, kept as it was, with the cause. Settings are those of the services
    (FISCUS_EVENT_LOG__…, FISCUS_KAFKA__…); `fiscus ingest` keeps its log beside the warehouse.

    \b
    Examples:
      fiscus deadletter list --since 24h
      fiscus deadletter show 3:17
      fiscus deadletter replay --all --stage validator
    """  # noqa: D301 - click reads \b as the sign itself


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose letters."""
    for decorator in (
        click.option("--stage", metavar="STAGE", help="Only of this stage: extractor, validator or loader."),
        click.option("--document", metavar="ID", help="Only of this document: its id, or how the id begins."),
        click.option(
            "--since",
            metavar="WHEN",
            help="Only failed since then: 2026-03-01, 2026-03-01T08:00+08:00, 90m, 24h, 7d.",
        ),
    ):
        command = decorator(command)
    return command


@deadletter_group.command("list", context_settings=CONTEXT)
@_filters
@click.option("--open", "open_only", is_flag=True, help="Only those that were not replayed yet.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each dead letter.")
def list_command(
    stage: str | None,
    document: str | None,
    since: str | None,
    open_only: bool,  # noqa: FBT001 - an option of the command line
    as_json: bool,  # noqa: FBT001 - ditto
) -> None:
    """List dead letters, the oldest first.

    \b
    Examples:
      fiscus deadletter list
      fiscus deadletter list --open --stage extractor --json
    """  # noqa: D301 - click reads \b as the sign itself
    from services.cli.letters import print_json, print_table
    from services.deadletters.letters import read_letters

    with clear_errors():
        wanted = _filter(stage, document, since, open_only=open_only)
        with _event_log() as log:
            letters = [letter for letter in read_letters(log) if wanted.passes(letter)]
        (print_json if as_json else print_table)(letters, sys.stdout)


@deadletter_group.command("show", context_settings=CONTEXT)
@click.argument("letter", metavar="LETTER")
@click.option(
    "--value",
    "value_file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write the value, byte for byte, to this file (- for stdout) and print nothing else.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the value in base64.")
def show_command(letter: str, value_file: Path | None, as_json: bool) -> None:  # noqa: FBT001 - an option
    """Show one dead letter whole: its cause, headers and value. LETTER is as `list` names it, such as 3:17.

    \b
    Examples:
      fiscus deadletter show 3:17
      fiscus deadletter show 3:17 --value event.json
    """  # noqa: D301 - click reads \b as the sign itself
    from services.cli.letters import print_letter, print_letter_json, write_value
    from services.deadletters.letters import parse_id, read_letters, read_records

    with clear_errors():
        letter_id = parse_id(letter)
        with _event_log() as log:
            found = [known for known in read_letters(log) if known.id == letter_id]
            records = list(read_records(log, [letter_id])) if found else []
        if not records:
            raise _absent([letter_id])
        if value_file is not None:
            write_value(records[0], value_file)
        else:
            (print_letter_json if as_json else print_letter)(found[0], records[0], sys.stdout)


@deadletter_group.command("replay", context_settings=CONTEXT)
@click.argument("letters", nargs=-1, metavar="[LETTER...]")
@click.option(
    "--all", "all_letters", is_flag=True, help="All that the filters let pass and were not replayed yet."
)
@_filters
@click.option("--again", is_flag=True, help="Also what was replayed before.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each dead letter.")
def replay_command(  # noqa: PLR0917 - one parameter for each option
    letters: tuple[str, ...],
    all_letters: bool,  # noqa: FBT001 - an option of the command line
    stage: str | None,
    document: str | None,
    since: str | None,
    again: bool,  # noqa: FBT001 - ditto
    as_json: bool,  # noqa: FBT001 - ditto
) -> None:
    """Put dead letters back to where they came from, once their cause is mended.

    Each goes as it was, with its bytes, headers and event id; where a stage gathers several events of a document, the
    others come along. The services then work on it as on any other event, and its verdict takes the place of an earlier
    one. What was replayed before is left, unless --again is given.

    \b
    Examples:
      fiscus deadletter replay 3:17 3:18
      fiscus deadletter replay --all --stage validator --since 24h
    """  # noqa: D301 - click reads \b as the sign itself
    from services.cli.letters import print_replays
    from services.deadletters.letters import parse_id, read_letters
    from services.deadletters.replay import replay

    if bool(letters) == all_letters:
        raise click.UsageError("name the dead letters, or give --all")
    if letters and (stage or document or since):
        raise click.UsageError("filters choose among --all; letters that are named need none")
    with clear_errors():
        named = [parse_id(text) for text in dict.fromkeys(letters)]
        wanted = _filter(stage, document, since, open_only=False)
        with _event_log() as log:
            known = read_letters(log)
            chosen = _named(known, named) if named else [letter for letter in known if wanted.passes(letter)]
            before = [] if again else [letter for letter in chosen if letter.replayed_at]
            ids = [letter.id for letter in chosen if letter not in before]
            failed = print_replays(replay(log, ids), before, sys.stdout, as_json=as_json)
    sys.exit(_status(refused=bool(named and before), failed=failed))


def _status(*, refused: bool, failed: bool) -> ExitCode:
    if failed:
        return ExitCode.UNREADABLE
    return ExitCode.USAGE if refused else ExitCode.OK


def _named(known: Sequence[Letter], ids: Sequence[LetterId]) -> list[Letter]:
    by_id = {letter.id: letter for letter in known}
    absent = [letter_id for letter_id in ids if letter_id not in by_id]
    if absent:
        raise _absent(absent)
    return [by_id[letter_id] for letter_id in ids]


def _absent(ids: Sequence[LetterId]) -> ConfigurationError:
    return ConfigurationError(
        "there is no such dead letter",
        where=", ".join(map(str, ids)),
        remedy="see `fiscus deadletter list`; the log keeps letters for a limited time",
    )


def _filter(stage: str | None, document: str | None, since: str | None, *, open_only: bool) -> Filter:
    from services.deadletters.letters import Filter

    moment = None if since is None else _moment(since)
    return Filter(stage=stage, document=document, since=moment, unreplayed_only=open_only)


def _moment(text: str) -> dt.datetime:
    """A point in time, or how long ago; UTC where no zone is named."""
    if match := re.fullmatch(r"(\d{1,6})([mhd])", text):
        return dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            "that is no time",
            where=text,
            remedy="give --since as 2026-03-01, 2026-03-01T08:00+08:00, 90m, 24h or 7d",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@contextmanager
def _event_log() -> Iterator[EventLog]:
    from services.deadletters.settings import DeadLetterSettings
    from shared.settings import load_settings, open_event_log

    log = open_event_log(load_settings(DeadLetterSettings), must_exist=True)
    try:
        yield log
    finally:
        log.close()
