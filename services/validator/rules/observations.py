"""What the extractor noticed about its own reading, as findings.

What was noticed in a table weighs less where the table's figures are confirmed from outside all the same, and so does
what was noticed on a page without tables: the figures of narrative and performance are warnings at most.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held, not_checkable
from services.validator.rules.pages import PAGE_KINDS
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import title_of
from shared.model.document import Observation, ObservationKind
from shared.model.finding import Fault, Severity
from shared.rulebook.checks import load_rules

_RULES = {
    ObservationKind.COLUMN_OPEN: "extraction.column_open",
    ObservationKind.HEADER_UNMAPPED: "extraction.header_unmapped",
    ObservationKind.ROW_UNMAPPED: "extraction.row_unmapped",
    ObservationKind.TABLE_UNKNOWN: "extraction.table_unknown",
    ObservationKind.TABLE_TOLD: "extraction.table_told",
    ObservationKind.NUMBER_BROKEN: "extraction.number_broken",
    ObservationKind.TEXT_HIDDEN: "extraction.text_hidden",
    ObservationKind.READER_DISAGREES: "extraction.reader_disagrees",
}
_LESS = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.INFO, Severity.INFO: Severity.INFO}


def observation_checks(view: DocumentView, confirmed: frozenset[str]) -> Iterator[Check]:
    """Give a check for each observation, and a held one for each kind that did not occur."""
    told = {(page.page, kind) for page in view.document.pages for kind in PAGE_KINDS}
    seen: set[ObservationKind] = set()
    for observation in view.document.observations:
        if (observation.place.page, observation.kind) in told:
            continue
        seen.add(observation.kind)
        yield _check(view, observation, confirmed)
    yield from (held(rule_id) for kind, rule_id in _RULES.items() if kind not in seen)


def _check(view: DocumentView, observation: Observation, confirmed: frozenset[str]) -> Check:
    rule_id = _rule_of(observation.kind)
    severity = load_rules()[rule_id].severity
    if _concerned(view, observation) <= confirmed:
        severity = _LESS[severity]
    make = not_checkable if observation.kind is ObservationKind.COLUMN_OPEN else broken
    return make(
        rule_id,
        _message(view, observation),
        spot=_spot(observation),
        fault=Fault.EXTRACTION,
        severity=severity,
    )


def _concerned(view: DocumentView, observation: Observation) -> frozenset[str]:
    """Give the tables with amounts that an observation may concern: its own, else those of its page."""
    if observation.table_id is not None:
        return frozenset({observation.table_id})
    page = observation.place.page
    on_page = (t.table_id for t in view.tables.values() if t.first_page <= page <= t.last_page)
    return frozenset(table_id for table_id in on_page if not view.is_blank(table_id))


def _rule_of(kind: ObservationKind) -> str:
    if kind is ObservationKind.GLYPHS_UNDECODABLE:
        return "completeness.glyphs"
    return "completeness.page_text" if kind is ObservationKind.PAGE_WITHOUT_TEXT else _RULES[kind]


def _message(view: DocumentView, observation: Observation) -> Message:
    en = f"Page {observation.place.page}{f', {observation.table_id}' if observation.table_id else ''}"
    return Message(f"{en}: {observation.detail}", _message_zh(view, observation))


def _message_zh(view: DocumentView, observation: Observation) -> str:
    """Say in Chinese what was noticed, by its kind: the detail is in English."""
    table = title_of(view, observation.table_id) if observation.table_id else ""
    row = f"“{observation.row_label}”行" if observation.row_label else ""
    place = f"第{observation.place.page}页{table}{row}"
    quoted = f"“{observation.printed}”" if observation.printed else ""
    beside = f"（{quoted}）" if quoted else ""
    nameless = f"{place}有行或表格的名称未能识别{beside}"
    return {
        ObservationKind.COLUMN_OPEN: f"{place}的金额{quoted}无法确定属于哪一栏",
        ObservationKind.HEADER_UNMAPPED: f"{place}有栏目未能识别{beside}",
        ObservationKind.ROW_UNMAPPED: f"{place}未能与版式中的任何一行对应" if row else nameless,
        ObservationKind.TABLE_UNKNOWN: f"第{observation.place.page}页的表格{quoted}"
        f"{f'（{observation.table_id}）' if observation.table_id else ''}未能识别",
        ObservationKind.TABLE_TOLD: f"第{observation.place.page}页的表格{quoted}标题未能识别，"
        f"根据栏目、行和勾稽关系认定为{table or observation.table_id}",
        ObservationKind.NUMBER_BROKEN: f"{place}有数字不完整、重复或无法识读{beside}",
        ObservationKind.TEXT_HIDDEN: f"{place}有文字不属于页面正文（不可见，或为水印、印章）{beside}",
        ObservationKind.GLYPHS_UNDECODABLE: f"{place}有字符无法辨认",
        ObservationKind.PAGE_WITHOUT_TEXT: f"{place}没有文字层{beside}",
        ObservationKind.READER_DISAGREES: f"{place}的两次识读不一致{beside}",
    }[observation.kind]


def _spot(observation: Observation) -> Spot:
    return Spot(
        observation.table_id,
        observation.row_code,
        observation.row_label,
        observation.column_key,
        observation.place,
    )
