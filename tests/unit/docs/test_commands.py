"""Every command, option, exit status, target, module and file that the documentation names is there."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import click
import duckdb
import pytest
from click.testing import CliRunner

from services.cli.main import main
from tests.unit.docs.pages import ROOT, WRITTEN, Page, page
from tests.unit.docs.walk import LAYOUT_FILE

OPERATIONS = page("docs/operations.md")
NOT_YET = OPERATIONS.section("What is not there yet").text
SHELL = ("sh", "console", "cron", "ini")
MADE_UP = {LAYOUT_FILE}
"""Files that a page asks its reader to make."""


def spoken(written: Page) -> list[str]:
    """The command lines of a page, from its code blocks and its text, without what is said not to be there yet."""
    lines = [line for block in written.blocks(*SHELL) for line in block.splitlines()]
    lines += [code for code in written.inline_code() if f"`{code}`" not in NOT_YET]
    return [part for line in lines for part in re.split(r"&&|(?<!\\)\||\\\|", line)]


def arguments_of_fiscus(line: str) -> list[str] | None:
    """The words behind `fiscus` on a command line; None where it is another command."""
    words = shlex.split(re.sub(r"[\[\]]|\d?>>?\S+", " ", line.replace("ExecStart=", "")), comments=True)
    words = words[1:] if words[:1] == ["$"] else words
    return words[1:] if words and Path(words[0]).name == "fiscus" and len(words) > 1 else None


CALLS = [
    pytest.param(arguments, id=f"{written.name}: {' '.join(arguments)}")
    for written in WRITTEN
    for line in spoken(written)
    if (arguments := arguments_of_fiscus(line))
]
OPTIONS = {
    (name, option)
    for name, command in {"": main, **main.commands}.items()
    for parameter in command.get_params(click.Context(command))
    if isinstance(parameter, click.Option)
    for option in parameter.opts
    if option.startswith("--") and option != "--help"
}


def test_the_pages_call_every_command() -> None:
    assert {call.values[0][0] for call in CALLS} >= set(main.commands)  # type: ignore[index]


@pytest.mark.parametrize("arguments", CALLS)
def test_every_call_of_fiscus_on_a_page_can_be_parsed(arguments: list[str]) -> None:
    """Its command is there, and takes these options."""
    group = main.make_parser(click.Context(main))
    _, rest, _ = group.parse_args(list(arguments))
    if rest:
        command = main.commands[rest[0]] if rest[0] != "COMMAND" else main.commands["ingest"]
        command.make_parser(click.Context(command)).parse_args(rest[1:])


@pytest.mark.parametrize("option", sorted({option for _, option in OPTIONS}))
def test_every_option_is_named_on_a_page(option: str) -> None:
    assert any(re.search(rf"{option}\b", written.text) for written in WRITTEN)


def test_what_is_said_not_to_be_there_is_not_there() -> None:
    """The list of what is missing is struck through, item by item, as things come."""
    missing = re.findall(r"no `fiscus (\w+)`", NOT_YET)
    assert not set(missing) & set(main.commands)


def test_every_exit_status_is_explained_and_can_be_had(tmp_path: Path) -> None:
    """One command for each status, with the meaning that the page gives it."""
    (tmp_path / "empty.pdf").write_bytes(b"")
    duckdb.connect(str(tmp_path / "used.duckdb")).close()
    run = CliRunner()
    with duckdb.connect(str(tmp_path / "used.duckdb"), read_only=True):
        held = run.invoke(main, ["ingest", str(tmp_path), "--warehouse", str(tmp_path / "used.duckdb")])
    ended = {
        0: run.invoke(main, ["explain", "within.T3.total"]),
        1: held,
        2: run.invoke(main, ["ingest", str(tmp_path), "--warehouse", str(tmp_path)]),
        3: run.invoke(main, ["extract", str(tmp_path / "empty.pdf")]),
        4: run.invoke(main, ["validate"], input="no section event\n"),
    }
    assert {status: result.exit_code for status, result in ended.items()} == {n: n for n in range(5)}
    assert {int(cell) for cell in OPERATIONS.section("Exit status").first_cells()} == set(ended)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.name)
def test_every_target_of_make_is_in_the_makefile(written: Page) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    lines = written.inline_code() + "".join(written.blocks("sh")).splitlines()
    for line in lines:
        if match := re.match(r"make ([a-z]+)", line):
            assert match[1] in targets
        for variable in re.findall(r"\b([A-Z]+)=", line) if line.startswith("make ") else ():
            assert (
                f"$({variable})" in makefile
                or f"{variable}=" in makefile
                or f"override {variable}" in makefile
            )


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.name)
def test_every_module_that_is_run_can_be_found(written: Page) -> None:
    for module in re.findall(r"python -m ([\w.]+)", written.text):
        assert importlib.util.find_spec(module) is not None, module


def files() -> frozenset[str]:
    """Paths of the repository's files and folders, relative to its top."""
    tops = ("shared", "services", "tests", "docs", "deploy", "examples", "benchmarks", "requirements", ".ci")
    inside = [path for top in tops for path in (ROOT / top, *(ROOT / top).rglob("*"))]
    return frozenset(str(path.relative_to(ROOT)) for path in (*inside, *ROOT.iterdir()))


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.name)
def test_every_file_and_folder_that_is_named_is_there(written: Page) -> None:
    """A path may be given from the top or, where the page speaks of one package, by its end."""
    there = files()
    for code in written.inline_code():
        if not re.fullmatch(r"\.?[a-z_]+(?:/[\w.-]+)*(?:/|\.(?:py|md|yaml|sql|csv|txt|in|toml))", code):
            continue
        if code in MADE_UP or "/" not in code:
            continue
        path = code.rstrip("/")
        assert any(known == path or known.endswith(f"/{path}") for known in there), code


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    titles = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.name)
def test_every_link_leads_somewhere(written: Page) -> None:
    folder = (ROOT / written.name).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", written.prose()):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        linked = folder / name if name else ROOT / written.name
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked.read_text(encoding="utf-8")), target
