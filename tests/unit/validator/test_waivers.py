"""Waivers: what they cover and how long, what they leave, and what a file may not say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from services.validator.basis import Basis
from services.validator.judgement import Judgement, validate
from services.validator.verdict import load_policy, parse_policy
from services.validator.waivers import Waiver, Waivers, covered, in_force, load_waivers, parse_waivers
from shared.errors import ConfigurationError
from shared.layout import load_layouts
from shared.model.finding import Fault, Finding, Outcome, Severity, Verdict
from tests.typeset.generate import generate
from tests.unit.validator.documents import DOCUMENT_ID, assembled, manifest

LAST_DAY = dt.date(2026, 12, 31)
OTHER_ID = "e" * 64


def waiver(**changes: object) -> Waiver:
    values = {
        "rule": "within.T3.total",
        "document": DOCUMENT_ID,
        "reason": "printed so, confirmed by the department",
        "author": "Wang",
        "expires": LAST_DAY,
    }
    return Waiver.model_validate(values | changes)


def finding(**changes: object) -> Finding:
    values = {
        "rule_id": "within.T3.total",
        "outcome": Outcome.BROKEN,
        "severity": Severity.ERROR,
        "fault": Fault.DISCLOSURE,
        "table_id": "T3",
        "row_code": "2010301",
        "row_label": "行政运行",
        "column_key": "total",
        "message": "m",
        "message_zh": "m",
    }
    return Finding.model_validate(values | changes)


@pytest.mark.parametrize(
    ("narrowed", "is_covered"),
    [
        ({}, True),
        ({"table": "T3"}, True),
        ({"table": "T2"}, False),
        ({"row": "2010301"}, True),
        ({"row": "行政运行"}, True),
        ({"row": "2010302"}, False),
        ({"column": "total", "row": "2010301", "table": "T3"}, True),
        ({"column": "basic"}, False),
        ({"rule": "within.T3.hierarchy"}, False),
    ],
)
def test_a_waiver_covers_the_place_that_it_names(narrowed: dict[str, str], is_covered: bool) -> None:
    assert waiver(**narrowed).covers(finding()) is is_covered


def test_a_covered_finding_says_who_answers_for_it_and_the_others_stay_as_they_are() -> None:
    other = finding(row_code="201", row_label="一般公共服务支出")
    found = covered([finding(), other], [waiver(row="2010301")])

    assert found.findings[0].waived is not None
    assert found.findings[0].waived.model_dump() == {
        "reason": "printed so, confirmed by the department",
        "author": "Wang",
        "until": LAST_DAY,
    }
    assert found.findings[1] == other
    assert found.idle == ()


def test_a_waiver_that_covers_nothing_is_named() -> None:
    idle = waiver(table="T2")
    assert covered([finding()], [idle, waiver()]).idle == (idle,)


@pytest.mark.parametrize(
    ("today", "document", "count"),
    [(LAST_DAY, DOCUMENT_ID, 1), (LAST_DAY + dt.timedelta(1), DOCUMENT_ID, 0), (LAST_DAY, OTHER_ID, 0)],
    ids=["the last day", "the day after", "another document"],
)
def test_a_waiver_is_in_force_for_its_document_until_its_last_day(
    today: dt.date, document: str, count: int
) -> None:
    assert len(in_force((waiver(),), document, today)) == count


def test_of_two_waivers_the_one_that_lasts_longer_is_told() -> None:
    later = waiver(author="Li", expires=LAST_DAY + dt.timedelta(30))
    (found,) = covered([finding()], [waiver(), later]).findings
    assert found.waived is not None
    assert found.waived.author == "Li"


ENTRY = f"rule: within.T3.total, document: {DOCUMENT_ID}, reason: r, author: a, expires: 2026-12-31"


BLANK = "reason: '  '"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("waivers: [", "not valid YAML: line 1, column 11: "),
        (
            f"waivers:\n  - {{{ENTRY.replace('2026-12-31', '2026-13-31')}}}",
            "not valid YAML: month must be in 1..12",
        ),
        (f"waivers:\n  - {{{ENTRY.replace('reason: r', 'reason: 5')}}}", "reason: should be text"),
        ("waiver: []", "no list “waivers”"),
        ("- {}", "no list “waivers”"),
        (f"waivers:\n  - {{{ENTRY}}}\n  - 7", "an entry is a mapping of keys and values .*entry 2"),
        (f"waivers:\n  - {{{ENTRY}, until: 2027-01-01}}", "until: there is no such key .*entry 1"),
        (f"waivers:\n  - {{{ENTRY.replace('within', 'withn')}}}", "no rule is called withn.T3.total"),
        (f"waivers:\n  - {{{ENTRY.replace('reason: r', BLANK)}}}", "reason: .*empty"),
        (f"waivers:\n  - {{{ENTRY.replace(', author: a', '')}}}", "author: .*required"),
        (
            f"waivers:\n  - {{{ENTRY.replace(DOCUMENT_ID, DOCUMENT_ID[:12])}}}",
            "document: should be the whole id of the document, 64 .*entry 1",
        ),
        (
            f"waivers:\n  - {{{ENTRY.replace('2026-12-31', 'soon')}}}",
            "expires: should be a date such as 2026-12-31 .*entry 1",
        ),
        (f"waivers:\n  - {{{ENTRY.replace('within.T3.total', 'document.readable')}}}", "cannot be waived"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_with_the_place(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        parse_waivers(text, "waivers.yaml")
    assert "waivers.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_waivers_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(f"waivers:\n  - {{{ENTRY}, row: '2010301'}}\n", encoding="utf-8")
    (read,) = load_waivers(file)
    assert (read.row, read.expires) == ("2010301", LAST_DAY)
    assert load_waivers() == ()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_waivers(tmp_path / "none.yaml")


def judged(waivers: Waivers) -> Judgement:
    """An invented document of which a table's total row was lost."""
    document = assembled(generate(2))
    spoilt = replace(document, tables=tuple(table for table in document.tables if table.table_id != "T5"))
    return validate(spoilt, load_layouts(), load_policy(), waivers)


def test_a_waived_error_stays_visible_and_no_longer_decides() -> None:
    before = judged(())
    errors = [one for one in before.findings if one.severity is Severity.ERROR]
    assert before.verdict is Verdict.QUARANTINED
    assert errors

    after = judged(tuple(waiver(rule=one.rule_id, table=one.table_id) for one in errors))

    assert after.verdict in (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS)
    assert len(after.findings) == len(before.findings)
    assert [one.rule_id for one in after.findings if one.waived] == [one.rule_id for one in errors]
    assert after.results == before.results
    assert after.idle_waivers == ()


def test_the_identity_of_a_judgement_changes_with_what_bears_on_the_document_and_with_nothing_else() -> None:
    layouts, today = load_layouts(), LAST_DAY
    read = manifest(section_count=1, digest="d")
    strict = parse_policy("policy:\n  - {severity: info, verdict: quarantined}", "test")

    def identity(basis: Basis, day: dt.date = today, version: str = "1") -> str:
        return basis.judgement(read, version, day)

    plain = identity(Basis(layouts))
    assert plain == identity(Basis(layouts)) == identity(Basis(layouts, waivers=(waiver(document=OTHER_ID),)))
    waived = Basis(layouts, waivers=(waiver(),))
    others = [
        identity(Basis(layouts, strict)),
        identity(waived),
        identity(Basis(layouts[:1])),
        identity(Basis(layouts), version="2"),
    ]
    assert len({plain, *others}) == 5
    assert identity(waived, today + dt.timedelta(1)) == plain, "an expired waiver bears on nothing"
