"""Figures of the other sections: staff, procurement, assets, operating expenses, the summary of performance.

The statements of a section go in; figures with fixed keys come out, each key once (the first time it is stated).
Keys:

- staff: `staff.authorised` (编制) with `.administrative` `.institutional`, `staff.actual` (实有), `staff.serving`
  (在职), `staff.retired` (退休), `staff.veteran_retired` (离休), `staff.all_retired` (离退休); each may have a
  `.change`, signed.
- procurement: `procurement.total` `.goods` `.works` `.services` `.reserved_sme` `.reserved_small_micro`.
- assets: `assets.houses.area` `.value`, `assets.vehicles.count` `.value` and for each kind of vehicle (`general`,
  `law_enforcement`, `confidential`, `emergency`, `special`, `retired_cadres`, `leaders`, `ministerial`, `business`,
  `other`) `assets.vehicles.<kind>.count` `.value`, `assets.furniture.value`, `assets.other.value`,
  `assets.fixed.value`, `assets.equipment.over_500k.count` (the threshold in yuan: `over_200k`, `over_500k`,
  `over_1m`) and `.value`; what is to be bought has `planned` in the place of `assets` (`planned.vehicles.count`,
  `planned.equipment.over_1m.count`).
- `operating_expenses.amount`.
- 三公: `three_public.abroad.groups` (团组) `.persons`, `three_public.vehicles.bought` `.held`,
  `three_public.receptions.domestic` (国内公务接待批次) and its `.persons`.
- performance: `performance.overall_goals` `.overall_amount` `.projects` `.projects_amount` `.fiscal_projects`
  `.fiscal_amount` `.nonfiscal_projects` `.nonfiscal_amount` `.first_level_projects` `.first_level_amount` (projects of
  which several performance tables are parts).

What the sections hold is prescribed by the Ministry of Finance's notices on publishing budgets (assets: vehicles and
large equipment; procurement: goods, works, services and what is reserved for smaller firms).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.extractor.narrative.counts import KeyedFigure, three_public_counts
from services.extractor.narrative.outline import Zone
from services.extractor.narrative.sections import Section
from services.extractor.narrative.statements import Statement

_STAFF = (
    ("staff.authorised.administrative", r"行政编制"),
    ("staff.authorised.institutional", r"事业编制"),
    ("staff.authorised", r"编制(?:人?数|总数|人员|总人数)?$"),
    ("staff.actual", r"实有(?:人数|人员|在编人数|在职人数)?$"),
    ("staff.all_retired", r"离退休(?:人员|人数)?$"),
    ("staff.veteran_retired", r"离休(?:人员|人数)?$"),
    ("staff.retired", r"退休(?:人员|人数)?$"),
    ("staff.serving", r"在职(?:人员|人数|职工)?$"),
)
_PROCUREMENT = (
    ("procurement.reserved_small_micro", r"小微企业.*预留|预留.*(?:小微|微型)"),
    ("procurement.reserved_sme", r"中小企业.*预留|预留.*中小"),
    ("procurement.goods", r"货物"),
    ("procurement.works", r"工程"),
    ("procurement.services", r"服务"),
    ("procurement.total", r"政府采购"),
)
_VEHICLES = (
    ("general", r"一般公务用车"),
    ("law_enforcement", r"执法执勤"),
    ("confidential", r"机要通信"),
    ("emergency", r"应急保障"),
    ("special", r"特种专业"),
    ("retired_cadres", r"离退休干部"),
    ("ministerial", r"部(?:（省）)?级|省部级"),
    ("leaders", r"领导干部|主要负责人"),
    ("business", r"业务用车"),
    ("other", r"其他"),
)
_PERFORMANCE = (
    ("performance.overall_goals", "performance.overall_amount", r"整体.*绩效目标"),
    ("performance.nonfiscal_projects", "performance.nonfiscal_amount", r"非财政拨款项目"),
    ("performance.fiscal_projects", "performance.fiscal_amount", r"财政拨款项目"),
    ("performance.first_level_projects", "performance.first_level_amount", r"一级(?:预算)?项目"),
    ("performance.projects", "performance.projects_amount", r"项目(?!支出)"),
)
_THRESHOLD = re.compile(r"(\d+)万元")
_PLANNED = re.compile(r"购置|拟购|新增(?!资产)|采购")
_DECREASE = re.compile(r"减|降|压|缩")


def find_figures(section: Section, statements: Sequence[Statement]) -> list[KeyedFigure]:
    """Give the figures that the statements of a section state, each key once, in reading order.

    What was so in the year before is none of them.
    """
    if section.zone in (Zone.OVERVIEW, Zone.FRONT) or section.key == "overview.organisation":
        found = _staff(statements)
    elif section.zone is not Zone.NARRATIVE:
        found = []
    elif section.key == "other.procurement":
        found = _procurement(statements)
    elif section.key == "other.assets":
        found = _assets(section, statements)
    elif section.key == "other.operating":
        found = _operating(statements)
    elif section.key == "other.performance":
        found = _performance(statements)
    elif section.key == "three_public":
        found = three_public_counts(statements)
    else:
        found = []
    first: dict[str, KeyedFigure] = {}
    for figure in found:
        if statements[figure.index].subject.is_past:
            continue
        first.setdefault(figure.key, figure)
    return list(first.values())


def _first_match(rules: Iterable[tuple[str, str]], words: str) -> str | None:
    return next((key for key, pattern in rules if re.search(pattern, words)), None)


def _figure(key: str, statement: Statement, index: int, unit: str = "") -> list[KeyedFigure]:
    quantity = statement.quantity
    if quantity is None or quantity.value is None:
        return []
    return [KeyedFigure(key, quantity.value, quantity.unit or unit, index)]


def _staff(statements: Sequence[Statement]) -> list[KeyedFigure]:
    found: list[KeyedFigure] = []
    for index, statement in enumerate(statements):
        quantity = statement.quantity
        key = _first_match(_STAFF, statement.subject.text)
        if key is None or quantity is None or quantity.unit not in ("人", "名", ""):
            continue
        found += _figure(key, statement, index, "人")
        if statement.delta is not None and statement.delta.value is not None:
            sign = -1 if _DECREASE.search(statement.direction or "") else 1
            found.append(
                KeyedFigure(f"{key}.change", sign * statement.delta.value, statement.delta.unit, index)
            )
    return found


def _procurement(statements: Sequence[Statement]) -> list[KeyedFigure]:
    found: list[KeyedFigure] = []
    keys: dict[int, str | None] = {}
    for index, statement in enumerate(statements):
        past = statement.subject.is_past
        key = None if past else _first_match(_PROCUREMENT, statement.subject.text)
        # Goods, works and services are also told for a part of the total alone (一般公共预算拨款政府采购).
        is_kind = key in ("procurement.goods", "procurement.works", "procurement.services")
        if is_kind and statement.parent is not None and keys.get(statement.parent) != "procurement.total":
            key = None
        if key == "procurement.total" and key in keys.values():
            key = None
        keys[index] = key
        if key is not None and not statement.is_count:
            found += _figure(key, statement, index)
    return found


def _operating(statements: Sequence[Statement]) -> list[KeyedFigure]:
    for index, statement in enumerate(statements):
        if not statement.is_count and statement.quantity is not None and "运行经费" in statement.subject.text:
            return _figure("operating_expenses.amount", statement, index)
    return []


def _assets(section: Section, statements: Sequence[Statement]) -> list[KeyedFigure]:
    found: list[KeyedFigure] = []
    for index, statement in enumerate(statements):
        head = "planned" if _is_planned(section, statement) else "assets"
        thing = _asset(statement)
        if thing is None:
            continue
        measure = "count" if statement.is_count else "value"
        if thing == "houses" and statement.is_count:
            measure = "area"
        found += _figure(f"{head}.{thing}.{measure}", statement, index)
    return found


def _asset(statement: Statement) -> str | None:
    """Give what kind of asset a statement speaks of."""
    words = statement.subject.text
    unit = statement.quantity.unit if statement.quantity else ""
    threshold = _THRESHOLD.search(words)
    if threshold and "设备" in words:
        return f"equipment.over_{_threshold_name(int(threshold.group(1)))}"
    kind = _first_match(_VEHICLES, words) if "车" in words else None
    if kind is not None:
        return f"vehicles.{kind}"
    if re.search(r"车辆(?:价值)?$|公务用车(?:价值)?$", words) and (
        unit in ("辆", "台") or not statement.is_count
    ):
        return "vehicles"
    if re.search(r"房屋(?:面积|价值)?$", words) and (unit in ("平方米", "㎡") or not statement.is_count):
        return "houses"
    if statement.is_count:
        return None
    rules = (("furniture", r"家具"), ("other", r"其他资产"), ("fixed", r"固定资产"))
    return _first_match(rules, words)


def _threshold_name(wan: int) -> str:
    return f"{wan // 100}m" if wan % 100 == 0 else f"{wan * 10}k"


def _is_planned(section: Section, statement: Statement) -> bool:
    """Tell whether the sentence up to a statement speaks of what is to be bought."""
    text = section.paragraphs[statement.paragraph].text
    start = text.rfind("。", 0, statement.start) + 1
    return bool(_PLANNED.search(text[start : statement.end]))


def _performance(statements: Sequence[Statement]) -> list[KeyedFigure]:
    found: list[KeyedFigure] = []
    for index, statement in enumerate(statements):
        for counted, amount, pattern in _PERFORMANCE:
            if re.search(pattern, statement.subject.text):
                found += _figure(counted if statement.is_count else amount, statement, index)
                break
    return found
