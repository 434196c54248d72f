from dataclasses import replace

import pytest

from services.validator.assembly import AssembledDocument
from shared.model.document import Mention
from shared.model.finding import Finding, Outcome, Severity
from shared.model.money import Unit
from shared.model.place import Place
from shared.rulebook.relation import Example
from tests.typeset.generate import generate
from tests.unit.validator.documents import assembled, bare, changed, from_example, told, with_rows

CLEAN = assembled(generate(2))


def of(document: AssembledDocument, rule_id: str) -> list[Finding]:
    return [finding for finding in told(document) if finding.rule_id == rule_id]


def with_head(**fields: object) -> AssembledDocument:
    document = bare()
    assert document.head is not None
    return replace(document, head=document.head.model_copy(update=fields))


@pytest.mark.parametrize("field", ["department", "fiscal_year"])
def test_a_document_that_does_not_say_who_or_when_is_an_error(field: str) -> None:
    (finding,) = of(with_head(**{field: None}), "identity.known")

    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("field", "value", "outcome"),
    [
        ("department", "青川市水务局", None),
        ("department", "青川市 水务局", None),
        ("department", "青川市水务局（汇总）", None),
        ("department", "青川市林草局", Outcome.BROKEN),
        ("fiscal_year", "2024", None),
        ("fiscal_year", "2023", Outcome.BROKEN),
        ("org_level", "单位", Outcome.BROKEN),
        ("unit", "元", None),
    ],
)
def test_every_mention_agrees_with_the_document(field: str, value: str, outcome: Outcome | None) -> None:
    mention = Mention(field=field, value=value, where="T3", place=Place(page=7))
    found = [f for f in told(with_head(mentions=(mention,))) if f.rule_id == f"identity.{field}"]

    assert [finding.outcome for finding in found] == ([outcome] if outcome else [])
    assert all(value in finding.message and "page 7" in finding.message for finding in found)


def test_a_mention_of_what_the_document_does_not_know_cannot_be_compared() -> None:
    mention = Mention(field="org_level", value="单位", where="T3", place=Place(page=7))

    assert [f.outcome for f in of(with_head(org_level=None, mentions=(mention,)), "identity.org_level")] == [
        Outcome.NOT_CHECKABLE
    ]


def test_a_table_in_another_unit_than_the_rest_is_info() -> None:
    document = changed(CLEAN, "T9", lambda made: replace(made, unit=Unit.YUAN))

    assert [(f.table_id, f.severity) for f in of(document, "identity.unit")] == [("T9", Severity.INFO)]


class TestCodes:
    @pytest.mark.parametrize(
        ("label", "hinted"), [("住房公积金", False), ("住房 公积金", False), ("住房补助", True)]
    )
    def test_a_code_with_another_name_is_a_hint(self, label: str, *, hinted: bool) -> None:
        found = of(labelled({"T5": {"2210201": {"total": "1.00"}}}, label), "codes.name")

        assert [(f.row_code, f.outcome, f.severity) for f in found] == (
            [("2210201", Outcome.BROKEN, Severity.INFO)] if hinted else []
        )
        assert all("“住房公积金”" in finding.message_zh for finding in found)

    @pytest.mark.parametrize(("label", "hinted"), [("1、一般公共服务", False), ("一般公共事务", True)])
    def test_a_class_may_leave_out_that_it_is_expenditure(self, label: str, *, hinted: bool) -> None:
        found = of(labelled({"T5": {"201": {"total": "1.00"}}}, label), "codes.name")

        assert bool(found) is hinted

    def test_codes_that_the_list_lacks_prove_nothing(self) -> None:
        document = from_example({"T2": {"2019998": {"total": "1.00"}, "2019997": {"total": "1.00"}}})
        (finding,) = of(document, "codes.name")

        assert finding.outcome is Outcome.NOT_CHECKABLE
        assert "2019998" in finding.message
        assert "proves nothing" in finding.message

    def test_economic_codes_are_looked_up_in_their_own_list(self) -> None:
        assert of(labelled({"T6": {"30101": {"total": "1.00"}}}, "基本工资"), "codes.name") == []


def labelled(example: Example, label: str) -> AssembledDocument:
    """A document of one row with this label."""
    document = from_example(example)
    (table_id,) = example
    return changed(
        document,
        table_id,
        lambda made: with_rows(made, lambda row: replace(row, row_label=label)),
    )
