"""The main job from outside: files go in, verdicts and figures come out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.integration.conftest import Fiscus, contents, small, typeset_pdf, typeset_text
from tests.typeset import hostile
from tests.typeset.truth import truth


def amounts(warehouse: Path, file_name: str) -> dict[tuple[str, str, str, str], Decimal]:
    """Give the amounts of a document in 万元 by table, row and column."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_id, row_code, coalesce(project_name, CASE WHEN row_code = 'item' THEN row_label END, ''),"
            " column_key, amount_yuan / 10000 FROM budget_line JOIN document USING (document_id) WHERE file_name = ?",
            [file_name],
        ).fetchall()
    return {(table, code, name, column): Decimal(str(amount)) for table, code, name, column, amount in rows}


@pytest.mark.parametrize("seed", [3, 11])
def test_a_pdf_and_its_text_extract_give_the_same_figures(fiscus: Fiscus, tmp_path: Path, seed: int) -> None:
    """Every cell of the PDF has its page and box and no inferred column; what the text places is the same."""
    disclosure = small(seed)
    typeset_pdf(disclosure, tmp_path / "a.pdf")
    typeset_text(disclosure, tmp_path / "a.txt")
    warehouse = tmp_path / "w.duckdb"
    run = fiscus("ingest", tmp_path, "--warehouse", warehouse, "--json")
    assert run.code == 0, run.err
    from_pdf, from_text = amounts(warehouse, "a.pdf"), amounts(warehouse, "a.txt")
    printed = truth(disclosure, "a.pdf")["tables"]
    assert len(from_pdf) == sum(
        len(row["cells"]) for table in printed.values() for row in table.get("rows", [])
    )
    assert from_text.items() <= from_pdf.items()
    assert {key for key in from_pdf.keys() - from_text.keys() if key[0] != "T7"} == set()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (unplaced,) = connection.execute(
            "SELECT count(*) FROM budget_line JOIN document USING (document_id)"
            " WHERE file_name = 'a.pdf' AND (inferred OR page IS NULL OR x0 IS NULL OR x1 <= x0 OR bottom <= top)"
        ).fetchall()
    assert unplaced == (0,)


def test_the_same_bytes_again_change_nothing(fiscus: Fiscus, tmp_path: Path) -> None:
    """Whether under the same name or another: the warehouse stays as it was."""
    typeset_pdf(small(5), tmp_path / "a.pdf")
    warehouse = tmp_path / "w.duckdb"
    fiscus("ingest", tmp_path, "--warehouse", warehouse)
    before = contents(warehouse)
    (tmp_path / "copy 副本.pdf").write_bytes((tmp_path / "a.pdf").read_bytes())
    run = fiscus("ingest", tmp_path, "--warehouse", warehouse, "--json")
    assert run.code == 0
    assert [line["is_new"] for line in run.lines()] == [False, False], "the warehouse beside them is not told"
    assert contents(warehouse) == before
    assert before["budget_line"]


def test_a_corrected_publication_is_a_new_revision(fiscus: Fiscus, tmp_path: Path) -> None:
    """Same department, year and kind, other bytes: the later one is current, the earlier one stays."""
    warehouse = tmp_path / "w.duckdb"
    first = typeset_pdf(small(5, department="云岭县水利局", fiscal_year=2026), tmp_path / "a.pdf")
    second = typeset_pdf(
        small(6, department="云岭县水利局", fiscal_year=2026, org_level=small(5).org_level),
        tmp_path / "b.pdf",
    )
    fiscus("ingest", first, "--warehouse", warehouse)
    run = fiscus("ingest", second, "--warehouse", warehouse, "--json")
    assert [line["revision"] for line in run.lines()] == [2]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "SELECT file_name, revision, is_current FROM document ORDER BY revision"
        ).fetchall()
        (files,) = connection.execute("SELECT list(DISTINCT file_name) FROM current_budget_line").fetchall()
    assert rows == [("a.pdf", 1, False), ("b.pdf", 2, True)]
    assert files == (["b.pdf"],)


def test_bad_files_get_one_clear_line_each_and_stop_nobody(fiscus: Fiscus, tmp_path: Path) -> None:
    """Each is unreadable with its reason; the good one among them is accepted."""
    typeset_pdf(small(7), tmp_path / "好 文件.pdf")
    hostile.empty(tmp_path / "empty.pdf")
    hostile.not_a_pdf(tmp_path / "not a pdf.pdf")
    hostile.truncated(tmp_path / "truncated.pdf", small(7))
    hostile.letter(tmp_path / "letter.pdf")
    hostile.encrypted(tmp_path / "encrypted.pdf", small(7), "secret")
    hostile.image_only(
        tmp_path / "scan.pdf", small(7), pages=2, scale=0.2
    )  # nobody can read that, OCR neither
    warehouse = tmp_path / "w.duckdb"
    run = fiscus("ingest", tmp_path, "--warehouse", warehouse, "--json")
    assert run.code == 0, run.err
    verdicts = {Path(line["file"]).name: line for line in run.lines()}
    assert verdicts["好 文件.pdf"]["verdict"].startswith("accepted")
    for name in ("empty.pdf", "not a pdf.pdf", "truncated.pdf", "letter.pdf", "encrypted.pdf", "scan.pdf"):
        line = verdicts[name]
        assert line["verdict"] == "unreadable", name
        (finding,) = line["findings"]
        assert finding["severity"] == "error"
        assert "\n" not in finding["message"]
        assert ": " in finding["message"], "what to do follows what is wrong"


