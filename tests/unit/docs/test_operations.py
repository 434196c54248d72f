"""docs/operations.md names every reason code, log event, limit and message as the code has them, and no other."""

from __future__ import annotations

import re

import click
import pytest

from services.cli.main import main
from services.extractor.reading import ReadLimits
from services.loader.warehouse.port import StoreOutcome
from shared.model.finding import Verdict
from tests.unit.docs.code import log_events, messages, reason_codes
from tests.unit.docs.pages import codes, page

PAGE = page("docs/operations.md")
REASONS = PAGE.section("Why a document is unreadable")
TROUBLE = PAGE.section("Warehouse and log in trouble")
QUOTED = [
    quote
    for section in (REASONS, TROUBLE)
    for row in re.findall(r"^\|.+\|$", section.text, re.MULTILINE)
    for quote in re.findall(r"“(.+?)”", row)
]


def test_every_reason_code_is_explained_and_no_other() -> None:
    assert set(codes(REASONS.first_cells())) == reason_codes()


def test_the_collector_finds_codes_of_every_kind() -> None:
    """A code of the enumeration, of a limit, of a call, of an heir's call, of a failure manifest, of a fall-back."""
    assert reason_codes() >= {
        *(
            "encrypted",
            "limit_memory",
            "crashed",
            "layout_unknown",
            "given_up",
            "source_changed",
            "refused",
            "unreadable",
        )
    }


def test_every_log_event_is_explained_with_its_level_and_no_other() -> None:
    rows = re.findall(r"^\| (`.+?) \| (\w+) \|", PAGE.section("Logs").text, re.MULTILINE)
    assert {event: level for cell, level in rows for event in codes([cell])} == log_events()


def test_every_outcome_of_a_document_is_named() -> None:
    row = next(line for line in PAGE.text.splitlines() if line.startswith("| `document.finished`"))
    assert {outcome.value for outcome in StoreOutcome} <= set(codes([row]))


def test_every_verdict_is_explained() -> None:
    section = PAGE.section("Verdicts, and what to do about each")
    assert set(codes(section.first_cells())) == {verdict.value for verdict in Verdict}


def test_the_page_quotes_messages() -> None:
    assert len(QUOTED) > 30


@pytest.mark.parametrize("quote", QUOTED)
def test_every_quoted_message_is_in_the_code(quote: str) -> None:
    """Word for word, between what changes from case to case."""
    pieces = [piece.strip(" ,()") for piece in quote.split("…")]
    said = messages()
    assert all(piece in said for piece in pieces)


def test_the_limits_are_those_of_the_command() -> None:
    rows = re.findall(r"^\| .+? \| `(--[a-z-]+)` \| (\d+) \|$", PAGE.text, re.MULTILINE)
    documented = {option: float(value) for option, value in rows}
    for command in (main.commands["ingest"], main.commands["extract"]):
        context = click.Context(command)
        defaults = {
            option.opts[0]: option.get_default(context)
            for option in command.params
            if option.opts[0].startswith("--max")
        }
        assert defaults == documented


def test_the_fixed_limit_on_a_files_size_is_the_readers() -> None:
    assert f"| size of a file | none | {ReadLimits().max_bytes // 2**20} MiB |" in PAGE.text
