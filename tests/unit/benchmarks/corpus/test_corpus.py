"""The scoreboard over typeset documents: what it counts, what it calls wrong, how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.corpus.__main__ import main
from benchmarks.corpus.against import differences
from benchmarks.corpus.measure import ended, score
from benchmarks.corpus.report import bars, percent
from benchmarks.corpus.score import DocumentScore, Ending, RelationScore, by_family, sums
from benchmarks.corpus.truth import Truth, differing, names_department, read_index, truth_of
from services.extractor.isolation import Crashed
from shared.model.document import DocumentKind, Head
from tests.typeset import hostile, reportlab_pdf
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import generate
from tests.typeset.style import STYLES

STYLE = STYLES["dense"]
CONTENT = generate(3, projects=1, rounding=False, department="青石县档案馆", org_level="单位")


def with_total(disclosure: Disclosure, more: Decimal) -> Disclosure:
    """The disclosure with another total in its table of expenditure."""
    table = disclosure.tables["T3"]
    rows = tuple(
        replace(row, cells={**row.cells, "total": row.cells["total"] + more}) if row.kind == "total" else row
        for row in table.rows
    )
    return replace(disclosure, tables={**disclosure.tables, "T3": replace(table, rows=rows)})


def printed(disclosure: Disclosure, folder: Path) -> bytes:
    path = folder / "printed.pdf"
    reportlab_pdf.typeset(disclosure, path, STYLE)
    return path.read_bytes()


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> DocumentScore:
    """The score of a document without a fault, of which everything is known."""
    year = CONTENT.fiscal_year
    truth = Truth(department="青石县档案馆", fiscal_year=year, kind="budget", org_level="单位")
    return score("a.pdf", printed(CONTENT, tmp_path_factory.mktemp("clean")), truth)


def test_a_clean_document_is_read_whole(clean: DocumentScore) -> None:
    own = sums([clean])

    assert clean.ending is Ending.READ
    assert clean.wrong == ()
    assert {table.table_id for table in clean.tables} == set(CONTENT.tables)
    assert own.numbers_seen == own.numbers_accounted > 100
    assert own.held > 50
    assert own.broken == 0
    assert own.headers_unmapped == own.rows_unmapped == own.unknown_tables == 0
    assert clean.seconds > 0


def test_a_wrong_total_is_listed_with_its_printed_figures(clean: DocumentScore, tmp_path: Path) -> None:
    changed = with_total(CONTENT, Decimal("7.00"))
    found = score("b.pdf", printed(changed, tmp_path), Truth())

    within = [one for one in found.broken if one.rule_id.startswith("within.T3")]
    differences_ = {Decimal(one.left) - Decimal(one.right) for one in within}
    assert differences_ == {Decimal("7.00")}
    assert sums([found]).broken > 0
    assert sums([found]).errors > sums([clean]).errors


@pytest.mark.parametrize(
    ("truth", "wrong"),
    [
        (Truth(fiscal_year=1999), ("year",)),
        (Truth(kind="final_account"), ("kind",)),
        (Truth(org_level="部门"), ("level",)),
        (Truth(department="白石县档案馆"), ("department",)),
        (Truth(title="2024年青石县档案馆单位预算公开"), ()),
        (Truth(kind="none"), ("taken",)),
    ],
)
def test_what_differs_from_the_index_is_named(truth: Truth, wrong: tuple[str, ...]) -> None:
    head = Head(
        department="青石县档案馆",
        org_level="单位",
        fiscal_year=2024,
        kind=DocumentKind.BUDGET,
        profile="national",
        page_count=1,
    )

    assert tuple(differing(head, truth)) == wrong


def test_a_title_names_the_department_in_short() -> None:
    truth = Truth(title="统计局2026年度部门预算报表")

    assert names_department("云岭市统计局", truth)
    assert not names_department("云岭市教育局", truth)


def test_what_is_cut_is_rounded_down() -> None:
    assert percent(99.96) == "99.9"
    assert percent(None) == "-"


def test_a_relation_on_a_missing_table_is_not_offered() -> None:
    relations = {"cross.T4_T5": RelationScore(held=3, not_checkable=1, table_missing=9)}
    one = DocumentScore(file="a.pdf", truth=Truth(), ending=Ending.READ, relations=relations)

    assert sums([one]).checkable == 75


def test_bars_name_the_documents_that_miss_them(clean: DocumentScore) -> None:
    poor = clean.model_copy(update={"file": "poor.pdf", "numbers_accounted": 1, "wrong": ("year",)})

    assert not any("MISSED" in line for line in bars([clean]))
    assert sum("MISSED" in line for line in bars([clean, poor])) == 3
    assert any("poor.pdf (year)" in line for line in bars([clean, poor]))


def test_a_bar_that_nothing_was_compared_for_is_not_called_met() -> None:
    (line,) = [
        line
        for line in bars([DocumentScore(file="b.pdf", truth=Truth(), ending=Ending.READ)])
        if "index" in line
    ]
    assert line == "-      identity as in the index: no index names these files"


def test_documents_without_an_index_are_grouped_by_layout(clean: DocumentScore) -> None:
    refused = DocumentScore(file="b.pdf", truth=Truth(), ending=Ending.REFUSED)

    assert list(by_family([clean, refused])) == ["not recognised", "xinjiang"]


def test_a_crash_is_a_failure_and_no_refusal() -> None:
    one = ended("a.pdf", Truth(), Crashed("the worker process died of signal SIGSEGV"))

    assert one.ending is Ending.FAILED
    assert sums([one]).failed == 1


def test_differences_between_runs_are_told_by_document(clean: DocumentScore) -> None:
    worse = clean.model_copy(update={"numbers_accounted": clean.numbers_accounted - 2, "fiscal_year": 1999})

    assert list(differences([clean], [clean])) == ["all 1 documents of both runs: the same"]
    told = list(differences([clean], [worse]))
    assert told[0].startswith(f"a.pdf: fiscal_year {clean.fiscal_year} → 1999; numbers ")


class TestIndex:
    def test_is_read_by_file_name(self, tmp_path: Path) -> None:
        index = tmp_path / "index.csv"
        index.write_text(
            "file,fiscal_year,kind,layout_family\na.pdf,2026,final,甲\nb.pdf,,,\n", encoding="utf-8"
        )

        found = read_index(index)

        assert found["a.pdf"] == Truth(family="甲", fiscal_year=2026, kind="final_account")
        assert found["b.pdf"] == Truth()

    def test_without_names_of_files_is_refused(self, tmp_path: Path) -> None:
        index = tmp_path / "index.csv"
        index.write_text("name\na.pdf\n", encoding="utf-8")

        with pytest.raises(ValueError, match="has no column `file`"):
            read_index(index)

    def test_the_folder_of_others_holds_no_disclosures(self) -> None:
        assert not truth_of(Path("not-budgets/a.pdf"), {"a.pdf": Truth(kind="budget")}).is_disclosure


class TestCommand:
    def test_writes_what_it_prints_as_json_and_survives_what_is_no_document(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Starts worker processes, which takes some seconds."""
        folder = tmp_path / "documents"
        (folder / "not-budgets").mkdir(parents=True)
        (folder / "good.pdf").write_bytes(printed(CONTENT, tmp_path))
        hostile.truncated(folder / "damaged.pdf", CONTENT)
        hostile.letter(folder / "not-budgets" / "letter.pdf")
        (folder / "index.csv").write_text(
            f"file,fiscal_year\ngood.pdf,{CONTENT.fiscal_year}\n", encoding="utf-8"
        )
        out = tmp_path / "scores.json"

        status = main([str(folder), "--json", str(out), "--index", str(folder / "index.csv")])

        endings = {one["file"]: one["ending"] for one in json.loads(out.read_text(encoding="utf-8"))}
        assert status == 0
        assert endings == {"good.pdf": "read", "damaged.pdf": "refused", "not-budgets/letter.pdf": "refused"}
        assert "not_a_disclosure" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["missing"], "is no folder"),
            (["."], "no PDF or text file"),
            ([".", "--list", "nothing.txt"], "cannot be read"),
        ],
    )
    def test_says_what_is_wrong_with_its_arguments(
        self,
        arguments: list[str],
        says: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)

        assert main(arguments) == 2
        assert says in capsys.readouterr().err
