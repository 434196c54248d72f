"""``python -m benchmarks.corpus DIR``: how well the documents of a folder are recognised, read and checked.

Exit status: 0 when every file was measured, 1 when the reading of one failed, 2 for wrong usage. A file that the
extractor refuses with a reason was measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from benchmarks.corpus.against import differences
from benchmarks.corpus.bars import Bar, bars
from benchmarks.corpus.measure import ended, score_file
from benchmarks.corpus.report import print_scoreboard
from benchmarks.corpus.score import DocumentScore, Ending, Sums, by_family, sums
from benchmarks.corpus.truth import Truth, read_index, truth_of
from services.extractor.isolation import WorkerPool, WorkLimits
from shared.errors import FiscusError
from shared.layout import load_layouts
from shared.model.base import Model

_SUFFIXES: Final = (".pdf", ".txt")
_INDEX: Final = "index.csv"


class Scoreboard(Model):
    """All that is printed, as it is written to JSON."""

    documents: tuple[DocumentScore, ...]
    families: dict[str, Sums]
    all: Sums
    bars: tuple[Bar, ...]


_EARLIER: Final = TypeAdapter(Scoreboard | tuple[DocumentScore, ...])
"""Earlier versions wrote the documents alone."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure a folder, print the scoreboard, give the exit status."""
    options = _parser().parse_args(arguments)
    try:
        paths = _paths(options.folder, options.list)
        index = _index(options.index, options.folder)
        earlier = _earlier(options.against) if options.against else None
    except ValueError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 2
    files = [(path, truth_of(path.relative_to(options.folder), index)) for path in paths]
    limits = WorkLimits(seconds=options.seconds)
    try:
        scores = measure(files, options.folder, options.jobs, limits, options.layout)
    except FiscusError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(scoreboard(scores).model_dump_json(indent=1) + "\n", encoding="utf-8")
    print_scoreboard(scores, sys.stdout)
    for line in differences(earlier, scores) if earlier is not None else ():
        print(line)
    return 1 if any(one.ending is Ending.FAILED for one in scores) else 0


def measure(
    files: Sequence[tuple[Path, Truth]],
    folder: Path,
    jobs: int,
    limits: WorkLimits,
    layout_id: str | None = None,
) -> list[DocumentScore]:
    """Score files in worker processes; a file that ends its process is scored as failed."""

    def one(file: tuple[Path, Truth]) -> DocumentScore:
        path, truth = file
        name = str(path.relative_to(folder))
        return ended(name, truth, pool.run(score_file, path, name, truth, layout_id))

    preload = ("benchmarks.corpus.measure",)
    with WorkerPool(limits, size=jobs, preload=preload) as pool, ThreadPoolExecutor(jobs) as threads:
        return list(threads.map(one, files))


def scoreboard(scores: Sequence[DocumentScore]) -> Scoreboard:
    """Put the scores together with their sums and with what is demanded of them."""
    families = {family: sums(found) for family, found in by_family(scores).items()}
    return Scoreboard(documents=tuple(scores), families=families, all=sums(scores), bars=bars(scores))


def _index(named: Path | None, folder: Path) -> dict[str, Truth]:
    """Read the index that is named, or the one that lies in the folder.

    Raises ValueError, with a line to print, where the named one is none; another file of that name in the folder is
    told and left.
    """
    lying = folder / _INDEX
    if named is not None or not lying.is_file():
        return read_index(named) if named is not None else {}
    try:
        return read_index(lying)
    except ValueError as error:
        print(f"corpus: {error}; going on without", file=sys.stderr)
        return {}


def _paths(folder: Path, listed: Path | None) -> list[Path]:
    """Give the files to read. Raises ValueError, with a line to print, where there are none."""
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder: name one that holds PDF or text files")
    if listed is None:
        found = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SUFFIXES]
    else:
        try:
            names = listed.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise ValueError(f"the list {listed} cannot be read: {error.strerror}") from error
        found = [folder / name for name in names if name.strip()]
        missing = [path.name for path in found if not path.is_file()]
        if missing:
            raise ValueError(f"{folder} has no file {missing[0]}: mend the list")
    if not found:
        raise ValueError(f"no PDF or text file in {folder}")
    return found


def _earlier(path: Path) -> tuple[DocumentScore, ...]:
    """Give the scores of an earlier run. Raises ValueError, with a line to print, where they cannot be read."""
    try:
        found = _EARLIER.validate_json(path.read_bytes())
    except OSError as error:
        raise ValueError(f"the earlier run {path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise ValueError(f"{path} is no scoreboard in JSON: write one with --json") from error
    return found.documents if isinstance(found, Scoreboard) else found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="PDF and text files, with those below")
    parser.add_argument("--list", type=Path, metavar="FILE", help="names of the files to read, one a line")
    parser.add_argument(
        "--index",
        type=Path,
        metavar="CSV",
        help="what is known of the files beforehand (DIR/index.csv, if it is there)",
    )
    known = [layout.id for layout in load_layouts()]
    parser.add_argument("--layout", choices=known, metavar="ID", help="read every file by this layout")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores as JSON")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with an earlier --json")
    parser.add_argument(
        "--jobs", type=int, default=2, choices=range(1, 65), metavar="N", help="processes (2)"
    )
    parser.add_argument("--seconds", type=float, default=300, metavar="S", help="most time for a file (300)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
