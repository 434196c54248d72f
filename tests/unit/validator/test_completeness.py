"""Tables, sections, pages and observations: what is missing, out of place or unread."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.validator.assembly import AssembledDocument
from services.validator.rules.order import first_out_of_order
from shared.model.document import (
    Heading,
    Observation,
    ObservationKind,
    PageAccount,
    Scope,
    UnaccountedNumber,
)
from shared.model.finding import Fault, Finding, Outcome, Severity
from shared.model.narrative import Statement
from shared.model.place import Place
from shared.model.table import Table
from tests.typeset.generate import generate
from tests.unit.validator.documents import assembled, changed, told, with_amount

CLEAN = assembled(generate(2, state_capital=False))


def of(document: AssembledDocument, rule_id: str) -> list[Finding]:
    return [finding for finding in told(document) if finding.rule_id == rule_id]


class TestTables:
    def test_a_missing_table_is_an_error_and_blocks_its_relations(self) -> None:
        document = changed(CLEAN, "T6", lambda _: None)
        (finding,) = of(document, "completeness.table")

        assert (finding.table_id, finding.severity) == ("T6", Severity.ERROR)
        assert "《一般公共预算基本支出情况表》" in finding.message_zh
        assert of(document, "between.T5_T6.basic")[0].outcome is Outcome.NOT_CHECKABLE

    def test_a_table_that_is_printed_again_is_told(self) -> None:
        document = replace(CLEAN, tables=(*CLEAN.tables, CLEAN.tables[2]))

        assert [finding.table_id for finding in of(document, "completeness.table_once")] == ["T3"]

    def test_a_table_out_of_order_is_told(self) -> None:
        first, second, *rest = CLEAN.tables
        (finding,) = of(replace(CLEAN, tables=(second, first, *rest)), "completeness.table_order")

        assert (finding.table_id, finding.fault) == ("T1", Fault.DISCLOSURE)

    @pytest.mark.parametrize(
        ("scope", "tables", "sections"),
        [
            (Scope.WHOLE, Outcome.BROKEN, Outcome.BROKEN),
            (Scope.TABLES, Outcome.BROKEN, Outcome.NOT_CHECKABLE),
            (Scope.TEXT, Outcome.NOT_CHECKABLE, Outcome.BROKEN),
            (Scope.ATTACHMENT, Outcome.NOT_CHECKABLE, Outcome.NOT_CHECKABLE),
        ],
    )
    def test_what_another_file_publishes_cannot_be_missed(
        self, scope: Scope, tables: Outcome, sections: Outcome
    ) -> None:
        assert CLEAN.head is not None
        bare = replace(CLEAN, tables=(), headings=(), head=CLEAN.head.model_copy(update={"scope": scope}))

        assert {finding.outcome for finding in of(bare, "completeness.table")} == {tables}
        assert {finding.outcome for finding in of(bare, "completeness.section")} == {sections}

    def test_of_a_form_that_no_layout_describes_nothing_is_demanded(self) -> None:
        assert CLEAN.head is not None
        head = CLEAN.head.model_copy(update={"profile": "national"})
        bare = replace(CLEAN, tables=(), headings=(), head=head)

        for rule_id in ("completeness.table", "completeness.section"):
            (finding,) = of(bare, rule_id)
            assert (finding.outcome, finding.severity) == (Outcome.NOT_CHECKABLE, Severity.INFO)
            assert "no family" in finding.message

    @pytest.mark.parametrize(
        ("printed", "late"),
        [
            ("a b c d", None),
            ("a c d", None),
            ("a c b d", ("b", "c")),
            ("a x b", None),
            ("a b a c", None),
            ("d a", ("a", "d")),
        ],
    )
    def test_order_looks_at_known_keys_and_their_first_place(
        self, printed: str, late: tuple[str, str] | None
    ) -> None:
        assert first_out_of_order(printed.split(), list("abcd")) == late


class TestEmptiness:
    def test_an_empty_table_with_its_sentence_is_whole(self) -> None:
        assert of(CLEAN, "completeness.empty_sentence") == []

    def test_an_empty_table_whose_sentence_stands_in_the_narrative_alone_is_info(self) -> None:
        document = changed(CLEAN, "T9", lambda made: replace(made, empty_sentence=None))

        assert [f.severity for f in of(document, "completeness.empty_sentence")] == [Severity.INFO]

    def test_an_empty_table_without_any_sentence_is_a_warning(self) -> None:
        silent = replace(
            CLEAN, claims=tuple(c for c in CLEAN.claims if c.statement is not Statement.EMPTY_TABLE)
        )
        document = changed(silent, "T9", lambda made: replace(made, empty_sentence=None))

        assert [f.severity for f in of(document, "completeness.empty_sentence")] == [Severity.WARNING]

    @pytest.mark.parametrize(
        ("stated", "severity"), [(("0.00", "0.00"), Severity.INFO), (("0.00", "3.00"), Severity.WARNING)]
    )
    def test_a_blank_table_whose_figures_the_narrative_states_as_zero_is_info(
        self, stated: tuple[str, str], severity: Severity
    ) -> None:
        others = tuple(
            c for c in CLEAN.claims if c.statement is not Statement.EMPTY_TABLE and c.table_id != "T9"
        )
        one = next(c for c in others if c.amount is not None)
        made = [
            replace(one, claim_no=900 + n, table_id="T9", amount=Decimal(amount))
            for n, amount in enumerate(stated)
        ]
        silent = replace(CLEAN, claims=(*others, *made))
        document = changed(silent, "T9", lambda made: replace(made, empty_sentence=None))

        assert [f.severity for f in of(document, "completeness.empty_sentence")] == [severity]

    @pytest.mark.parametrize(
        ("fund", "severity"), [("政府性基金", Severity.INFO), ("国有资本经营", Severity.WARNING)]
    )
    def test_a_sentence_on_a_fund_speaks_of_the_table_that_the_form_has_for_it(
        self, fund: str, severity: Severity
    ) -> None:
        """The section is known by the table of expenditure, the form prints income and expenditure in one."""
        said = next(c for c in CLEAN.claims if c.statement is Statement.EMPTY_TABLE)
        blank = next(made for made in CLEAN.tables if made.table_id == "T9")
        both = replace(blank, table_id="T26", empty_sentence=None)
        assert CLEAN.head is not None
        document = replace(
            CLEAN,
            head=CLEAN.head.model_copy(update={"profile": "shaanxi"}),
            tables=(both,),
            claims=(replace(said, section_key="state_capital", table_id="T9", subject=f"{fund}预算"),),
        )

        assert [f.severity for f in of(document, "completeness.empty_sentence")] == [severity]

    def test_a_table_that_cannot_be_empty_is_an_error(self) -> None:
        document = changed(CLEAN, "T2", lambda made: replace(made, rows=()))

        assert [f.severity for f in of(document, "completeness.empty_allowed")] == [Severity.ERROR]

    def test_a_table_that_lost_all_its_amounts_is_one_fault_and_accuses_no_other(self) -> None:
        def emptied(made: Table) -> Table:
            return replace(made, rows=tuple(replace(row, cells=()) for row in made.rows))

        document = changed(CLEAN, "T4", emptied)
        errors = [f.rule_id for f in told(document, Severity.ERROR)]

        assert errors == ["completeness.empty_allowed"]

    def test_a_sentence_of_emptiness_below_amounts_is_told(self) -> None:
        document = changed(CLEAN, "T5", lambda made: replace(made, empty_sentence="本表为空表。"))
        (finding,) = of(document, "completeness.full_table")

        assert finding.severity is Severity.WARNING
        assert "本表为空表" in finding.message

    def test_a_narrative_that_denies_a_full_table_is_told(self) -> None:
        claim = next(c for c in CLEAN.claims if c.statement is Statement.EMPTY_TABLE)
        denied = replace(CLEAN, claims=(*CLEAN.claims, replace(claim, claim_no=999, table_id="T5")))

        assert [f.table_id for f in of(denied, "narrative.empty_table")] == ["T5"]

    def test_an_amount_in_a_table_that_is_declared_empty_is_told_by_both_sentences(self) -> None:
        document = with_amount_in_total(CLEAN, "T9")

        assert of(document, "completeness.full_table") != []
        assert of(document, "narrative.empty_table") != []


def with_amount_in_total(document: AssembledDocument, table_id: str) -> AssembledDocument:
    total = next(
        row
        for made in document.tables
        if made.table_id == "T5"
        for row in made.rows
        if row.row_code == "total"
    )
    blank = replace(total, cells=())
    with_total = changed(document, table_id, lambda made: replace(made, rows=(blank,)))
    return with_amount(with_total, table_id, "total", "total", "7.00")


class TestSections:
    def test_all_missing_headings_are_told_in_one_finding_and_counted_each(self) -> None:
        kept = tuple(h for h in CLEAN.headings if h.section_key not in ("income", "part.glossary"))
        (finding,) = of(replace(CLEAN, headings=kept), "completeness.section")

        assert finding.severity is Severity.WARNING
        assert "income, part.glossary" in finding.message
        assert "figures of income are there" in finding.message
        assert "名词解释" in finding.message_zh

    def test_a_section_out_of_order_is_told(self) -> None:
        glossary = next(h for h in CLEAN.headings if h.section_key == "part.glossary")
        headings: tuple[Heading, ...] = (glossary, *(h for h in CLEAN.headings if h is not glossary))
        (finding,) = of(replace(CLEAN, headings=headings), "completeness.section_order")

        assert "“部门概况”排在“名词解释”之后" in finding.message_zh


def with_page(document: AssembledDocument, **fields: object) -> AssembledDocument:
    """The document with the account of the page of T1 changed."""
    page = PageAccount.model_validate({**document.pages[4].model_dump(), **fields})
    return replace(document, pages=(*document.pages[:4], page, *document.pages[5:]))


class TestPages:
    STRAY = tuple(
        UnaccountedNumber(printed=str(n), context=f"共{n}页", place=Place(page=5)) for n in range(100, 125)
    )

    def test_each_stray_number_is_listed_with_its_place_up_to_a_page_full(self) -> None:
        found = of(with_page(CLEAN, unaccounted=self.STRAY), "completeness.numbers")

        assert len(found) == 21
        assert found[0].message == "The number 100 on page 5 belongs to nothing that was read: “共100页”"
        assert found[-1].message.startswith("5 more numbers")
        assert {finding.fault for finding in found} == {Fault.EXTRACTION}

    def test_a_stray_number_weighs_less_where_the_tables_of_the_page_are_confirmed(self) -> None:
        broken = with_amount(CLEAN, "T1", "total", "income", "1.00")
        stray = self.STRAY[:1]

        assert [f.severity for f in of(with_page(CLEAN, unaccounted=stray), "completeness.numbers")] == [
            Severity.WARNING
        ]
        assert [f.severity for f in of(with_page(broken, unaccounted=stray), "completeness.numbers")] == [
            Severity.ERROR
        ]

    def test_undecodable_characters_and_pages_without_text_are_told(self) -> None:
        damaged = with_page(CLEAN, undecodable_glyphs=3)
        picture = with_page(CLEAN, has_text=False)

        assert "3 characters on page 5" in of(damaged, "completeness.glyphs")[0].message
        assert of(picture, "completeness.page_text")[0].severity is Severity.ERROR


def noticed(kind: ObservationKind, **fields: object) -> AssembledDocument:
    seen = Observation.model_validate(
        {"kind": kind, "detail": "something was met", "place": Place(page=5), **fields}
    )
    return replace(CLEAN, observations=(seen,))


class TestObservations:
    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            (
                ObservationKind.COLUMN_OPEN,
                "第5页收支总体情况表（T1）“其他支出”行的金额“5.00”无法确定属于哪一栏",
            ),
            (ObservationKind.ROW_UNMAPPED, "第5页收支总体情况表（T1）“其他支出”行未能与版式中的任何一行对应"),
            (ObservationKind.TABLE_UNKNOWN, "第5页的表格“5.00”（T1）未能识别"),
            (
                ObservationKind.TEXT_HIDDEN,
                "第5页收支总体情况表（T1）“其他支出”行有文字不属于页面正文（不可见，或为水印、印章）（“5.00”）",
            ),
        ],
    )
    def test_each_kind_is_told_in_chinese(self, kind: ObservationKind, said: str) -> None:
        document = noticed(kind, table_id="T1", row_label="其他支出", printed="5.00")
        assert said in [finding.message_zh for finding in told(document)]

    @pytest.mark.parametrize(
        ("kind", "rule_id", "outcome"),
        [
            (ObservationKind.COLUMN_OPEN, "extraction.column_open", Outcome.NOT_CHECKABLE),
            (ObservationKind.HEADER_UNMAPPED, "extraction.header_unmapped", Outcome.BROKEN),
            (ObservationKind.ROW_UNMAPPED, "extraction.row_unmapped", Outcome.BROKEN),
            (ObservationKind.TABLE_UNKNOWN, "extraction.table_unknown", Outcome.BROKEN),
            (ObservationKind.NUMBER_BROKEN, "extraction.number_broken", Outcome.BROKEN),
            (ObservationKind.TEXT_HIDDEN, "extraction.text_hidden", Outcome.BROKEN),
            (ObservationKind.READER_DISAGREES, "extraction.reader_disagrees", Outcome.BROKEN),
        ],
    )
    def test_each_kind_becomes_a_finding_of_its_rule(
        self, kind: ObservationKind, rule_id: str, outcome: Outcome
    ) -> None:
        (finding,) = of(noticed(kind, table_id="T1", row_code="201", printed="5.00"), rule_id)

        assert (finding.outcome, finding.fault, finding.table_id) == (outcome, Fault.EXTRACTION, "T1")
        assert "something was met" in finding.message

    @pytest.mark.parametrize(
        ("table_id", "broken", "severity"),
        [("T1", False, Severity.WARNING), ("T1", True, Severity.ERROR), (None, False, Severity.WARNING)],
    )
    def test_it_weighs_less_where_the_table_is_confirmed(
        self, table_id: str | None, broken: bool, severity: Severity
    ) -> None:
        document = noticed(ObservationKind.NUMBER_BROKEN, table_id=table_id)
        if broken:
            document = with_amount(document, "T1", "total", "income", "1.00")

        assert [f.severity for f in of(document, "extraction.number_broken")] == [severity]

    def test_what_the_account_of_the_page_says_is_not_told_twice(self) -> None:
        document = with_page(noticed(ObservationKind.GLYPHS_UNDECODABLE), undecodable_glyphs=1)

        assert len(of(document, "completeness.glyphs")) == 1
