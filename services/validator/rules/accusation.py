"""The finding that names a suspect: which figure, what it should be, and everything that it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.validator.rules.check import Message, Spot, quoted
from services.validator.rules.counterparts import seen_from
from services.validator.rules.figures import stated_figures
from services.validator.rules.hypotheses import Cause, Explanation, Web
from services.validator.rules.intervals import tidy
from services.validator.rules.lost_codes import LostRow
from services.validator.rules.tied import unit_of
from services.validator.rules.ties import FigureRef, Printed
from services.validator.rules.view import DocumentView
from services.validator.rules.wording import amount, cells, column_zh, row_zh, signed, spot_of, title_of
from shared.model.finding import Finding
from shared.model.place import Place
from shared.rulebook.checks import load_rules
from shared.rulebook.claims import load_claims
from shared.rulebook.equation import CellRef, Term

_LISTED = 4
_NO_REASON = Message("", "")
_SLIPPED = Message(
    ": of the figures compared it is the only one in which one wrong digit, or two digits exchanged, explains the "
    "difference",
    "（所核对的各数中，仅此数改正一位数字或对调相邻两位数字即可相符）",
)
_ECHOED = Message(
    ": of the figures compared it is the only one that another table prints so under the same name",
    "（所核对的各数中，仅此数在其他表格的同名行中如此列示）",
)
_REASONS = {Cause.SLIP: _SLIPPED, Cause.ECHOED: _ECHOED}
"""Why a figure is suspected that is held by no more comparisons than those beside it."""


def accused(
    view: DocumentView, web: Web, found: Explanation, findings: Sequence[Finding], lost: Sequence[LostRow]
) -> Finding:
    """Give one finding for all that an explanation explains; the first of the findings leads."""
    lead, suspect = findings[0], found.hypothesis.suspect
    spot = _spot(view, suspect, found.hypothesis.cause, lost, lead)
    message = _message(view, web, found, findings, spot)
    values: dict[str, Decimal | None] = {}
    if found.hypothesis.cause is not Cause.UNIT and not _is_word(suspect):
        unit = unit_of(view, suspect)
        expected, actual = tidy(found.hypothesis.values[suspect] / unit), tidy(web.value(suspect) / unit)
        is_lost = found.hypothesis.cause is Cause.MISSING
        difference = None if is_lost else actual - expected
        values = {"expected": expected, "actual": None if is_lost else actual, "difference": difference}
    named = {
        "table_id": spot.table_id,
        "row_code": spot.row_code,
        "row_label": spot.row_label,
        "column_key": spot.column_key,
        "place": spot.place,
        "counterpart": seen_from(spot, lead),
    }
    texts = {"message": quoted(message.en), "message_zh": quoted(message.zh)}
    return lead.model_copy(update={**named, **values, **texts})


def _is_word(figure: Printed) -> bool:
    return isinstance(figure, FigureRef) and figure.part == "direction"


def _spot(view: DocumentView, suspect: Printed, cause: Cause, lost: Sequence[LostRow], lead: Finding) -> Spot:
    if isinstance(suspect, FigureRef):
        return _outside(view, suspect, lead)
    if cause is Cause.UNIT:
        return Spot(table_id=suspect.table_id, place=Place(page=view.tables[suspect.table_id].first_page))
    if cause is Cause.MISSING:
        row = next(one for one in lost if (one.table_id, one.row_no) == (suspect.table_id, suspect.row_no))
        above = spot_of(view, CellRef(row.table_id, row.parent_no, suspect.column_key))
        return Spot(row.table_id, row.code or above.row_code, row.label, suspect.column_key, above.place)
    spot = spot_of(view, suspect)
    if cause is Cause.REPEATED:
        return Spot(spot.table_id, spot.row_code, spot.row_label, None, spot.place)
    return spot


def _outside(view: DocumentView, suspect: FigureRef, lead: Finding) -> Spot:
    """Name a claim by its subject, a figure by its key, a performance table by its name."""
    if suspect.house == "claim":
        claim = next(c for c in view.document.claims if str(c.claim_no) == suspect.key)
        return Spot(None, claim.row_code, claim.subject, None, claim.place)
    if suspect.house == "plan":
        plan = next(p for p in view.document.plans if str(p.plan_no) == suspect.key)
        place = next((a.place for a in plan.amounts if a.amount_key == suspect.part), plan.place)
        return Spot(None, None, plan.plan_name, suspect.part.partition(".")[0], place)
    stated = stated_figures(view).get(suspect.key)
    return Spot(None, None, suspect.key, None, stated.place if stated else lead.place)


def _message(
    view: DocumentView, web: Web, found: Explanation, findings: Sequence[Finding], spot: Spot
) -> Message:
    """Say what is suspected, what it should be, and what disagrees."""
    first, count = findings[0], len(findings)
    is_told = found.hypothesis.cause not in _REASONS and _is_own(first, spot)
    if count == 1 and spot.table_id is None and is_told:
        return Message(first.message, first.message_zh)
    thesis, or_else = _thesis(view, web, found, findings, spot), _or_else(view, found, first)
    thesis = Message(thesis.en + or_else.en, thesis.zh + or_else.zh)
    if count == 1:
        return Message(f"{thesis.en}. {first.message}", f"{thesis.zh}。{first.message_zh}")
    rules = [load_rules()[rule_id] for rule_id in dict.fromkeys(finding.rule_id for finding in findings)]
    by = f" (difference {signed(first.difference)})" if first.difference is not None else ""
    by_zh = f"（相差{signed(first.difference)}）" if first.difference is not None else ""
    more = len(rules) > _LISTED
    en = [f"{rules[0].title}{by}", *(rule.title for rule in rules[1:_LISTED])]
    zh = [f"{rules[0].title_zh}{by_zh}", *(rule.title_zh for rule in rules[1:_LISTED])]
    return Message(
        f"{thesis.en}. {count} comparisons disagree because of it: {'; '.join(en)}{'; …' if more else ''}",
        f"{thesis.zh}。与之有关的{count}项核对不符：{'；'.join(zh)}{'等' if more else ''}",
    )


def _or_else(view: DocumentView, found: Explanation, lead: Finding) -> Message:
    """Say which other figures may as well be wrong."""
    names = [_name(view, one, _spot(view, one, Cause.FIGURE, (), lead)) for one in found.rivals[:_LISTED]]
    if not names:
        return _NO_REASON
    return Message(
        f", unless it is {' or '.join(name.en for name in names)} that is wrong: nothing tells them apart",
        f"，也可能是{'、'.join(name.zh for name in names)}有误，现有数据无法区分",
    )


def _is_own(finding: Finding, spot: Spot) -> bool:
    """Tell whether a finding speaks of the suspect itself, so that nothing is to be added."""
    own = (finding.table_id, finding.row_code, finding.row_label, finding.column_key)
    return own == (spot.table_id, spot.row_code, spot.row_label, spot.column_key)


def _thesis(
    view: DocumentView, web: Web, found: Explanation, findings: Sequence[Finding], spot: Spot
) -> Message:
    """Say what the hypothesis takes to be wrong."""
    suspect, cause = found.hypothesis.suspect, found.hypothesis.cause
    if cause is Cause.UNIT and isinstance(suspect, CellRef):
        title = title_of(view, suspect.table_id)
        return Message(
            f"The amounts of {suspect.table_id} are in another unit than it states",
            f"{title}的金额与所注单位不符",
        )
    if cause is Cause.MISSING and isinstance(suspect, CellRef):
        row = f"{spot.row_code} {spot.row_label}" if spot.row_label else f"below {spot.row_code}"
        above = row_zh(view, suspect.table_id, spot.row_code or "")
        zh = f"“{spot.row_code} {spot.row_label}”行" if spot.row_label else f"“{above}”行以下的一行"
        value = amount(tidy(found.hypothesis.values[suspect] / unit_of(view, suspect)))
        return Message(
            f"{suspect.table_id} lacks a row ({row}) with {value} in column {suspect.column_key}",
            f"{title_of(view, suspect.table_id)}缺少{zh}"
            f"（“{column_zh(view, suspect.table_id, suspect.column_key)}”栏{value}）",
        )
    name = _name(view, suspect, spot)
    if cause is Cause.REPEATED:
        return Message(f"{name.en}: the row is printed twice", f"{name.zh}：该行重复列示")
    if _is_word(suspect):
        return Message(f"{name.en}: the direction word is wrong", f"{name.zh}：增减方向有误")
    unit = unit_of(view, suspect)
    printed, expected = tidy(web.value(suspect) / unit), tidy(found.hypothesis.values[suspect] / unit)
    mark = "%" if isinstance(suspect, FigureRef) and suspect.part in {"share", "growth"} else ""
    if cause is Cause.EXCHANGED:
        other = list(found.hypothesis.values)[1]
        assert isinstance(other, CellRef)  # noqa: S101 - cells alone are exchanged
        column = column_zh(view, other.table_id, other.column_key)
        return Message(
            f"{name.en}: {amount(printed)} belongs into column {other.column_key}",
            f"{name.zh}：{amount(printed)}应列入“{column}”栏",
        )
    reason = _REASONS.get(cause, _NO_REASON)
    is_blank = isinstance(suspect, CellRef) and view.cell(suspect) is None
    found_en, found_zh = (
        ("blank", "为空")
        if is_blank
        else (f"printed as {amount(printed)}{mark}", f"为{amount(printed)}{mark}")
    )
    bound = _bound(findings, is_more=expected > printed)
    return Message(
        f"{name.en} is {found_en}, {bound.en}{amount(expected)}{mark} is expected{reason.en}",
        f"{name.zh}{found_zh}，疑应{bound.zh}{amount(expected)}{mark}{reason.zh}",
    )


def _bound(findings: Sequence[Finding], *, is_more: bool) -> Message:
    """Say that what is expected is a limit, where the comparisons are with limits alone."""
    formulas = [getattr(load_rules()[finding.rule_id], "formula", "") for finding in findings]
    if not all("<=" in formula or "≤" in formula for formula in formulas):
        return Message("", "为")
    return Message("at least ", "不少于") if is_more else Message("at most ", "不超过")


def _name(view: DocumentView, suspect: Printed, spot: Spot) -> Message:
    if isinstance(suspect, CellRef):
        return cells(view, (Term(suspect),))
    page = spot.place.page if spot.place else 0
    part = {"share": "share", "growth": "growth rate", "delta": "change"}.get(suspect.part, "")
    part_zh = {"share": "占比", "growth": "增减率", "delta": "增减额"}.get(suspect.part, "")
    beside = f" ({part or suspect.part})" if part or suspect.house == "plan" else ""
    if suspect.house == "figure":
        known = load_claims().name_of(suspect.key)
        return Message(f"{known.en} on page {page}", f"第{page}页{known.zh}")
    return Message(f"“{spot.row_label}”{beside} on page {page}", f"第{page}页“{spot.row_label}”{part_zh}")
