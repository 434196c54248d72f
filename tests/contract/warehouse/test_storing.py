"""What becomes of a document that is stored: its rows, whole, exact and once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.loader.document_rows import DocumentRows
from services.loader.warehouse.port import StoreOutcome, Warehouse
from shared.errors import ContractError
from shared.eventlog.port import TopicPartition
from shared.model.finding import Verdict
from tests.contract.warehouse.adapters import NOON, Adapter, content
from tests.contract.warehouse.documents import (
    ACCEPTED_0,
    MORNING,
    QUARANTINED_0,
    claim,
    document_id,
    finding,
    fresh,
    line,
    place,
    rows,
    unreadable,
)

QUARANTINED = Verdict.QUARANTINED


def store(
    warehouse: Warehouse,
    document: DocumentRows,
    offset: int = 0,
    *,
    partition: TopicPartition = ACCEPTED_0,
    minute: int | None = None,
) -> StoreOutcome:
    """Store a document whose record stands at `offset`, everything before it done."""
    return warehouse.store(document, place(offset, partition, minute=minute), {partition: offset + 1})


def counts(adapter: Adapter, name: str = "one") -> dict[str, int]:
    """How many rows of the document each table has."""
    tables = (
        "document", "budget_line", "quarantined_line", "claim", "indicator", "performance_plan", "disclosed_figure",
        "finding", "check_result", "load",
    )  # fmt: skip
    return {
        table: adapter.query(f"SELECT count(*) FROM {table} WHERE document_id = '{document_id(name)}'")[0][0]  # noqa: S608
        for table in tables
    }


def test_an_accepted_document_has_its_rows_in_every_table(adapter: Adapter, warehouse: Warehouse) -> None:
    assert store(warehouse, rows()) is StoreOutcome.LOADED
    assert counts(adapter) == {
        "document": 1,
        "budget_line": 2,
        "quarantined_line": 0,
        "claim": 1,
        "indicator": 1,
        "performance_plan": 1,
        "disclosed_figure": 1,
        "finding": 1,
        "check_result": 1,
        "load": 1,
    }


def test_every_value_of_the_document_and_of_a_line_stands_in_its_column(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(warehouse, rows(), 7)
    assert adapter.query(
        "SELECT document_id, file_name, department, org_level, region, fiscal_year, kind, published_on, page_count, "
        "verdict, revision, is_current, submitted_at, loaded_at, extractor_version, validator_version FROM document"
    ) == [
        (
            document_id("one"),
            "one.pdf",
            "临溪县水务局",
            "部门",
            "临溪县",
            2025,
            "budget",
            dt.date(2025, 2, 20),
            12,
            "accepted",
            1,
            True,
            MORNING.replace(tzinfo=None),
            NOON.replace(tzinfo=None),
            "1.0",
            "1.0",
        )
    ]
    assert adapter.query("SELECT * FROM budget_line WHERE row_no = 1") == [
        (
            document_id("one"),
            "T3",
            1,
            "item",
            "2010301",
            "行政运行",
            None,
            "total",
            "123.46",
            Decimal("1234567.00"),
            "万元",
            3,
            100.5,
            200.25,
            150.0,
            210.0,
            False,
            2025,
            None,
            None,
            "text",
        )
    ]
    assert adapter.query("SELECT * FROM load") == [
        (document_id("one"), NOON.replace(tzinfo=None), ACCEPTED_0.topic, 0, 7)
    ]


def test_the_lines_of_a_quarantined_document_are_kept_apart_and_everything_else_beside_the_others(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(warehouse, rows(verdict=QUARANTINED), partition=QUARANTINED_0)
    found = counts(adapter)
    assert (found["budget_line"], found["quarantined_line"]) == (0, 2)
    assert (found["claim"], found["indicator"], found["performance_plan"], found["disclosed_figure"]) == (
        1,
        1,
        1,
        1,
    )
    assert adapter.query("SELECT amount_yuan FROM quarantined_line WHERE row_no = 2") == [(Decimal("8.00"),)]


def test_an_unreadable_document_has_its_own_row_and_its_findings(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(warehouse, unreadable(), partition=QUARANTINED_0)
    present = {table for table, count in counts(adapter, "broken").items() if count}
    assert present == {"document", "finding", "load"}
    assert adapter.query("SELECT verdict, revision, is_current, department, fiscal_year FROM document") == [
        ("unreadable", 1, True, None, None)
    ]


def test_the_same_document_again_changes_nothing(adapter: Adapter, warehouse: Warehouse) -> None:
    store(warehouse, rows())
    before = content(adapter)
    again = adapter.open(NOON + dt.timedelta(hours=1))
    resubmitted = rows(
        submitted_at=MORNING + dt.timedelta(days=1), file_name="copy.pdf", source_uri="file:///copy.pdf"
    )
    assert store(again, resubmitted, 1) is StoreOutcome.UNCHANGED
    assert content(adapter) == before
    assert again.next_offsets() == {ACCEPTED_0: 2}


def test_the_earliest_submission_of_the_bytes_is_the_one_that_counts(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(warehouse, rows(submitted_at=MORNING + dt.timedelta(days=1), file_name="copy.pdf"))
    assert store(warehouse, rows(), 1) is StoreOutcome.UNCHANGED
    assert adapter.query("SELECT file_name, submitted_at FROM document") == [
        ("one.pdf", MORNING.replace(tzinfo=None))
    ]


def test_a_new_verdict_replaces_the_findings_and_moves_the_lines(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    store(warehouse, rows(verdict=QUARANTINED), 0, partition=QUARANTINED_0, minute=0)
    accepted = rows(validator_version="1.1")
    assert store(warehouse, accepted, 0, minute=1) is StoreOutcome.REPLACED
    found = counts(adapter)
    assert (found["budget_line"], found["quarantined_line"], found["load"]) == (2, 0, 1)
    assert adapter.query("SELECT verdict, validator_version FROM document") == [("accepted", "1.1")]
    back = rows(verdict=QUARANTINED, lines=(line(1, "9.99"),), validator_version="1.2")
    assert store(warehouse, back, 1, partition=QUARANTINED_0, minute=2) is StoreOutcome.REPLACED
    assert counts(adapter)["budget_line"] == 0
    assert adapter.query("SELECT amount_yuan FROM quarantined_line") == [(Decimal("9.99"),)]
    assert counts(adapter)["finding"] == 1


def test_an_older_verdict_that_arrives_late_is_outdated(adapter: Adapter, warehouse: Warehouse) -> None:
    """The topics are read side by side: the older quarantine may come after the newer acceptance."""
    store(warehouse, rows(validator_version="1.1"), 0, minute=5)
    before = content(adapter)
    late = rows(verdict=QUARANTINED)
    assert store(warehouse, late, 0, partition=QUARANTINED_0, minute=1) is StoreOutcome.OUTDATED
    assert content(adapter) == before
    assert warehouse.next_offsets() == {ACCEPTED_0: 1, QUARANTINED_0: 1}


def test_a_verdict_that_comes_back_is_the_newest_again(adapter: Adapter, warehouse: Warehouse) -> None:
    """First and third verdict are the same; the second, which differs, arrives last and is older than the third."""
    store(warehouse, rows(), 0, minute=0)
    assert store(warehouse, rows(), 1, minute=2) is StoreOutcome.UNCHANGED
    second = rows(verdict=QUARANTINED)
    assert store(warehouse, second, 0, partition=QUARANTINED_0, minute=1) is StoreOutcome.OUTDATED
    assert adapter.query("SELECT verdict FROM document") == [("accepted",)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    verdicts=st.lists(st.sampled_from(["accepted", "quarantined", "mended"]), min_size=2, max_size=5),
)
def test_the_newest_verdict_stays_whatever_the_order_in_which_two_partitions_are_read(
    adapter: Adapter, warehouse: Warehouse, data: st.DataObject, verdicts: list[str]
) -> None:
    """Each partition is read in its own order, the two of them interleaved in any way."""
    name = fresh("document")
    kinds = {
        "accepted": (ACCEPTED_0, rows(name)),
        "quarantined": (QUARANTINED_0, rows(name, verdict=QUARANTINED)),
        "mended": (ACCEPTED_0, rows(name, lines=(line(1, "5.00"),))),
    }
    start = {p: warehouse.next_offsets().get(p, 0) for p in (ACCEPTED_0, QUARANTINED_0)}
    queues: dict[TopicPartition, list[tuple[int, DocumentRows]]] = {ACCEPTED_0: [], QUARANTINED_0: []}
    for minute, verdict in enumerate(verdicts):
        partition, document = kinds[verdict]
        queues[partition].append((minute, document))
    offsets = dict(start)
    while any(queues.values()):
        partition = data.draw(st.sampled_from([p for p, queue in queues.items() if queue]))
        minute, document = queues[partition].pop(0)
        store(warehouse, document, offsets[partition], partition=partition, minute=minute)
        offsets[partition] += 1
    newest = kinds[verdicts[-1]][1]
    lines = "budget_line" if newest.is_trusted else "quarantined_line"
    found = adapter.query(f"SELECT amount_yuan FROM {lines} WHERE document_id = '{document_id(name)}'")  # noqa: S608
    assert sorted(found) == sorted((row.amount_yuan,) for row in newest.lines)
    status = warehouse.status(document_id(name))
    assert status is not None
    assert status.verdict is newest.document.verdict
    assert status.amounts == len(newest.lines)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(
        st.decimals(
            min_value=Decimal("-999999999999999999.99"), max_value=Decimal("999999999999999999.99"), places=2
        ),
        min_size=1,
        max_size=40,
    ),
    shares=st.lists(st.decimals(min_value=-(10**11), max_value=10**11, places=6), min_size=1, max_size=5),
)
def test_amounts_and_shares_are_stored_to_the_last_digit(
    adapter: Adapter, warehouse: Warehouse, amounts: list[Decimal], shares: list[Decimal]
) -> None:
    offset = warehouse.next_offsets().get(ACCEPTED_0, 0)
    name = fresh("exact")
    document = rows(
        name, lines=tuple(line(no, amount_yuan=amount) for no, amount in enumerate(amounts, start=1))
    )
    claims = tuple(claim(no, share_pct=share) for no, share in enumerate(shares, start=1))
    store(warehouse, DocumentRows(document=document.document, lines=document.lines, claims=claims), offset)
    mine = f"WHERE document_id = '{document_id(name)}'"
    stored = adapter.query(f"SELECT amount_yuan FROM budget_line {mine} ORDER BY row_no")  # noqa: S608
    assert stored == [(amount,) for amount in amounts]
    assert adapter.query(f"SELECT sum(amount_yuan) FROM budget_line {mine}") == [(sum(amounts),)]  # noqa: S608
    assert adapter.query(f"SELECT share_pct FROM claim {mine} ORDER BY claim_no") == [(s,) for s in shares]  # noqa: S608


@pytest.mark.parametrize("yuan", ["0.001", "1E+18", "-1000000000000000000", "NaN", "Infinity"])
def test_an_amount_that_does_not_fit_is_refused_and_leaves_no_trace(
    adapter: Adapter, warehouse: Warehouse, yuan: str
) -> None:
    """Nothing is rounded away in silence: an amount in yuan has two decimals."""
    before = content(adapter)
    bad = line().model_copy(update={"amount_yuan": Decimal(yuan)})
    with pytest.raises(
        ContractError, match=r"amount_yuan .* does not fit 20 digits with 2 decimals"
    ) as caught:
        store(warehouse, rows(lines=(line(1), bad)))
    assert document_id("one") in str(caught.value)
    assert content(adapter) == before
    assert warehouse.next_offsets() == {}


def test_a_number_too_large_for_its_column_leaves_no_half_document(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    """The last table fails inside the transaction, when the others are written already."""
    store(warehouse, rows("good"))
    before = content(adapter)
    document = rows("bad")
    check = document.checks[0].model_copy(update={"held": 2**40})
    bad = DocumentRows(
        document=document.document, lines=document.lines, claims=document.claims, checks=(check,)
    )
    with pytest.raises(ContractError, match="does not fit its column"):
        store(warehouse, bad, 1)
    assert content(adapter) == before
    assert warehouse.next_offsets() == {ACCEPTED_0: 1}
    assert store(warehouse, rows("next"), 2) is StoreOutcome.LOADED


def test_quotients_without_a_last_digit_are_rounded_to_eight_decimals(
    adapter: Adapter, warehouse: Warehouse
) -> None:
    document = rows()
    third = finding(expected=Decimal(100) / 3, difference=Decimal("-0.000000005"))
    store(warehouse, DocumentRows(document=document.document, findings=(third,)))
    assert adapter.query("SELECT expected, difference FROM finding") == [
        (Decimal("33.33333333"), Decimal("0E-8"))
    ]


def test_characters_that_no_database_may_refuse(adapter: Adapter, warehouse: Warehouse) -> None:
    """NUL becomes U+FFFD, quotes, rare characters and line breaks stay."""
    odd = "㐱𠮷'\";\\\n—％\0"
    store(warehouse, rows(lines=(line(row_label=odd, printed="０"),), department=odd, file_name=odd))
    clean = odd.replace("\0", "\ufffd")
    assert adapter.query("SELECT row_label, printed FROM budget_line") == [(clean, "０")]
    assert adapter.query("SELECT department, file_name, revision FROM document") == [(clean, clean, 1)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
        | st.sampled_from(
            [
                "\\N",
                "\\.",
                "\\\\N",
                "\t",
                "a\tb\\tc",
                "\r\n",
                "\r",
                "\\",
                "\x01\x08\x7f\x85",
                "\u2028",
                "\ufeff",
                "𠮷\U0010ffff",
            ]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_text_comes_back_as_it_went_in(adapter: Adapter, warehouse: Warehouse, texts: list[str]) -> None:
    """Whatever means something to a loader of rows: tabs, line ends, backslashes, marks of NULL and of the end."""
    name = fresh("odd")
    lines = tuple(line(no, row_label=text, project_name=text) for no, text in enumerate(texts, start=1))
    store(warehouse, rows(name, lines=lines), warehouse.next_offsets().get(ACCEPTED_0, 0))
    mine = f"WHERE document_id = '{document_id(name)}'"
    stored = adapter.query(f"SELECT row_label, project_name FROM budget_line {mine} ORDER BY row_no")  # noqa: S608
    assert stored == [(text, text) for text in texts]


def test_status_tells_verdict_counts_and_versions(warehouse: Warehouse) -> None:
    store(warehouse, rows(verdict=Verdict.ACCEPTED_WITH_FINDINGS))
    status = warehouse.status(document_id("one"))
    assert status is not None
    assert (status.verdict, status.revision, status.is_current) == (Verdict.ACCEPTED_WITH_FINDINGS, 1, True)
    assert (status.amounts, status.errors, status.warnings, status.infos) == (2, 0, 1, 0)
    assert (status.department, status.fiscal_year, status.file_name) == ("临溪县水务局", 2025, "one.pdf")
    assert warehouse.status(document_id("another")) is None


def test_findings_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    document = rows()
    several = (finding(2, expected=None, actual=None, difference=None, tolerance=None), finding(1))
    store(warehouse, DocumentRows(document=document.document, findings=several))
    assert warehouse.findings(document_id("one")) == (finding(1), several[0])
    assert warehouse.findings(document_id("another")) == ()


def test_figures_of_findings_come_back_without_the_zeros_of_their_column(warehouse: Warehouse) -> None:
    """And never as `0E-8`: they are printed as they are."""
    figures = {"expected": Decimal(0), "actual": Decimal(-1234500), "difference": Decimal("-0.0049")}
    document = rows()
    store(warehouse, DocumentRows(document=document.document, findings=(finding(1, **figures),)))
    (found,) = warehouse.findings(document_id("one"))
    assert (str(found.expected), str(found.actual), str(found.difference)) == (
        "0.00",
        "-1234500.00",
        "-0.0049",
    )


def test_known_documents_are_those_with_a_verdict(warehouse: Warehouse) -> None:
    store(warehouse, rows("one"))
    store(warehouse, unreadable("two"), 1)
    asked = [document_id(name) for name in ("one", "two", "three")]
    assert warehouse.known_documents(asked) == {asked[0], asked[1]}
    assert warehouse.known_documents([]) == frozenset()


def test_the_official_code_lists_are_there_from_the_start(adapter: Adapter, warehouse: Warehouse) -> None:
    assert warehouse.next_offsets() == {}
    assert adapter.query("SELECT code, name, level, parent FROM functional_class WHERE code = '2010301'") == [
        ("2010301", "行政运行", "项", "20103")
    ]
    assert adapter.query("SELECT count(*) FROM functional_class") == [(827,)]
    assert adapter.query("SELECT count(*) FROM economic_class") == [(159,)]
