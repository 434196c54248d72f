"""How PostgreSQL answers: years that are not asked for are not looked at, and documents are found by indexes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.warehouse.adapters import Postgres
from tests.contract.warehouse.documents import document_id, place, rows
from tests.servers.postgres import PostgresAddress

pytestmark = pytest.mark.postgres

SMALL = 5
"""Rows of tables that have so few here that no index is worth while."""
MANY = """
    INSERT INTO document
    SELECT md5(n::text), source_uri, file_name, media_type, '临溪县第' || n || '局', org_level, region, 2021 + n % 5,
        kind, profile, published_on, page_count, verdict, revision, is_current, numbers_seen, numbers_accounted,
        extractor_version, submitted_at, loaded_at, validator_version
    FROM document, generate_series(1, 2000) AS n WHERE document_id = '{one}';
    INSERT INTO budget_line
    SELECT d.document_id, 'T' || 1 + line % 11, line, row_kind, CASE WHEN line < 4 THEN 'total' ELSE '2010301' END,
        row_label, project_name, column_key, printed, amount_yuan, unit, page, x0, top, x1, bottom, inferred,
        d.fiscal_year
    FROM document AS d, generate_series(1, 20) AS line, budget_line AS b
    WHERE d.document_id <> '{one}' AND b.document_id = '{one}' AND b.row_no = 1;
    INSERT INTO finding SELECT d.document_id, no, rule_id, outcome, severity, fault, table_id, row_code, row_label,
        column_key, expected, actual, difference, tolerance, message, f.page, message_zh
    FROM document AS d, generate_series(1, 10) AS no, finding AS f WHERE d.document_id <> '{one}';
    INSERT INTO check_result SELECT d.document_id, 'R' || no, 1, 0, 0
    FROM document AS d, generate_series(1, 20) AS no WHERE d.document_id <> '{one}';
    ANALYZE;
"""


@pytest.fixture(scope="module")
def postgres(postgres_server: PostgresAddress) -> Iterator[Postgres]:
    """Two thousand documents of five years, with forty thousand lines."""
    adapter = Postgres(postgres_server)
    adapter.open().store(rows(), place(), {})
    adapter.maintain(MANY.format(one=document_id("one")))
    yield adapter
    adapter.discard()


def nodes(postgres: Postgres, query: str) -> list[dict[str, Any]]:
    """The steps of the plan that are taken when the query runs."""
    ((plan,),) = postgres.query(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
    found: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        found.append(node)
        for below in node.get("Plans", []):
            walk(below)

    walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return [node for node in found if node["Actual Loops"]]


def read(postgres: Postgres, query: str) -> set[str]:
    """The tables and partitions that a query looks at."""
    return {node["Relation Name"] for node in nodes(postgres, query) if "Relation Name" in node}


def lines(tables: set[str]) -> set[str]:
    return {table for table in tables if re.match("budget_line|quarantined_line", table)}


@pytest.mark.parametrize(
    ("condition", "partitions"),
    [
        ("fiscal_year = 2023", {"budget_line_2023"}),
        ("fiscal_year IN (2022, 2024)", {"budget_line_2022", "budget_line_2024"}),
        ("fiscal_year IS NULL", {"budget_line_other"}),
        ("fiscal_year = 2023 AND table_id = 'T3' AND row_code = '2010301'", {"budget_line_2023"}),
    ],
)
@pytest.mark.parametrize("relation", ["budget_line", "current_budget_line"])
def test_only_the_partitions_of_the_years_in_question_are_read(
    postgres: Postgres, relation: str, condition: str, partitions: set[str]
) -> None:
    query = f"SELECT sum(amount_yuan) FROM {relation} WHERE {condition}"  # noqa: S608 - our own names
    assert lines(read(postgres, query)) <= partitions


def test_the_summary_reads_the_partition_of_each_disclosure(postgres: Postgres) -> None:
    """And the one of lines without a year, where nothing is found."""
    query = "SELECT * FROM department_summary WHERE fiscal_year = 2023"
    assert lines(read(postgres, query)) == {"budget_line_2023", "budget_line_other"}


ONE = f"document_id = '{document_id('one')}'"


@pytest.mark.parametrize(
    ("relation", "condition"),
    [
        ("department_summary", "department = '临溪县第7局'"),
        ("current_budget_line", "department = '临溪县第7局'"),
        ("current_budget_line", "department = '临溪县第7局' AND fiscal_year = 2023"),
        ("current_budget_line", ONE),
        ("table_total", ONE),
        ("current_claim", ONE),
        ("finding", f"{ONE} ORDER BY finding_no"),
        ("rule_outcome", "rule_id = 'R7'"),
    ],
)
def test_what_is_asked_of_one_disclosure_or_rule_is_found_by_indexes(
    postgres: Postgres, relation: str, condition: str
) -> None:
    """Nothing that grows is read from end to end; the code lists, of a fixed size, may be."""
    scans = [
        node
        for node in nodes(postgres, f"SELECT * FROM {relation} WHERE {condition}")  # noqa: S608 - our own names
        if node["Node Type"] == "Seq Scan" and not node["Relation Name"].endswith("_class")
    ]
    assert sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in scans) <= SMALL


def test_totals_are_read_from_an_index_of_totals(postgres: Postgres) -> None:
    query = "SELECT t1_income_yuan FROM department_summary WHERE department = '临溪县第7局'"
    used = {node.get("Index Name", "") for node in nodes(postgres, query)}
    assert any(re.match(r"budget_line_20\d\d_document_id_table_id_column_key", name) for name in used)
