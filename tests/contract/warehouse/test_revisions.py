"""Publications of the same disclosure: numbered by submission, the last one current, whatever the order of loading."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import Warehouse
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import Adapter
from tests.contract.warehouse.documents import MORNING, fresh, place, rows, unreadable


def store_all(warehouse: Warehouse, *documents: DocumentRows) -> None:
    """Store documents at the next offsets."""
    for offset, document in enumerate(
        documents, start=max(warehouse.last_records().values(), default=-1) + 1
    ):
        warehouse.store(document, place(offset), {place(offset).partition: offset + 1})


def revisions(adapter: Adapter) -> list[tuple[str, int, bool]]:
    return adapter.query("SELECT file_name, revision, is_current FROM document ORDER BY file_name")


def submitted(day: int) -> dt.datetime:
    return MORNING + dt.timedelta(days=day)


def test_a_corrected_publication_becomes_current_and_the_earlier_one_stays(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(warehouse, rows("first"), rows("second", submitted_at=submitted(1)))
    assert revisions(adapter) == [("first.pdf", 1, False), ("second.pdf", 2, True)]
    assert adapter.query("SELECT count(*) FROM budget_line") == [(4,)]
    assert adapter.query("SELECT DISTINCT file_name FROM current_budget_line") == [("second.pdf",)]


def test_other_years_kinds_levels_and_departments_are_other_disclosures(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(
        warehouse,
        rows("a"),
        rows("b", fiscal_year=2024),
        rows("c", kind="final_account"),
        rows("d", org_level="单位"),
        rows("e", department="临溪县林业局"),
    )
    assert all(revision == (name, 1, True) for name, revision in ((r[0], r) for r in revisions(adapter)))


def test_documents_that_do_not_say_what_they_disclose_stand_alone(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(
        warehouse,
        rows("a", department=None),
        rows("b", department=None),
        rows("c", fiscal_year=None),
        rows("d", org_level=None),
        unreadable("e"),
        unreadable("f"),
    )
    assert [(revision, current) for _, revision, current in revisions(adapter)] == [(1, True)] * 6


def test_a_quarantined_publication_supersedes_the_earlier_one_too(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    """What was published last is what counts; that it is in quarantine is said in the summary."""
    store_all(
        warehouse, rows("first"), rows("second", submitted_at=submitted(1), verdict=Verdict.QUARANTINED)
    )
    assert revisions(adapter) == [("first.pdf", 1, False), ("second.pdf", 2, True)]
    assert adapter.query("SELECT count(*) FROM current_budget_line") == [(0,)]
    assert adapter.query("SELECT verdict, t3_expenditure_yuan FROM department_summary") == [
        ("quarantined", None)
    ]


def test_tables_and_text_of_one_disclosure_are_both_current_and_have_one_row_in_the_summary(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    """In whatever order they come; a corrected text supersedes the text alone."""
    store_all(
        warehouse,
        rows("text", scope="text", disclosure_id="d"),
        rows("tables", submitted_at=submitted(1), scope="tables", disclosure_id="d"),
        rows("text again", submitted_at=submitted(2), scope="text", disclosure_id="d"),
    )
    assert revisions(adapter) == [
        ("tables.pdf", 1, True),
        ("text again.pdf", 2, True),
        ("text.pdf", 1, False),
    ]
    assert adapter.query("SELECT file_name FROM department_summary") == [("tables.pdf",)]


def test_a_text_whose_tables_have_not_come_stands_in_the_summary_by_itself(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(warehouse, rows("text", scope="text", disclosure_id="d"))
    assert adapter.query("SELECT file_name FROM department_summary") == [("text.pdf",)]


def test_a_document_read_anew_as_another_disclosure_leaves_the_old_group_in_order(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(warehouse, rows("first"), rows("second", submitted_at=submitted(1)))
    store_all(warehouse, rows("second", submitted_at=submitted(1), fiscal_year=2026))
    assert revisions(adapter) == [("first.pdf", 1, True), ("second.pdf", 1, True)]
    store_all(warehouse, rows("second", submitted_at=submitted(1), department=None))
    assert revisions(adapter) == [("first.pdf", 1, True), ("second.pdf", 1, True)]


def test_an_earlier_submission_of_known_bytes_changes_the_order(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store_all(warehouse, rows("first", submitted_at=submitted(2)), rows("second", submitted_at=submitted(3)))
    store_all(warehouse, rows("second", submitted_at=submitted(1)))
    assert revisions(adapter) == [("first.pdf", 2, True), ("second.pdf", 1, False)]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    publications=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["甲", "乙", None]), st.sampled_from(list(Verdict)[:3])),
        min_size=1,
        max_size=6,
    ),
)
def test_the_order_of_loading_has_no_part_in_it(
    adapter: Adapter,
    warehouse: Warehouse,
    data: st.DataObject,
    publications: list[tuple[int, str | None, Verdict]],
) -> None:
    """Any order, with repeats, ends in the numbers that sorting by submission gives."""
    tag = fresh("publications")
    documents = [
        rows(
            f"{tag} {number}",
            submitted_at=submitted(day),
            department=name and f"{name}{tag}",
            verdict=verdict,
        )
        for number, (day, name, verdict) in enumerate(publications)
    ]
    repeats = data.draw(st.lists(st.sampled_from(documents), max_size=3))
    order = data.draw(st.permutations(documents + repeats))
    store_all(warehouse, *order)
    expected = {}
    for document in documents:
        row = document.document
        group = sorted(
            (other.document.submitted_at, other.document.document_id)
            for other in documents
            if row.department and other.document.department == row.department
        ) or [(row.submitted_at, row.document_id)]
        number = group.index((row.submitted_at, row.document_id)) + 1
        expected[row.document_id] = (number, number == len(group))
    stored = adapter.query("SELECT document_id, file_name, revision, is_current FROM document")
    found = {each: (number, current) for each, name, number, current in stored if name.startswith(f"{tag} ")}
    assert found == expected
