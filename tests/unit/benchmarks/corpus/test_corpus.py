"""The scoreboard over typeset documents: what it counts, what it calls wrong, how it ends."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from benchmarks.corpus.__main__ import _earlier, _index, main
from benchmarks.corpus.against import differences
from benchmarks.corpus.bars import bars, percent
from benchmarks.corpus.measure import ended, score
from benchmarks.corpus.report import bar_lines, print_scoreboard
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


def in_columns(text: str) -> str:
    """The text with a further blank behind each character that takes two columns."""
    return "".join(one + " " * (east_asian_width(one) in "WF") for one in text)


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


@pytest.mark.parametrize(
    ("title", "department", "named"),
    [
        ("省法院2017年度部门预算公开", "云江省高级人民法院", True),
        ("市纪委2024年度部门预算公开", "云岭市教育局", False),
        ("省法院2017年度部门预算公开", "云江省高级人民检察院", False),
        ("省法院2017年度部门预算公开", "云岭市中级人民法院", False),
    ],
)
def test_a_title_may_call_an_office_as_its_own_place_does(title: str, department: str, named: bool) -> None:
    assert names_department(department, Truth(title=title)) is named


def test_what_is_cut_is_rounded_down() -> None:
    assert percent(99.96) == "99.9"
    assert percent(None) == "-"


def test_a_relation_on_a_missing_table_is_not_offered() -> None:
    relations = {"cross.T4_T5": RelationScore(held=3, not_checkable=1, table_missing=9)}
    one = DocumentScore(file="a.pdf", truth=Truth(), ending=Ending.READ, relations=relations)

    assert sums([one]).checkable == 75


def test_bars_name_the_documents_that_miss_them(clean: DocumentScore) -> None:
    poor = clean.model_copy(update={"file": "poor.pdf", "numbers_accounted": 1, "wrong": ("year",)})

    assert all(bar.met for bar in bars([clean]))
    identity, overall, each, checkable = bars([clean, poor])
    assert (identity.met, overall.met, each.met, checkable.met) == (False, False, False, True)
    assert bar_lines(identity) == ["MISSED identity as in the index: 1 of 2 differ", "    poor.pdf (year)"]
    assert each.missed_by[0].startswith("poor.pdf (")


def test_a_bar_that_nothing_was_compared_for_is_not_called_met() -> None:
    identity, overall, *_ = bars([DocumentScore(file="b.pdf", truth=Truth(), ending=Ending.READ)])

    assert bar_lines(identity) == ["-      identity as in the index: no index names these files"]
    assert overall.met is None


def test_every_figure_stands_below_its_head(clean: DocumentScore) -> None:
    """A head for each figure, of the documents and of the families, and each explained on the page."""
    unlike = clean.model_copy(update={"seconds": 2.0, "pages": 30})
    stream = io.StringIO()
    print_scoreboard([unlike], stream)
    lines = [in_columns(line) for line in stream.getvalue().splitlines()]

    own = sums([unlike])
    for title in ("documents", "families"):
        start = next(number for number, line in enumerate(lines) if line.strip() == title)
        head, row = lines[start + 1], lines[start + 2]
        for name, value in (
            ("tables", f"{own.tables}"),
            ("cells ?", "0"),
            ("numbers", f"{own.numbers_accounted}/{own.numbers_seen}"),
            ("all %", "100.0"),
            ("held", f"{own.held}"),
            ("pages", "30"),
            ("seconds", "2.0"),
            ("p/s", "15"),
        ):
            end = f"{head} ".index(f" {name} ") + len(name) + 1
            assert row[:end].endswith(f" {value}"), name


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

        status = main([str(folder), "--json", str(out)])

        found = json.loads(out.read_text(encoding="utf-8"))
        endings = {one["file"]: one["ending"] for one in found["documents"]}
        assert status == 0
        assert endings == {"good.pdf": "read", "damaged.pdf": "refused", "not-budgets/letter.pdf": "refused"}
        assert "not_a_disclosure" in capsys.readouterr().out
        assert set(found["families"]) == {"xinjiang", "not recognised", "not-budgets"}
        assert found["all"]["numbers_accounted"] == found["families"]["xinjiang"]["numbers_accounted"] > 100
        assert found["all"]["accounted"] == 100
        assert [bar["met"] for bar in found["bars"]] == [True, True, True, True]
        assert _earlier(out) == tuple(DocumentScore(**one) for one in found["documents"])

    def test_an_index_of_something_else_in_the_folder_is_told_and_left(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "index.csv").write_text("name\na.pdf\n", encoding="utf-8")

        assert _index(None, tmp_path) == {}
        assert "has no column `file`" in capsys.readouterr().err

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