def test_a_text_in_gb18030_is_read(fiscus: Fiscus, tmp_path: Path) -> None:
    """The encoding changes nothing but the bytes."""
    path = typeset_text(small(8), tmp_path / "a.txt")
    warehouse = tmp_path / "w.duckdb"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (line,) = fiscus("ingest", path, "--warehouse", warehouse, "--json").lines()
    assert line["verdict"].startswith("accepted")
    assert line["department"] == small(8).department


def test_a_file_over_its_limits_is_unreadable(fiscus: Fiscus, tmp_path: Path) -> None:
    """Too many pages, too much time, too much memory: the reason names the limit, and the good file is read."""
    typeset_text(small(9), tmp_path / "good.txt")
    hostile.many_pages(tmp_path / "pages.pdf", 5000)
    hostile.slow_page(tmp_path / "slow.pdf", 30_000_000)
    hostile.swollen_stream(tmp_path / "swollen.pdf", 1500)
    limits = ("--max-seconds", "10", "--max-memory-mb", "600")
    run = fiscus("ingest", tmp_path, "--warehouse", tmp_path / "w.duckdb", *limits, "--json")
    assert run.code == 0, run.err
    verdicts = {Path(line["file"]).name: line for line in run.lines()}
    assert verdicts["good.txt"]["verdict"].startswith("accepted")
    for name in ("pages.pdf", "slow.pdf", "swollen.pdf"):
        assert verdicts[name]["verdict"] == "unreadable", name
        assert "limit" in verdicts[name]["findings"][0]["message"]


def test_usage_errors_end_with_status_2_and_one_line(fiscus: Fiscus, tmp_path: Path) -> None:
    """A path where nothing is, a warehouse that is none."""
    run = fiscus("ingest", tmp_path / "gone", "--warehouse", tmp_path / "w.duckdb")
    assert run.code == 2
    (tmp_path / "text.duckdb").write_text("this is no warehouse")
    typeset_text(small(4), tmp_path / "a.txt")
    run = fiscus("ingest", tmp_path / "a.txt", "--warehouse", tmp_path / "text.duckdb")
    assert run.code == 2
    assert len(run.err.strip().splitlines()) == 1
    assert "text.duckdb" in run.err


def test_extract_and_validate_work_as_a_pipe(fiscus: Fiscus, tmp_path: Path) -> None:
    """Section events come out, ended by the manifest; verdict and records follow from them."""
    path = typeset_text(small(4), tmp_path / "a.txt")
    events = fiscus("extract", path)
    assert events.code == 0
    assert events.lines()[-1]["section"]["kind"] == "manifest"
    judged = fiscus("validate", stdin=events.out)
    assert judged.code == 0
    batch = judged.lines()[0]
    assert batch["topic"] == "fiscus.records.accepted.v1"
    assert batch["document"]["department"] == small(4).department
    assert batch["lines"]


def test_extract_of_an_unreadable_file_ends_with_status_3(fiscus: Fiscus, tmp_path: Path) -> None:
    """The reason stands on stderr, nothing on stdout."""
    (tmp_path / "empty.pdf").write_bytes(b"")
    run = fiscus("extract", tmp_path / "empty.pdf")
    assert (run.code, run.out) == (3, "")
    assert "empty.pdf" in run.err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ingest", "--help"], ["extract", "--help"], ["validate", "--help"]]
)
def test_help_has_an_example(fiscus: Fiscus, arguments: list[str]) -> None:
    """Every command shows how it is used."""
    run = fiscus(*arguments)
    assert run.code == 0
    assert "Example" in run.out


def test_an_unreadable_file_is_read_again_when_a_limit_is_raised(fiscus: Fiscus, tmp_path: Path) -> None:
    """What the finding advises works: the same file with another limit gets another verdict."""
    pdf = typeset_pdf(small(4), tmp_path / "a.pdf")
    warehouse = tmp_path / "w.duckdb"
    (first,) = fiscus("ingest", pdf, "--warehouse", warehouse, "--max-pages", "2", "--json").lines()
    (second,) = fiscus("ingest", pdf, "--warehouse", warehouse, "--json").lines()
    assert first["verdict"] == "unreadable"
    assert second["verdict"].startswith("accepted")
    (third,) = fiscus("ingest", pdf, "--warehouse", warehouse, "--json").lines()
    assert not third["is_new"]
