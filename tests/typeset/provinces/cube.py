"""The figures behind the forms: one invented department's money, each piece by every classification there is.

In go the classifications that a printed cell stands for, out comes the sum of the pieces that fit, in 万元. All that a
form prints is such a sum, so that its arithmetic holds whatever the form lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Piece:
    """Some money: what it is for, how it is spent, where it comes from."""

    function: str
    economic: str
    government: str
    kind: str
    """`personnel`, `operating` or `project`."""
    source: str
    amount: Decimal
    carried: bool = False
    project: str = ""


_MONEY = """
2012601 30101 50101 personnel general_public 200.10
2012601 30102 50101 personnel general_public 70.25
2080505 30108 50102 personnel general_public 80.40
2080506 30109 50102 personnel general_public 40.20
2101101 30110 50102 personnel general_public 50.35
2210201 30113 50103 personnel general_public 120.70
2080501 30302 50905 personnel general_public 30.15
2012601 30201 50201 operating general_public 40.05
2012601 30211 50201 operating general_public 20.00
2012601 30217 50206 operating general_public 5.00
2012601 30231 50208 operating general_public 15.00
2012601 31002 50306 operating general_public 6.60
2012604 30227 50205 project general_public 180.00 馆藏整理
2012604 30213 50209 project general_public 30.00 库房修缮 carried
2012604 30227 50205 project special_account 20.50 档案数字化
2012604 30227 50205 project business_income 15.30 档案数字化
2012604 30227 50205 project other_income 4.20 档案数字化
2120803 31005 50302 project government_fund 60.00 滨河绿地建设
"""


def _piece(line: str) -> Piece:
    function, economic, government, kind, source, amount, *more = line.split()
    project, *rest = more or [""]
    return Piece(function, economic, government, kind, source, Decimal(amount), bool(rest), project)


PIECES = tuple(map(_piece, _MONEY.strip().splitlines()))
NAMES = {
    "201": "一般公共服务支出",
    "20126": "档案事务",
    "2012601": "行政运行",
    "2012604": "档案馆",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080501": "行政单位离退休",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "210": "卫生健康支出",
    "21011": "行政事业单位医疗",
    "2101101": "行政单位医疗",
    "212": "城乡社区支出",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120803": "城市建设支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "301": "工资福利支出",
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30108": "机关事业单位基本养老保险缴费",
    "30109": "职业年金缴费",
    "30110": "职工基本医疗保险缴费",
    "30113": "住房公积金",
    "302": "商品和服务支出",
    "30201": "办公费",
    "30211": "差旅费",
    "30213": "维修（护）费",
    "30217": "公务接待费",
    "30227": "委托业务费",
    "30231": "公务用车运行维护费",
    "303": "对个人和家庭的补助",
    "30302": "退休费",
    "310": "资本性支出",
    "31002": "办公设备购置",
    "31005": "基础设施建设",
    "501": "机关工资福利支出",
    "50101": "工资奖金津补贴",
    "50102": "社会保障缴费",
    "50103": "住房公积金",
    "502": "机关商品和服务支出",
    "50201": "办公经费",
    "50205": "委托业务费",
    "50206": "公务接待费",
    "50208": "公务用车运行维护费",
    "50209": "维修（护）费",
    "503": "机关资本性支出",
    "50302": "基础设施建设",
    "50306": "设备购置",
    "509": "对个人和家庭的补助",
    "50905": "离退休费",
}
Test = Callable[[Piece], bool]
_FISCAL = ("general_public", "government_fund", "state_capital")
_UNIT = ("business_income", "operating_income", "superior_subsidy", "affiliated", "other_income")
_KINDS: dict[str, Test] = {
    "total": lambda piece: True,
    "income": lambda piece: True,
    "expenditure": lambda piece: True,
    "by_use": lambda piece: True,
    "by_government_class": lambda piece: True,
    "basic": lambda piece: piece.kind != "project",
    "basic_personnel": lambda piece: piece.kind == "personnel",
    "basic_operating": lambda piece: piece.kind == "operating",
    "personnel": lambda piece: piece.kind == "personnel",
    "operating": lambda piece: piece.kind == "operating",
    "project": lambda piece: piece.kind == "project",
    "fiscal_subtotal": lambda piece: piece.source in _FISCAL and not piece.carried,
    "fiscal_total": lambda piece: piece.source in _FISCAL,
    "fiscal": lambda piece: piece.source in _FISCAL,
    "unit_funds": lambda piece: piece.source in _UNIT and not piece.carried,
    "current_income": lambda piece: not piece.carried,
    "carryover": lambda piece: piece.carried,
    "carryover_basic": lambda piece: piece.carried and piece.kind != "project",
    "carryover_project": lambda piece: piece.carried and piece.kind == "project",
    "basic_personnel_wages": lambda piece: piece.kind == "personnel" and piece.economic.startswith("301"),
    "basic_personnel_grants": lambda piece: piece.kind == "personnel" and piece.economic.startswith("303"),
    "basic_operating_goods": lambda piece: piece.kind == "operating" and piece.economic.startswith("302"),
    "basic_operating_capital": lambda piece: piece.kind == "operating" and piece.economic.startswith("310"),
    "goods": lambda piece: piece.economic in ("31002", "31005"),
    "wages": lambda piece: piece.economic in ("30101", "30102"),
    "insurance": lambda piece: piece.economic in ("30108", "30109", "30110"),
    "project_target": lambda piece: piece.kind == "project",
    "three_public": lambda piece: piece.economic in ("30212", "30217", "30231"),
}
_USES = {
    "use.basic": "basic",
    "use.basic.personnel": "personnel",
    "use.basic.operating": "operating",
    "use.project": "project",
    "use.current": "total",
}
_ROWS: dict[str, Test] = {
    "total": lambda piece: True,
    "department": lambda piece: True,
    "income.current": lambda piece: not piece.carried,
    "income.fiscal": _KINDS["fiscal_subtotal"],
    "income.unit_funds": _KINDS["unit_funds"],
    "appropriation": lambda piece: not piece.carried,
    "carryover": _KINDS["carryover"],
    "carryover.fiscal": _KINDS["carryover"],
    "expenditure.current": lambda piece: True,
    "use.current": lambda piece: True,
    "reception": lambda piece: piece.economic == "30217",
    "vehicle": lambda piece: piece.economic == "30231",
    "vehicle.operation": lambda piece: piece.economic == "30231",
}
_OF_SOURCE = re.compile(r"(?:income|appropriation)\.(?:unit_funds\.)?(?P<source>\w+)$")
_CARRIED = re.compile(r"carryover\.(?:fiscal\.)?(?P<source>\w+)$|(?P<column>\w+)_carryover$")
_INCOMES = {
    "business": "business_income",
    "operating": "operating_income",
    "other": "other_income",
}


def value(table: str, row: str, column: str) -> Decimal:
    """Give the sum of a cell: the pieces in the scope of a table that its row and its column stand for.

    A scope is one of the columns' words (`general_public`, `fiscal`, `total`); `basic/general_public` is both.
    Columns of the year before are four fifths of the year's, and the differences accord with them.
    """
    time, _, key = column.rpartition(".")
    whole = sum(
        (
            piece.amount
            for piece in PIECES
            if all(_fits(part)(piece) for part in (*table.split("/"), row, key))
        ),
        Decimal(0),
    )
    match time:
        case "previous":
            return whole * Decimal("0.8")
        case "change":
            return whole * Decimal("0.2")
        case _:
            return whole


def _fits(name: str) -> Test:
    """Give what tells the pieces that a row, a column or a scope stands for; `a/b` is both."""
    if "/" in name:
        parts = [_fits(part) for part in name.split("/")]
        return lambda piece: all(part(piece) for part in parts)
    known = {**_KINDS, **_ROWS}.get(name) or _of_use(name) or _of_code(name) or _of_source(name)
    return known or _nothing


def _of_use(name: str) -> Test | None:
    if name.startswith("project="):
        return lambda piece: piece.project == name.removeprefix("project=")
    return _KINDS[_USES[name]] if name in _USES else None


def _of_code(name: str) -> Test | None:
    if not name.isdigit():
        return None
    return lambda piece: any(
        code.startswith(name) for code in (piece.function, piece.economic, piece.government)
    )


def _of_source(name: str) -> Test | None:
    """Give what tells the pieces of a source: of the year, carried over, or both, and of them basic or project ones."""
    if name.endswith(("_basic", "_project")):
        source, _, kind = name.rpartition("_")
        return lambda piece: _fits(source)(piece) and _fits(kind)(piece)
    if name.endswith("_with_carryover"):
        return lambda piece: piece.source == name.removesuffix("_with_carryover")
    match = _CARRIED.match(name)
    if match is not None:
        carried = match["source"] or match["column"]
        return lambda piece: piece.carried and piece.source == carried
    own = match["source"] if (match := _OF_SOURCE.match(name)) else name
    return lambda piece: piece.source == _INCOMES.get(own, own) and not piece.carried


def _nothing(_: Piece) -> bool:
    return False


def codes(table: str, axis: str, levels: tuple[int, ...]) -> list[str]:
    """Give the codes that a table lists, parents before children: those of the pieces in its scope."""
    fitting = [piece for piece in PIECES if all(_fits(part)(piece) for part in table.split("/"))]
    whole = {str(getattr(piece, axis)) for piece in fitting}
    return sorted({code[:length] for code in whole for length in levels if length <= len(code)})


def projects(table: str) -> list[str]:
    """Give the projects in a table's scope, in the order of the pieces."""
    fitting = [piece for piece in PIECES if all(_fits(part)(piece) for part in table.split("/"))]
    return list(dict.fromkeys(piece.project for piece in fitting if piece.project))


def function_of(project: str) -> str:
    """Give the function that a project is for."""
    return next(piece.function for piece in PIECES if piece.project == project)


def government(economic: str) -> tuple[str, str, str]:
    """Give the government's class of an economic class of departments: the digits of both its levels, and its name."""
    code = next(piece.government for piece in PIECES if piece.economic.startswith(economic))
    return code[:3], code[3:], NAMES[code]
