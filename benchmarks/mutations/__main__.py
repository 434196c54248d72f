"""``python -m benchmarks.mutations``: how many single wrong figures are noticed, and pinned to the figure."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.mutations.read_report import print_read_report, read_as_json
from benchmarks.mutations.read_trials import ReadOutcome, read_trials
from benchmarks.mutations.reading import Form, Reader
from benchmarks.mutations.report import as_json, print_report
from benchmarks.mutations.trials import Outcome, Unheld, document, mutants, trials, unheld
from shared.errors import FiscusError
from tests.typeset.families import FAMILIES

_SUFFIXES = (".pdf", ".txt", ".jsonl")


def main(arguments: list[str] | None = None) -> None:
    """Run the changes that are asked for and print the report."""
    options = _parser().parse_args(arguments)
    if options.read is not None:
        _try_files(options)
        return
    outcomes: list[Outcome] = []
    nothing: list[Unheld] = []
    with TemporaryDirectory() as folder:
        try:
            for number in range(options.documents):
                _try_document(options, number, Path(folder), outcomes, nothing)
        except KeyboardInterrupt:
            print(f"stopped after {len(outcomes)} changes; the report is of these", file=sys.stderr)
    print_report(outcomes, nothing)
    _write(options.json, as_json(outcomes, nothing))


def _write(path: Path | None, run: dict[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _try_files(options: argparse.Namespace) -> None:
    """Try changes of every file of a folder as it was read; what is no disclosure is told and left out."""
    outcomes: list[ReadOutcome] = []
    files = sorted(path for path in options.read.iterdir() if path.suffix in _SUFFIXES)
    try:
        for path in files:
            try:
                outcomes.extend(read_trials(path, options.changes, options.seed))
            except FiscusError as error:
                print(f"{path.name}: {error}", file=sys.stderr)
            print(f"{path.name}: {len(outcomes)} changes so far", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(f"stopped after {len(outcomes)} changes; the report is of these", file=sys.stderr)
    print_read_report(outcomes)
    _write(options.json, read_as_json(outcomes))


def _try_document(
    options: argparse.Namespace, number: int, folder: Path, outcomes: list[Outcome], nothing: list[Unheld]
) -> None:
    """Add the outcomes of one document's changes, each as soon as it is known."""
    seed, disclosure, style = document(number, options.seed, options.family)
    changes = mutants(disclosure, style, seed)
    # Drawn, not counted off: kinds follow each other in a rhythm that a step would fall in with.
    size = max(1, len(changes) // options.every)
    changes = Random(seed).sample(changes, size)  # noqa: S311 - varies changes, keeps no secret
    nothing.append(unheld(Reader(Form.PDF, folder), disclosure, style))
    for form in options.forms or _forms(options.family):
        for outcome in trials(Reader(Form(form), folder), seed, disclosure, style, changes):
            outcomes.append(outcome)  # noqa: PERF402 - an interrupt must not lose those before
        print(f"{form} {seed}: {len(changes)} changes", file=sys.stderr, flush=True)


def _forms(family: str) -> list[str]:
    """Give the forms that are tried where none is asked for."""
    return [Form.PDF.value] if family else [form.value for form in Form]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="the run: the same seed changes the same (default 1)"
    )
    parser.add_argument("--documents", type=int, default=6, help="how many documents are changed (default 6)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try one in N changes (default 1)")
    parser.add_argument(
        "--sample", action="store_const", const=16, dest="every", help="short: one in 16 changes"
    )
    parser.add_argument("--forms", nargs="+", choices=[form.value for form in Form], default=None)
    parser.add_argument(
        "--family", choices=sorted(FAMILIES), default="", help="documents in another region's form, as PDF"
    )
    parser.add_argument(
        "--read",
        type=Path,
        metavar="DIR",
        help="change what is read in the files of a folder (.pdf, .txt, or section events as .jsonl) instead",
    )
    parser.add_argument(
        "--changes", type=int, default=40, metavar="N", help="with --read: changes of tables for each file"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole run as JSON")
    return parser


if __name__ == "__main__":
    main()
