"""The judgement on a document: every rule applied, outcomes counted, findings gathered, the verdict decided. No I/O.

In comes an assembled document with the layouts and the policy, out go a `Judgement`; `fiscus validate` and the
service share this function.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final

from services.validator.assembly import AssembledDocument
from services.validator.joint import TABLE, over_both, presence_checks, told_of_text, with_all_plans
from services.validator.rules.causes import cause_checks
from services.validator.rules.check import Check, Message, broken, held, written_out
from services.validator.rules.claim_names import claim_name_checks
from services.validator.rules.claim_units import claim_unit_checks
from services.validator.rules.claim_years import claim_year_checks
from services.validator.rules.codes import code_checks
from services.validator.rules.compared_columns import compared_column_checks
from services.validator.rules.comparisons import comparison_checks
from services.validator.rules.completion import completion_checks
from services.validator.rules.confirmation import confirmed_tables
from services.validator.rules.doubled_rows import doubled_row_checks
from services.validator.rules.emptiness import empty_checks
from services.validator.rules.fault import FaultFinder
from services.validator.rules.figures import figure_checks, stated_figures
from services.validator.rules.grouping import grouped, ready_to_group
from services.validator.rules.identity import identity_checks
from services.validator.rules.indicators import indicator_checks
from services.validator.rules.list_sums import list_sum_checks
from services.validator.rules.lists import list_checks
from services.validator.rules.lost_items import lost_item_checks
from services.validator.rules.named_again import named_again_checks
from services.validator.rules.narrative import narrative_checks
from services.validator.rules.numbering import row_number_checks
from services.validator.rules.observations import observation_checks
from services.validator.rules.ocr import ocr_checks
from services.validator.rules.ocr_claims import ocr_claim_checks
from services.validator.rules.open_rows import open_row_checks
from services.validator.rules.pages import page_checks
from services.validator.rules.parents import parent_checks
from services.validator.rules.performance import performance_checks
from services.validator.rules.projects import project_checks
from services.validator.rules.relation_findings import relation_checks
from services.validator.rules.relations import judge_relations
from services.validator.rules.remnants import remnant_checks
from services.validator.rules.repeated import repeated_checks
from services.validator.rules.restated_figures import restated_figure_checks
from services.validator.rules.rows import row_checks
from services.validator.rules.sections import section_checks
from services.validator.rules.side_heads import side_head_checks
from services.validator.rules.sister_rows import sister_row_checks
from services.validator.rules.statements import StatementFinder
from services.validator.rules.table_ends import table_end_checks
from services.validator.rules.tables import table_checks
from services.validator.rules.told_again import told_again_checks
from services.validator.rules.told_lists import told_list_checks
from services.validator.rules.unit_blocks import unit_block_checks
from services.validator.rules.view import DocumentView
from services.validator.unreadable import unreadable_message
from services.validator.verdict import Policy, decide
from services.validator.waivers import Waivers, covered
from shared.layout import Layout
from shared.model.finding import CheckResult, Fault, Finding, Outcome, Severity, Verdict
from shared.rulebook.checks import load_rules

READABLE = "document.readable"
_RULE_AND_OUTCOME = itemgetter(Check._fields.index("rule_id"), Check._fields.index("outcome"))
_HELD, _BROKEN, _NOT_CHECKABLE = Outcome.HELD, Outcome.BROKEN, Outcome.NOT_CHECKABLE
_REMEMBERED: Final = 8_192
"""Results of rules that are remembered, a few MiB."""
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of a document. Findings stand in order of weight, then as the rules gave them."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    results: tuple[CheckResult, ...]
    """One for each rule that was applied, in the order of the rulebook; zeros for one that the layout switches off."""
    numbers_seen: int
    numbers_accounted: int
    idle_waivers: Waivers = ()
    """Waivers of the document that cover none of its findings."""


def validate(
    document: AssembledDocument, layouts: Sequence[Layout], policy: Policy, waivers: Waivers = ()
) -> Judgement:
    """Judge a document by every rule and decide its verdict. `waivers` are those of the document that are in force."""
    if not document.is_readable:
        return _unreadable(document)
    profile = document.head.profile if document.head else None
    layout = next((layout for layout in layouts if layout.id == profile), None)
    view = DocumentView(document, layout)
    both = over_both(view, layouts)
    asked = ready_to_group(_asked(view, both))
    checks = told_of_text(document, asked, grouped(both, asked))
    found = covered([check.finding for check in checks if check.finding], waivers)
    weighed = (policy.weighed(finding) for finding in found.findings)
    pages = [page for page in document.pages if page.is_table_page]
    return Judgement(
        verdict=decide(found.findings, policy),
        findings=tuple(sorted(weighed, key=lambda finding: _WEIGHT[finding.severity])),
        results=_counted(checks, layout.rules_off if layout else {}),
        numbers_seen=sum(page.numbers_seen for page in pages),
        numbers_accounted=sum(page.numbers_accounted for page in pages),
        idle_waivers=found.idle,
    )


def checks_of(document: AssembledDocument, layout: Layout | None) -> list[Check]:
    """Give every check of a document, each broken one with its own finding: nothing is grouped by cause yet."""
    view = DocumentView(document, layout)
    return written_out(_asked(view, view))


def _asked(view: DocumentView, both: DocumentView) -> Sequence[Check]:
    """Give every check but those that the layout switches off. See `over_both`."""
    switched_off = view.layout.rules_off if view.layout else {}
    checks = list(_checks(view, both))
    checks += ocr_claim_checks(both, checks)
    return [check for check in checks if check.rule_id not in switched_off] if switched_off else checks


def _checks(view: DocumentView, both: DocumentView) -> Iterable[Check]:
    faults = FaultFinder(view)
    relations = judge_relations(view)
    finder = StatementFinder(view)
    confirmed = confirmed_tables(view, relations, finder)
    yield held(READABLE)
    yield _layout(view)
    yield from relation_checks(view, relations, faults)
    yield from (c for c in table_checks(view, confirmed) if both is view or c.rule_id != TABLE)
    if both is not view:
        yield from presence_checks(both)
    yield from row_checks(view)
    yield from parent_checks(view)
    yield from lost_item_checks(view)
    yield from row_number_checks(view)
    yield from sister_row_checks(view)
    yield from open_row_checks(view)
    yield from doubled_row_checks(view)
    yield from table_end_checks(view)
    yield from list_sum_checks(view)
    yield from compared_column_checks(view)
    yield from unit_block_checks(view)
    yield from named_again_checks(view)
    yield from side_head_checks(view)
    yield from empty_checks(view)
    yield from section_checks(view)
    yield from page_checks(view, confirmed)
    yield from observation_checks(view, confirmed)
    yield from ocr_checks(view, relations, finder)
    yield from identity_checks(view)
    yield from code_checks(view)
    if both is not view:
        finder, faults = StatementFinder(both), FaultFinder(both)
    yield from claim_name_checks(both)
    yield from claim_unit_checks(both)
    yield from narrative_checks(both, finder, faults)
    yield from comparison_checks(both, finder)
    yield from completion_checks(both)
    yield from remnant_checks(both)
    yield from claim_year_checks(both, finder)
    yield from repeated_checks(both)
    yield from list_checks(both)
    yield from told_list_checks(both)
    yield from cause_checks(both)
    yield from told_again_checks(both)
    figures = stated_figures(both)
    yield from figure_checks(figures)
    yield from restated_figure_checks(with_all_plans(both), figures)
    yield from performance_checks(both)
    yield from project_checks(both)
    yield from indicator_checks(both)


def _layout(view: DocumentView) -> Check:
    if view.layout is not None:
        return held("document.layout")
    profile = view.document.head.profile if view.document.head else "?"
    message = Message(
        f"The document was read with the layout “{profile}”, which is not at hand; its form cannot be checked",
        f"文件按版式“{profile}”识读，但没有该版式的定义，无法核对其格式",
    )
    return broken("document.layout", message, fault=Fault.EXTRACTION)


def _counted(checks: Sequence[Check], switched_off: Collection[str] = ()) -> tuple[CheckResult, ...]:
    """Count outcomes by rule; a rule that the layout switches off is listed with no outcome at all."""
    counts: dict[str, dict[Outcome, int]] = {rule_id: {} for rule_id in switched_off}
    for (rule_id, outcome), times in Counter(map(_RULE_AND_OUTCOME, checks)).items():
        counts.setdefault(rule_id, {})[outcome] = times
    for check in checks:
        if check.times > 1:
            counts[check.rule_id][check.outcome] += check.times - 1
    return tuple(
        _result(
            rule_id,
            told.get(_HELD, 0),
            told.get(_BROKEN, 0),
            told.get(_NOT_CHECKABLE, 0),
        )
        for rule_id in load_rules()
        if (told := counts.get(rule_id)) is not None
    )


@lru_cache(maxsize=_REMEMBERED)
def _result(rule_id: str, held: int, broken: int, not_checkable: int) -> CheckResult:
    """Give how often a rule held; nearly all documents apply nearly all rules a few times."""
    return CheckResult(rule_id=rule_id, held=held, broken=broken, not_checkable=not_checkable)


def _unreadable(document: AssembledDocument) -> Judgement:
    check = broken(READABLE, unreadable_message(document.manifest), fault=Fault.UNDETERMINED)
    findings = (check.finding,) if check.finding else ()
    return Judgement(Verdict.UNREADABLE, findings, _counted([check]), 0, 0)
