"""docs/warehouse.md says what the warehouse is: every column is in it with its type, and its queries give answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.loader.warehouse.port import Warehouse
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import Adapter
from tests.contract.warehouse.conftest import MakeAdapter
from tests.contract.warehouse.documents import MORNING, line, place, rows, unreadable
from tests.servers.warehouses import TABLES

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "warehouse.md").read_text(encoding="utf-8")
QUERIES = [query for query in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL) if query.startswith("SELECT")]
VIEWS = ("current_budget_line", "department_summary", "rule_outcome", "table_total")
FELLOWS = ("claim", "indicator", "performance_plan", "disclosed_figure")


def documented(name: str) -> list[tuple[str, str]]:
    """The columns of a table or view on the page, with their types, in order."""
    section = re.search(rf"^### `{name}`\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE)
    assert section, f"{name} is not described"
    return re.findall(r"^\| `(\w+)` \| ([A-Z0-9(),]+) \| \S", section[1], re.MULTILINE)


@pytest.fixture(scope="module")
def filled(make_adapter: MakeAdapter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adapter]:
    """A warehouse with a corrected disclosure, a quarantined document and an unreadable file."""
    first = (line(1), line(2, "1.00", row_code="201", row_kind="class", row_label="一般公共服务支出"))
    corrected = (
        line(1, "7.00"),
        first[1],
        line(3, "9.00", row_code="total", row_kind="total", row_label="合计"),
    )
    adapter = make_adapter(tmp_path_factory.mktemp("documented"))
    warehouse = adapter.open()
    for offset, document in enumerate(
        [
            rows("first", lines=first),
            rows(
                "corrected",
                lines=corrected,
                submitted_at=MORNING + dt.timedelta(days=1),
                verdict=Verdict.ACCEPTED_WITH_FINDINGS,
            ),
            rows("quarantined", department="临溪县林业局", verdict=Verdict.QUARANTINED),
            unreadable(),
        ]
    ):
        warehouse.store(document, place(offset), {})
    warehouse.close()
    yield adapter
    adapter.discard()


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_every_column_is_described_with_its_type_in_its_place(filled: Adapter, name: str) -> None:
    assert documented(name) == filled.relations()[name]


def test_every_table_and_view_is_described(filled: Adapter) -> None:
    assert not [name for name in filled.relations() if f"`{name}`" not in PAGE]


@pytest.mark.parametrize("table", FELLOWS)
def test_the_fellows_views_are_their_tables_with_the_disclosure_before_them(
    filled: Adapter, table: str
) -> None:
    disclosure = ["region", "department", "org_level", "fiscal_year", "kind"]
    relations = filled.relations()
    names = [name for name, _ in relations[f"current_{table}"]]
    assert names == disclosure + [name for name, _ in relations[table]]


def test_there_are_queries_to_try() -> None:
    assert len(QUERIES) >= 8


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: re.search(r"FROM (\w+)", query)[1])  # type: ignore[index]
def test_every_query_gives_an_answer(filled: Adapter, query: str) -> None:
    assert filled.query(query)


def test_after_forgetting_the_offsets_a_new_log_is_loaded_into_the_same_warehouse(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    warehouse.store(rows("old"), place(40), {place(40).partition: 41})
    warehouse.close()
    (script,) = re.findall(r"```sql\n(DELETE.*?)```", PAGE, re.DOTALL)
    adapter.maintain(script)
    again = adapter.open()
    assert again.next_offsets() == {}
    assert again.last_records() == {}
    again.store(rows("old", validator_version="2"), place(0), {place(0).partition: 1})
    again.store(rows("new"), place(1), {place(1).partition: 2})
    found = adapter.query("SELECT file_name, validator_version FROM document ORDER BY file_name")
    assert found == [("new.pdf", "1.0"), ("old.pdf", "2")]
