"""Claims against cells, and the figures of one sentence against each other."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from services.validator.assembly import AssembledDocument
from services.validator.rules.statements import StatementFinder
from services.validator.rules.view import DocumentView
from shared.model.finding import Fault, Finding, Outcome, Severity
from shared.model.money import Unit
from shared.model.narrative import Claim, Statement
from shared.model.place import Place
from shared.rulebook.relation import Example
from tests.typeset.generate import generate
from tests.unit.validator.documents import (
    LAYOUT,
    assembled,
    changed,
    from_example,
    told,
    ungrouped,
    with_amount,
)

CLAIM = TypeAdapter(Claim)
CLEAN = assembled(
    generate(
        2, projects=2, transfer=True, unit_funds=True, carryover=True, government_fund=True, rounding=False
    )
)


def claim(section: str | None, subject_key: str | None, /, **fields: object) -> Claim:
    given = {
        "claim_no": 1,
        "section": section or "其他",
        "section_key": section,
        "subject": subject_key or "某项目",
        "subject_key": subject_key,
        "quote": "某句话。",
        "place": Place(page=12),
        **fields,
    }
    return CLAIM.validate_python(given)


def with_claims(document: AssembledDocument, *claims: Claim) -> AssembledDocument:
    return replace(document, claims=claims)


def of(document: AssembledDocument, rule_id: str) -> list[Finding]:
    return [finding for finding in told(document) if finding.rule_id == rule_id]


TABLES: Example = {
    "T2": {
        "total": {"total": "200.00", "general_public": "150.00", "unit_funds": "50.00", "government_fund": ""}
    },
    "T4": {
        "201": {"total": "100.00", "general_public": "100.00", "government_fund": ""},
        "212": {"total": "9.00", "general_public": "", "government_fund": "9.00"},
    },
    "T7": {"2010302/道路养护": {"total": "15.00"}},
    "T11": {"item/泵站改造": {"total": "10.00"}},
}


class TestAmounts:
    @pytest.mark.parametrize(
        ("told_", "outcome"),
        [
            (claim("income", "general_public", amount="150.00"), None),
            (claim("income", "general_public", amount="150"), None),
            (claim("income", "general_public", amount="105.00"), Outcome.BROKEN),
            (claim("income", "general_public", amount="150.01"), Outcome.BROKEN),
            (claim("income", "government_fund", amount="0.00"), None),
            (claim("income", "government_fund", amount="1.00"), Outcome.BROKEN),
            (claim("income", "general_public", amount="1500000", unit=Unit.YUAN), None),
            (claim("income", "general_public", amount="1500100", unit=Unit.YUAN), Outcome.BROKEN),
            (claim("appropriation", None, row_code="201", amount="100.00"), None),
            (claim("appropriation", None, row_code="212", amount="9.00"), None),
            (claim("appropriation", None, row_code="212", amount="8.00"), Outcome.BROKEN),
            (claim("projects", "project_budget", subject="道路养护", amount="15.00"), None),
            (claim("projects", "project_budget", subject="道路养护", amount="51.00"), Outcome.BROKEN),
            (claim("projects", "project_budget", subject="没有这个项目", amount="51.00"), None),
            (claim("carryover", None, subject="泵站改造", amount="10.00"), None),
            (claim("carryover", None, subject="泵站改造", amount="1.00"), Outcome.BROKEN),
            (claim("other.operating", "operating_expenses", amount="20.00"), Outcome.NOT_CHECKABLE),
            (claim(None, "general_public", amount="7.00"), None),
        ],
    )
    def test_an_amount_is_that_of_its_cell(self, told_: Claim, outcome: Outcome | None) -> None:
        found = of(with_claims(from_example(TABLES), told_), "narrative.amount")

        assert [finding.outcome for finding in found] == ([outcome] if outcome else [])

    def test_the_finding_names_sentence_and_cell(self) -> None:
        document = with_claims(from_example(TABLES), claim("income", "general_public", amount="105.00"))
        (finding,) = of(document, "narrative.amount")

        assert (finding.expected, finding.actual) == (Decimal("150.00"), Decimal("105.00"))
        other = finding.counterpart
        assert other is not None
        assert (other.where, other.row_code, other.column_key) == ("T2", "total", "general_public")
        assert finding.place == Place(page=12)
        assert finding.severity is Severity.WARNING

    def test_a_claim_in_wan_yuan_may_round_what_a_table_prints_in_yuan(self) -> None:
        document = from_example({"T2": {"total": {"total": "2000044"}}}, unit=Unit.YUAN)

        assert (
            of(with_claims(document, claim("income", "income_budget", amount="200.00")), "narrative.amount")
            == []
        )
        assert (
            of(with_claims(document, claim("income", "income_budget", amount="200.01")), "narrative.amount")
            != []
        )

    def test_what_was_rounded_twice_is_told_as_rounding(self) -> None:
        """2,000,049 yuan are 200.005 and then 200.01 wan yuan."""
        document = from_example({"T2": {"total": {"total": "2000049"}}}, unit=Unit.YUAN)
        found = told(with_claims(document, claim("income", "income_budget", amount="200.01")))

        rules = ("rounding.sum", "narrative.amount")
        assert [f.rule_id for f in found if f.rule_id in rules] == ["rounding.sum"]

    @pytest.mark.parametrize(
        ("stated", "rule_id"),
        [
            ("1361", "rounding.sum"),
            ("1362", None),
            ("1360", "narrative.amount"),
            ("1363", "narrative.amount"),
        ],
    )
    def test_what_was_cut_off_in_place_of_rounding_is_told_as_rounding(
        self, stated: str, rule_id: str | None
    ) -> None:
        document = from_example({"T2": {"total": {"total": "1361.6271"}}})
        found = told(with_claims(document, claim("income", "income_budget", amount=stated)))

        stated_wrongly = [f.rule_id for f in found if f.rule_id in ("rounding.sum", "narrative.amount")]
        assert stated_wrongly == ([rule_id] if rule_id else [])

    def test_a_claim_of_a_lost_total_is_compared_with_its_parts(self) -> None:
        parts: Example = {
            "T5": {"201": {"total": "1.01"}, "208": {"total": "2.02"}, "210": {"total": "3.03"}}
        }
        near = claim("general_public.change", "general_public", amount="6.07")
        far = claim("general_public.change", "general_public", amount="6.10")

        assert of(with_claims(from_example(parts), near), "narrative.amount") == []
        assert of(with_claims(from_example(parts), far), "narrative.amount") != []

    def test_what_a_project_is_split_into_is_no_project(self) -> None:
        whole = claim("projects", None, subject="泵站改造", claim_no=1, amount="10.00")
        part = claim("carryover", None, subject="泵站改造", claim_no=2, amount="4.00", part_of=3)
        row = claim("carryover", None, subject="泵站改造", claim_no=3, amount="10.00")
        finder = StatementFinder(DocumentView(with_claims(from_example(TABLES), whole, part, row), LAYOUT))

        assert finder.find(part).terms is None
        assert finder.find(row).terms is not None

    @pytest.mark.parametrize("number", range(0, 40, 3))
    def test_a_changed_amount_is_noticed(self, number: int) -> None:
        claims = [c for c in CLEAN.claims if c.amount]
        chosen = claims[number % len(claims)]
        assert chosen.amount is not None
        wrong = replace(chosen, amount=chosen.amount + Decimal("3.30"))
        document = replace(CLEAN, claims=tuple(wrong if c is chosen else c for c in CLEAN.claims))
        stands_alone = chosen.section_key in ("other.assets", "other.performance")

        assert (told(document, Severity.WARNING) != []) is not stands_alone


class TestEmptiness:
    @pytest.mark.parametrize(("subject", "broken"), [("unit_funds", True), ("government_fund", False)])
    def test_what_is_not_planned_has_no_amount(self, subject: str, broken: bool) -> None:
        document = with_claims(
            from_example(TABLES), claim("income", subject, statement=Statement.NONE_PLANNED)
        )

        assert (of(document, "narrative.empty_table") != []) is broken

    def test_an_empty_table_that_is_not_in_the_document_cannot_be_checked(self) -> None:
        document = with_claims(
            from_example(TABLES), claim("state_capital", None, statement=Statement.EMPTY_TABLE)
        )

        assert [f.outcome for f in of(document, "narrative.empty_table")] == [Outcome.NOT_CHECKABLE]


class TestShares:
    @pytest.mark.parametrize(
        ("amount", "share", "holds"),
        [
            ("150.00", "75.00", True),
            ("150.00", "75.01", False),
            ("66.67", "33.34", True),
            ("66.67", "33.33", True),
            ("66.67", "33.35", False),
            ("150.00", "57.00", False),
            ("0.00", "0.00", True),
        ],
    )
    def test_a_share_is_its_amount_over_the_whole(self, amount: str, share: str, holds: bool) -> None:
        told_ = claim("income", "general_public", amount=amount, share_pct=share)

        assert (of(with_claims(from_example(TABLES), told_), "narrative.share") == []) is holds

    def test_a_share_may_be_shaded_so_that_all_add_up(self) -> None:
        shares = [("66.66", "33.34"), ("133.34", "66.67")]
        claims = [
            claim("income", subject, amount=amount, share_pct=share, claim_no=number)
            for number, (subject, (amount, share)) in enumerate(
                zip(("general_public", "unit_funds"), shares, strict=True)
            )
        ]
        off = with_claims(from_example(TABLES), *claims)
        second = replace(claims[1], share_pct=Decimal("66.66"))
        shaded = with_claims(from_example(TABLES), claims[0], second)

        assert [f.rule_id for f in told(off) if "share" in f.message] == ["narrative.share"]
        assert [f.rule_id for f in told(shaded) if "share" in f.message] == ["rounding.sum", "rounding.sum"]

    def test_a_share_without_its_whole_cannot_be_checked(self) -> None:
        document = with_claims(from_example({}), claim("income", "general_public", share_pct="3.00"))
        (finding,) = of(document, "narrative.share")

        assert (finding.outcome, finding.severity) == (Outcome.NOT_CHECKABLE, Severity.INFO)


def change(amount: str, direction: str, delta: str, growth: str | None = None, **fields: object) -> Claim:
    return claim(
        None,
        "general_public",
        amount=Decimal(amount),
        direction=direction,
        delta=Decimal(delta),
        growth_pct=None if growth is None else Decimal(growth),
        **fields,
    )


class TestGrowth:
    @pytest.mark.parametrize(
        ("told_", "rule_id"),
        [
            (change("110.00", "增加", "10.00", "10.00"), None),
            (change("110.00", "增加", "10.00", "10.01"), None),
            (change("110.00", "增加", "10.00", "10.03"), "narrative.growth"),
            (change("110.00", "增加", "10.00", "1.00"), "narrative.growth"),
            (change("90.00", "减少", "10.00", "10.00"), None),
            (change("90.00", "减少", "10.00", "11.11"), "narrative.growth"),
            (change("1662.80", "增加", "1660.31", "66679.12"), None),
            (change("1662.80", "增加", "1660.31", "77000.00"), "narrative.growth"),
            (change("0.00", "减少", "56.00", "100.00"), None),
            (change("18.80", "增加", "18.80", "100.00"), "narrative.zero_base"),
            (change("18.80", "增加", "18.80", "50.00"), "narrative.growth"),
            (change("5.00", "增加", "0.00", "0.00"), None),
            (change("5.00", "增加", "0.00", "3.00"), "narrative.growth"),
            (change("0.00", "增加", "0.00", "0.00"), None),
            (change("0.00", "增加", "0.00", "100.00"), "narrative.growth"),
            (change("5.00", "增加", "9.00", "20.00"), "narrative.previous_year"),
            (change("5.00", "增加", "5.01", "100.00"), None),
            (change("5.00", "变动", "1.00", "99.00"), "narrative.growth"),
        ],
    )
    def test_a_rate_is_the_change_over_the_year_before(self, told_: Claim, rule_id: str | None) -> None:
        rules = ("narrative.growth", "narrative.zero_base", "narrative.previous_year")
        found = [f.rule_id for f in told(with_claims(from_example(TABLES), told_)) if f.rule_id in rules]

        assert found == ([rule_id] if rule_id else [])

    @pytest.mark.parametrize(("rate", "count"), [("4.0", 0), ("4", 0), ("3.9", 1), ("4.1", 1), ("4.00", 1)])
    def test_a_rate_is_rounded_to_the_places_that_it_is_printed_with(self, rate: str, count: int) -> None:
        """Others beside it may have more."""
        precise = change("110.00", "增加", "10.00", "10.00")
        short = change("5417.80", "增加", "206.09", rate, claim_no=2)

        assert len(of(with_claims(from_example(TABLES), precise, short), "narrative.growth")) == count

    def test_a_change_told_without_its_amount_takes_the_amount_of_the_cell(self) -> None:
        document = from_example({"T10": {"total": {"total": "34.36"}}})
        right = claim("three_public", "three_public", direction="增加", delta="18.36", growth_pct="114.75")
        wrong = replace(right, growth_pct=Decimal("141.75"))

        assert of(with_claims(document, right), "narrative.growth") == []
        (finding,) = of(with_claims(document, wrong), "narrative.growth")
        assert (finding.expected, finding.actual, finding.fault) == (
            Decimal("114.75"),
            Decimal("141.75"),
            Fault.DISCLOSURE,
        )

    def test_growth_from_zero_by_convention_is_info(self) -> None:
        document = with_claims(from_example(TABLES), change("18.80", "增加", "18.80", "100.00"))

        assert [f.severity for f in of(document, "narrative.zero_base")] == [Severity.INFO]

    @pytest.mark.parametrize(
        ("direction", "growth_direction", "delta", "broken"),
        [
            ("增加", "增长", "1.00", False),
            ("减少", "下降", "1.00", False),
            ("增加", "下降", "1.00", True),
            ("减少", "增长", "1.00", True),
            ("减少", "增长", "0.00", False),
            ("持平", None, "0.00", False),
            ("持平", None, "1.00", True),
        ],
    )
    def test_direction_words_agree(
        self, direction: str, growth_direction: str | None, delta: str, broken: bool
    ) -> None:
        told_ = change("50.00", direction, delta, growth_direction=growth_direction)

        assert (of(with_claims(from_example(TABLES), told_), "narrative.direction") != []) is broken


@pytest.mark.parametrize(
    ("stated", "holds"), [("10.01", True), ("10.00", True), ("10.02", False), ("9.99", False)]
)
def test_the_rounding_of_a_sum_excuses_no_amount_that_a_cell_prints(stated: str, holds: bool) -> None:
    """The table prints 10.01, its parts make 10.00: the text may tell either, and nothing near them."""
    rows = {"total": "10.01", "abroad": "2.00", "reception": "3.00", "vehicle.purchase": "1.00"}
    rows["vehicle.operation"] = "4.00"
    document = from_example({"T10": {code: {"total": value} for code, value in rows.items()}})

    found = of(
        with_claims(document, claim("three_public", "three_public", amount=stated)), "narrative.amount"
    )

    assert (found == []) is holds


class TestLists:
    def parts(self, *amounts: str) -> list[Claim]:
        keys = ("personnel", "operating")
        return [
            claim("basic", key, amount=amount, claim_no=number)
            for number, (key, amount) in enumerate(zip(keys, amounts, strict=False), start=2)
        ]

    @pytest.mark.parametrize(
        ("whole", "amounts", "found"),
        [
            ("100.00", ("60.00", "40.00"), []),
            ("100.01", ("60.00", "40.00"), [("rounding.sum", Outcome.BROKEN)]),
            ("110.00", ("60.00", "40.00"), [("narrative.parts", Outcome.BROKEN)]),
            ("110.00", ("60.00",), [("narrative.parts", Outcome.NOT_CHECKABLE)]),
            ("60.00", ("60.00",), []),
        ],
    )
    def test_the_parts_of_a_complete_list_add_up(
        self, whole: str, amounts: tuple[str, ...], found: list[tuple[str, Outcome]]
    ) -> None:
        document = with_claims(
            from_example({}), claim("basic", "basic_total", amount=whole), *self.parts(*amounts)
        )
        rules = ("narrative.parts", "rounding.sum")

        assert [(f.rule_id, f.outcome) for f in told(document) if f.rule_id in rules] == found

    @pytest.mark.parametrize(
        ("profile", "other", "broken"),
        [("beijing", "30.00", False), ("beijing", "33.00", True), ("national", "33.00", False)],
    )
    def test_a_list_of_one_family_is_asked_in_its_texts_alone(
        self, profile: str, other: str, broken: bool
    ) -> None:
        amounts = {"income_budget": "100.00", "fiscal_income": "60.00", "carryover_total": "10.00"}
        claims = [
            claim("income", key, amount=value, claim_no=number)
            for number, (key, value) in enumerate({**amounts, "other_funds": other}.items(), start=1)
        ]
        document = with_claims(from_example({}), *claims)
        assert document.head is not None
        document = replace(document, head=document.head.model_copy(update={"profile": profile}))

        outcomes = [f.outcome for f in told(document) if f.rule_id == "narrative.parts"]
        assert (Outcome.BROKEN in outcomes) is broken

    @pytest.mark.parametrize(
        ("amounts", "broken"),
        [
            (("20.00", "20.00", "20.00", "20.00", "20.00"), False),
            (("20.00", "20.00", "20.00", "20.00", "20.00", "4.00"), True),  # an item told twice
            (("20.00", "20.00", "20.00", "20.00", "12.00"), True),
            (("20.00", "20.00", "20.00", "2.00", "2.00"), False),  # some of the items only
            (("50.00", "48.00"), False),
        ],
    )
    def test_items_that_make_nearly_the_whole_are_meant_to_be_all(
        self, amounts: tuple[str, ...], broken: bool
    ) -> None:
        section = "fiscal_expenditure"
        told_class = claim(section, None, row_code="205", amount="100.00", subject="教育支出（类）")
        past = claim(section, None, amount="90.00", subject="普通教育（款）小学教育（项）2030年执行数")
        claims = [
            claim(section, "fiscal_expenditure", amount="100.00", claim_no=1),
            *(replace(one, claim_no=90 + n) for n, one in enumerate((told_class, past))),
            *(
                claim(section, None, amount=value, claim_no=number, row_code=f"20502{number:02d}")
                for number, value in enumerate(amounts, start=2)
            ),
        ]
        outcomes = [f.outcome for f in of(with_claims(from_example({}), *claims), "narrative.parts")]

        assert (Outcome.BROKEN in outcomes) is broken

    @pytest.mark.parametrize(("delta", "holds"), [("3.00", True), ("3.03", False)])
    def test_changes_add_up_with_their_signs(self, delta: str, holds: bool) -> None:
        changes = [("basic", "增加", delta), ("project", "减少", "1.00")]
        items = [("2010301", "增加", "4.00"), ("2010302", "减少", "2.00")]
        claims = [
            claim("general_public.change", key, direction=word, delta=value, claim_no=number)
            for number, (key, word, value) in enumerate(changes)
        ] + [
            claim("general_public.items", None, row_code=code, direction=word, delta=value, claim_no=number)
            for number, (code, word, value) in enumerate(items, start=5)
        ]

        assert (of(with_claims(from_example({}), *claims), "narrative.delta") == []) is holds

    def test_the_allocation_of_a_project_adds_up_to_its_budget(self) -> None:
        whole = claim("projects", "project_budget", amount="15.00")
        parts = [
            claim("projects", "project_allocation", amount=amount, claim_no=number, part_of=1)
            for number, amount in enumerate(("10.00", "4.00"), start=2)
        ]

        assert [
            f.difference for f in of(with_claims(from_example({}), whole, *parts), "narrative.parts")
        ] == [Decimal("1.00")]


def test_a_wrong_cell_is_seen_from_the_narrative_too() -> None:
    document = with_amount(CLEAN, "T2", "total", "general_public", "1.00")

    assert any(f.table_id == "T2" for f in ungrouped(document, "narrative.amount"))


def test_a_claim_of_a_missing_table_cannot_be_compared() -> None:
    document = changed(CLEAN, "T6", lambda _: None)

    assert {f.outcome for f in of(document, "narrative.amount")} == {Outcome.NOT_CHECKABLE}
