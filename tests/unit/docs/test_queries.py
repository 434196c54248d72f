"""What README, docs/architecture.md and docs/operations.md show of the examples is what a run over them gives."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest

from services.standalone.ingest import IngestSettings, ingest
from services.standalone.report import print_table
from tests.unit.docs.pages import ROOT, page
from tests.unit.docs.test_upkeep import Silent

README = page("README.md")
QUERIES = [
    pytest.param(query, id=f"{path}: {query.split()[1]}")
    for path in ("README.md", "docs/architecture.md", "docs/operations.md")
    for query in page(path).blocks("sql")
    if query.startswith("SELECT")
]


@dataclass(frozen=True)
class Examples:
    """The examples in a warehouse, and what the run that read them printed."""

    warehouse: duckdb.DuckDBPyConnection
    report: str


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examples]:
    """One run of `fiscus ingest examples`."""
    path = tmp_path_factory.mktemp("examples") / "fiscus.duckdb"
    printed = io.StringIO()
    print_table(ingest([ROOT / "examples"], IngestSettings(path), Silent()), path, printed)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Examples(connection, printed.getvalue())


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_gives_an_answer(examples: Examples, query: str) -> None:
    assert examples.warehouse.execute(query).fetchall()


def test_the_report_in_the_readme_is_what_the_run_prints(examples: Examples) -> None:
    """Line ends and the blanks at them aside; the last line of the sample says that more follows."""
    (sample,) = README.blocks("")
    shown, more = " ".join(sample.split()[:-1]), sample.split()[-1]
    assert more == "…"
    assert " ".join(examples.report.split()).startswith(shown)
