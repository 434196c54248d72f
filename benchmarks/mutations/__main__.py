"""``python -m benchmarks.mutations``: how many single wrong figures are noticed, and pinned to the figure."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.mutations.reading import Form, Reader
from benchmarks.mutations.report import as_json, print_report
from benchmarks.mutations.trials import Outcome, Unheld, document, mutants, trials, unheld
from tests.typeset.families import FAMILIES


def main(arguments: list[str] | None = None) -> None:
    """Run the changes that are asked for and print the report."""
    options = _parser().parse_args(arguments)
    outcomes: list[Outcome] = []
    nothing: list[Unheld] = []
    with TemporaryDirectory() as folder:
        try:
            for number in range(options.documents):
                _try_document(options, number, Path(folder), outcomes, nothing)
        except KeyboardInterrupt:
            print(f"stopped after {len(outcomes)} changes; the report is of these", file=sys.stderr)
    print_report(outcomes, nothing)
    if options.json is not None:
        text = json.dumps(as_json(outcomes, nothing), ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")


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
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole run as JSON")
    return parser


if __name__ == "__main__":
    main()
