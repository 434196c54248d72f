"""What a warehouse tells of the files that may be joined, and how its views show a disclosure of two files."""

from __future__ import annotations

from dataclasses import replace

from services.loader.pairing import due
from services.loader.warehouse.port import Warehouse
from shared.events.topics import JudgementOrder
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import Adapter
from tests.contract.warehouse.documents import ACCEPTED_0, QUARANTINED_0, document_id, place, rows, unreadable
from tests.contract.warehouse.test_revisions import store_all, submitted

TABLES, TEXT = document_id("tables"), document_id("text")


def test_the_parts_of_a_department_are_its_texts_tables_and_wholes(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(
        warehouse,
        rows("tables", scope="tables", reading="r"),
        rows("text", scope="text", org_level=None, fiscal_year=None),
        rows("attachment", scope="attachment"),
        rows("whole", scope="whole", fiscal_year=2024, verdict=Verdict.QUARANTINED),
        rows("elsewhere", scope="text", department="临溪县林业局"),
        unreadable(),
    )
    parts = {part.document_id: part for part in warehouse.parts("临溪县水务局")}
    assert set(parts) == {TABLES, TEXT, document_id("whole")}
    assert parts[TABLES][1:6] == ("tables", "部门", 2025, "budget", True)
    assert parts[TABLES].reading == "r"
    assert parts[TEXT].identity == (None, None, "budget")
    beside = warehouse.parts_beside_texts()
    assert set(beside) == {"临溪县水务局", "临溪县林业局"}
    assert beside["临溪县水务局"] == warehouse.parts("临溪县水务局")
    assert warehouse.parts("无此单位") == ()


def test_what_is_due_is_done_once_the_joint_judgement_is_stored(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    tables = rows("tables", scope="tables", reading="r", disclosure_id="d")
    text = rows("text", scope="text", reading="t", disclosure_id="d")
    store_all(warehouse, tables, text)
    found = due(warehouse.parts("临溪县水务局"))
    assert {name: other and other.document_id for name, other in found.items()} == {TEXT: TABLES}
    joined = rows("text", scope="text", reading="t r", joined_document_id=TABLES, joined_reading="r")
    store_all(warehouse, joined)
    assert due(warehouse.parts("临溪县水务局")) == {}


def test_the_newest_judgement_tells_where_the_sections_stand(adapter: Adapter, warehouse: Warehouse) -> None:
    """Whichever topic it came through; nothing is told of what is not known."""
    first = replace(rows("text"), order=JudgementOrder(reading=5, judged=5))
    second = replace(
        rows("text", verdict=Verdict.QUARANTINED, judgement="2"), order=JudgementOrder(reading=5, judged=9)
    )
    warehouse.store(first, place(0, ACCEPTED_0), {})
    assert warehouse.manifest_place(TEXT) == (0, JudgementOrder(reading=5, judged=5))
    warehouse.store(second, place(0, QUARANTINED_0), {})
    warehouse.store(first, place(1, ACCEPTED_0), {})
    assert warehouse.manifest_place(TEXT) == (0, JudgementOrder(reading=5, judged=9))
    warehouse.store(rows("tables"), place(2, ACCEPTED_0), {})
    assert warehouse.manifest_place(TABLES) is None
    assert warehouse.manifest_place(document_id("none")) is None


def test_joined_files_have_one_row_in_the_summary_though_one_leaves_its_level_open(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    text = rows("text", scope="text", org_level=None, joined_document_id=TABLES)
    store_all(warehouse, rows("tables", scope="tables", disclosure_id="d"), text)
    assert adapter.query("SELECT file_name FROM department_summary") == [("tables.pdf",)]
    store_all(warehouse, rows("text", scope="text", org_level=None))
    assert adapter.query("SELECT count(*) FROM department_summary") == [(2,)]


def test_a_text_after_a_whole_publication_takes_the_place_of_its_text_alone(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    """Claims and figures are the later text's; the tables stay current, and so does what belongs to them."""
    store_all(
        warehouse,
        rows("whole", scope="whole", disclosure_id="d"),
        rows("text", scope="text", disclosure_id="d", submitted_at=submitted(1), lines=()),
    )
    for view, files in {
        "current_claim": ["text"],
        "current_disclosed_figure": ["text"],
        "current_budget_line": ["whole"],
        "current_performance_plan": ["text", "whole"],
    }.items():
        found = adapter.query(f"SELECT DISTINCT document_id FROM {view} ORDER BY 1")  # noqa: S608 - our own names
        assert [name for (name,) in found] == sorted(document_id(name) for name in files), view
    assert adapter.query("SELECT file_name FROM department_summary") == [("whole.pdf",)]
    store_all(warehouse, rows("again", scope="whole", disclosure_id="d", submitted_at=submitted(2)))
    assert adapter.query("SELECT DISTINCT document_id FROM current_claim") == [(document_id("again"),)]
