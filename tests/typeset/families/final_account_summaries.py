"""The two summaries of a final account: income, expenditure by function, and by use where the form has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tests.typeset.disclosure import Row
from tests.typeset.facts import functional, functional_classes
from tests.typeset.families.content import numeral
from tests.typeset.families.final_account_book import BUDGETS, FISCAL, OWN, SPENT, Book, Parts
from tests.typeset.families.final_account_ledger import NOTHING

_BUDGET_NAMES = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
_CODES = ("general_public", "government_fund", "state_capital")
_OWN_INCOME = (
    ("superior_subsidy", "上级补助收入"),
    ("business", "事业收入"),
    ("operating", "经营收入"),
    ("affiliated", "附属单位上缴收入"),
    ("other", "其他收入"),
)


def summary(book: Book) -> tuple[Row, ...]:
    accounts, sums = book.accounts, book.totals()
    given = [book.received(one) for one in BUDGETS]
    if book.form.old:
        head = [
            book.line("income.fiscal", "一、财政拨款收入", "income", sum(given, NOTHING)),
            book.line("income.government_fund", "其中：政府性基金预算财政拨款", "income", given[1]),
        ]
    else:
        head = [
            book.line(f"income.{code}", f"{numeral(n)}、{name}收入", "income", value)
            for n, (code, name, value) in enumerate(zip(_CODES, _BUDGET_NAMES, given, strict=True), start=1)
        ]
    own = {"business": accounts.total("business"), "other": accounts.total("other")}
    others = [
        book.line(f"income.unit_funds.{code}", f"{numeral(n)}、{name}", "income", own.get(code, NOTHING))
        for n, (code, name) in enumerate(_OWN_INCOME, start=2 if book.form.old else 4)
    ]
    used = "用事业基金弥补收支差额" if book.form.old else "使用非财政拨款结余（含专用结余）"
    whole = book.cells({"income": sums["total"], "expenditure": sums["total"]})
    return (
        *head,
        *others,
        book.line("income.current", "本年收入合计", "income", sums["income"]),
        book.line("balance.nonfiscal", used, "income", accounts.used),
        book.line("carryover", "年初结转和结余", "income", sums["opening"]),
        *_classes(book, {"expenditure": (*FISCAL, *OWN)}),
        book.line("expenditure.current", "本年支出合计", "expenditure", sums["expenditure"]),
        book.line("expenditure.surplus", "结余分配", "expenditure", accounts.distributed),
        book.line("expenditure.carryover", "年末结转和结余", "expenditure", sums["closing"]),
        *_uses(book, sums, (*FISCAL, *OWN)),
        Row("total", "total", "总计", whole | _by_use(book, {"by_use": sums["total"]})),
    )


def _by_use(book: Book, cells: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return book.cells(cells) if book.form.by_use else {}


def _uses(book: Book, sums: Mapping[str, Decimal], parts: Parts) -> tuple[Row, ...]:
    """Give expenditure by use, of all money or of the appropriation alone."""
    if not book.form.by_use:
        return ()
    accounts = book.accounts
    own_basic = [part for part in parts if part == "own_basic"]
    operating = accounts.total("operating", *own_basic)
    basic = accounts.total("personnel") + operating
    project = sum((accounts.total(part) for part in parts if part.endswith("project")), NOTHING)
    found = (
        ("use.basic", "一、基本支出", basic),
        ("use.basic.personnel", "人员经费", accounts.total("personnel")),
        ("use.basic.operating", "日常公用经费", operating),
        ("use.project", "二、项目支出", project),
        ("use.upward", "三、上缴上级支出", NOTHING),
        ("use.operating", "四、经营支出", NOTHING),
        ("use.subsidy", "五、对附属单位补助支出", NOTHING),
        ("use.classes", "经济分类支出合计", basic + project),
        *_use_classes(book, operating, project),
    )
    del sums
    return tuple(book.line(code, label, "by_use", value) for code, label, value in found)


def _use_classes(book: Book, operating: Decimal, project: Decimal) -> Iterable[tuple[str, str, Decimal]]:
    accounts = book.accounts
    personnel = {code: accounts.of_class(code) for code in ("301", "303")}
    rest = accounts.total("personnel") - sum(personnel.values(), NOTHING)
    capital = (project / 4).quantize(Decimal("0.01"))
    yield "use.class.301", "一、工资福利支出", personnel["301"]
    yield "use.class.302", "二、商品和服务支出", operating + rest + project - capital
    yield "use.class.303", "三、对个人和家庭的补助", personnel["303"]
    yield "use.class.310", "四、资本性支出", capital


def _classes(book: Book, columns: Mapping[str, Parts]) -> list[Row]:
    """Give all classes, numbered, those without money blank."""
    made = []
    for number, code in enumerate(functional_classes(book.year), start=1):
        values = {key: book.accounts.total(*parts, under=code) for key, parts in columns.items()}
        made.append(Row("class", code, f"{numeral(number)}、{functional()[code]}", book.cells(values)))
    return made


def appropriation(book: Book) -> tuple[Row, ...]:
    accounts = book.accounts
    given = [book.received(one) for one in BUDGETS]
    opened, closed = ([book.carried(one, end) for one in BUDGETS] for end in ("opening", "closing"))
    paid = [accounts.total(*SPENT[one]) for one in BUDGETS]
    spent = dict(zip(_CODES, paid, strict=True))
    left = dict(zip(_CODES, closed, strict=True))
    whole = {"total": sum(given + opened, NOTHING)} | {
        code: a + b for code, a, b in zip(_CODES, given, opened, strict=True)
    }
    columns = {"total": FISCAL} | {code: SPENT[one] for code, one in zip(_CODES, BUDGETS, strict=True)}
    names = list(zip(_CODES, _BUDGET_NAMES, strict=True))
    return (
        *(
            book.line(f"appropriation.{code}", f"{numeral(n)}、{name}", "income", value)
            for n, ((code, name), value) in enumerate(zip(names, given, strict=True), start=1)
        ),
        book.line("appropriation", "本年收入合计", "income", sum(given, NOTHING)),
        book.line("carryover", "年初财政拨款结转和结余", "income", sum(opened, NOTHING)),
        *(
            book.line(f"carryover.{code}", name, "income", value)
            for (code, name), value in zip(names, opened, strict=True)
        ),
        *_classes(book, columns),
        Row(
            "line",
            "expenditure.current",
            "本年支出合计",
            book.cells({"total": sum(paid, NOTHING)} | spent),
        ),
        Row(
            "line",
            "expenditure.carryover",
            "年末财政拨款结转和结余",
            book.cells({"total": sum(closed, NOTHING)} | left),
        ),
        *_uses(book, {}, FISCAL),
        Row(
            "total",
            "total",
            "总计",
            book.cells({"income": whole["total"]} | whole) | _by_use(book, {"by_use": whole["total"]}),
        ),
    )
