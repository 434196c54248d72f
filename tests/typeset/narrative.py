"""Sections one to eleven of part three: the tables retold, compared with the year before.

In: the postings of both years and the tables. Out: headed sections whose sentences carry their claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.typeset import wording
from tests.typeset.disclosure import Paragraph, Project, Section, Sentence, Table
from tests.typeset.facts import economic, functional
from tests.typeset.ledger import FISCAL, Chosen, Ledger, of_budget, total
from tests.typeset.phrases import Writer, paragraph, shares
from tests.typeset.tables import BUDGET_NAMES, THREE_PUBLIC, Form

INCOME_SUBJECTS = {
    "general_public": "一般公共预算", "general_public_transfer": "上级一般公共预算安排的转移支付资金",
    "government_fund": "政府性基金预算", "government_fund_transfer": "上级政府性基金安排的转移支付资金",
    "state_capital": "国有资本经营预算", "state_capital_transfer": "上级国有资本经营预算安排的转移支付资金",
    "special_account": "财政专户（教育收费）", "unit_funds": "单位资金", "fiscal_carryover": "财政拨款结转",
    "nonfiscal_carryover": "非财政拨款结转结余",
}


@dataclass(frozen=True)
class Story:
    """What the narrative is told from."""

    form: Form
    writer: Writer
    now: Ledger
    before: Ledger
    tables: Mapping[str, Table]
    projects: tuple[Project, ...]
    shares_add_up: bool

    @property
    def subject(self) -> str:
        """The department and the year, as most headings and sentences begin."""
        return f"{self.form.department}{self.form.year}年"

    def pair(self, chosen: Chosen) -> tuple[Decimal, Decimal]:
        """This year's and the year before's amount of the chosen postings."""
        return total(self.now, chosen), total(self.before, chosen)


def sections(story: Story) -> tuple[Section, ...]:
    """Sections one to eleven."""
    return (overview(story), income(story), spending(story), appropriation(story), *current_year(story), basic(story),
            project_section(story), *funds(story), three_public(story), carryover(story))


def overview(story: Story) -> Section:
    """一: the grand total, and which incomes and functions there are."""
    whole = total(story.now)
    sources = [name for source, name in INCOME_SUBJECTS.items() if total(story.now, lambda p, s=source: p.source == s)]  # type: ignore[misc]
    classes = [functional()[code] for code in sorted({p.function[:3] for p in story.now})]
    level = story.form.org_level
    return Section(f"一、关于{story.subject}收支预算情况的总体说明", (
        paragraph(story.writer.stated("一、收支预算总体情况", "收支总预算", whole,
                                      f"{story.form.department}把{story.form.year}年的全部收支纳入{level}预算。收支总预算", "。")),
        paragraph(f"收入预算包括：{'、'.join(sources)}。"), paragraph(f"支出预算包括：{'、'.join(classes)}。")))


def income(story: Story) -> Section:
    """二: every source with its share and its change; sources without money in either year are 未安排 or zero."""
    section, writer = "二、收入预算", story.writer
    pairs = {source: story.pair(lambda p, s=source: p.source == s) for source in INCOME_SUBJECTS}  # type: ignore[misc]
    whole = total(story.now)
    share = dict(zip(pairs, shares([now for now, _ in pairs.values()], whole, story.shares_add_up), strict=True))
    paragraphs = [paragraph(writer.stated(section, "收入预算", whole,
                                          f"{story.form.department}{story.form.org_level}收入预算", "，其中："))]
    for source, subject in INCOME_SUBJECTS.items():
        now, before = pairs[source]
        if now or before:
            paragraphs.append(paragraph(writer.compared(section, subject, now, before, share=share[source])))
        elif source not in FISCAL:
            continue
        elif writer.conventions.missing_transfer == "zero" and not source.endswith("_transfer"):
            paragraphs.append(paragraph(writer.compared(section, subject, now, before, share=Decimal("0.00"))))
        else:
            paragraphs.append(paragraph(f"{subject}未安排。"))
    return Section(f"二、关于{story.subject}收入预算情况说明", tuple(paragraphs))


def spending(story: Story) -> Section:
    """三: basic and project expenditure."""
    section, writer = "三、支出预算", story.writer
    pairs = {"基本支出": story.pair(lambda p: p.project is None), "项目支出": story.pair(lambda p: p.project is not None)}
    whole = total(story.now)
    parts = shares([now for now, _ in pairs.values()], whole, story.shares_add_up)
    return Section(f"三、关于{story.subject}支出预算情况说明", (
        paragraph(writer.stated(section, "支出预算", whole, f"{story.subject}支出预算", "，其中：")),
        *(paragraph(writer.compared(section, name, now, before, share=share))
          for (name, (now, before)), share in zip(pairs.items(), parts, strict=True))))


def appropriation(story: Story) -> Section:
    """四: the fiscal money of the year by budget and by class."""
    section, writer = "四、财政拨款收支预算", story.writer
    fiscal = [p for p in story.now if p.source in FISCAL]
    paragraphs = [paragraph(writer.stated(section, "财政拨款收支总预算", total(fiscal),
                                          f"{story.form.year}年财政拨款收支总预算", "。"))]
    present = {name: label for name, label in BUDGET_NAMES.items() if of_budget(story.now, name)}
    absent = [label for name, label in BUDGET_NAMES.items() if name not in present]
    if len(present) == 1:
        paragraphs.append(paragraph(f"收入全部为一般公共预算拨款，没有{'和'.join(absent)}拨款。"))
    stated = [writer.stated(section, f"{label}拨款", total(of_budget(story.now, name)),
                            ("收入预算包括：" if number == 0 else "") + f"{label}拨款", "，" if number < len(present) - 1 else "。")
              for number, (name, label) in enumerate(present.items())]
    paragraphs.append(Paragraph(tuple(stated)))
    for name, label in present.items():
        money = of_budget(story.now, name)
        parts = [(functional()[code], total(money, lambda p, c=code: p.function.startswith(c)),  # type: ignore[misc]
                  f"，主要用于{writer.rng.choice(wording.USES)}") for code in sorted({p.function[:3] for p in money})]
        paragraphs.append(paragraph(writer.parts(section, f"{label}支出", f"{label}支出包括：", parts, join="；")))
    return Section(f"四、关于{story.subject}财政拨款收支预算情况的总体说明", tuple(paragraphs))


def current_year(story: Story) -> Iterator[Section]:
    """五: the general public budget: size, structure by class, and every item with its change."""
    writer, now, before = story.writer, of_budget(story.now, "general_public"), of_budget(story.before, "general_public")
    yield Section(f"五、关于{story.subject}一般公共预算当年拨款情况说明", ())
    whole, section = total(now), "五、（一）一般公共预算当年拨款规模变化"
    kinds: dict[str, Chosen] = {"基本支出": lambda p: p.project is None, "项目支出": lambda p: p.project is not None}
    yield Section("（一）一般公共预算当年拨款规模变化情况", (
        paragraph(writer.stated(section, "一般公共预算拨款合计", whole, f"{story.subject}一般公共预算拨款合计", "，其中：")),
        *(paragraph(writer.compared(section, name, total(now, chosen), total(before, chosen)))
          for name, chosen in kinds.items())), level=2)
    section = "五、（二）一般公共预算当年拨款结构"
    classes = {code: total(now, lambda p, c=code: p.function.startswith(c))  # type: ignore[misc]
               for code in sorted({p.function[:3] for p in now})}
    parts = shares(list(classes.values()), whole, story.shares_add_up)
    yield Section("（二）一般公共预算当年拨款结构情况", tuple(
        paragraph(f"{number}、", share_of_class(writer, section, code, amount, share))
        for number, ((code, amount), share) in enumerate(zip(classes.items(), parts, strict=True), start=1)), level=2)
    section = "五、（三）一般公共预算当年拨款具体使用"
    codes = sorted({p.function for p in (*now, *before)})
    yield Section("（三）一般公共预算当年拨款具体使用情况", tuple(
        paragraph(f"{number}、", item_change(writer, section, code, now, before, story.form.year))
        for number, code in enumerate(codes, start=1)), level=2)


def share_of_class(writer: Writer, section: str, code: str, amount: Decimal, share: Decimal) -> Sentence:
    """A class's amount and its share of the year's general public budget."""
    stated = writer.stated(section, functional()[code], amount, f"{functional()[code]}（类）", "，占 ", code)
    return Sentence((*stated.pieces, writer.amount(share, "share_pct"), "%。"), stated.subject, code, section)


def item_change(writer: Writer, section: str, code: str, now: Ledger, before: Ledger, year: int) -> Sentence:
    """An item under its class and section, with its change."""
    names = functional()
    opening = f"{names[code[:3]]}（类）{names[code[:5]]}（款）{names[code]}（项）：{year}年预算数为"
    return writer.compared(section, names[code], total(now, lambda p: p.function == code),
                           total(before, lambda p: p.function == code), code=code, opening=opening)


def basic(story: Story) -> Section:
    """六: basic expenditure of the general public budget on persons and operation, with the economic classes."""
    section, writer = "六、一般公共预算基本支出", story.writer
    money = tuple(p for p in of_budget(story.now, "general_public") if p.project is None)

    def kinds(chosen: Chosen) -> str:
        return "、".join(economic()[code] for code in sorted({p.economic for p in money if chosen(p)}))

    groups: tuple[tuple[str, Chosen], ...] = (("人员经费", lambda p: p.personnel), ("公用经费", lambda p: p.operating))
    return Section(f"六、关于{story.subject}一般公共预算基本支出情况说明", (
        paragraph(writer.stated(section, "一般公共预算基本支出", total(money), f"{story.subject}一般公共预算基本支出", "，其中：")),
        *(paragraph(writer.stated(section, name, total(money, chosen), name, f"，主要包括：{kinds(chosen)}。"))
          for name, chosen in groups)))


def project_section(story: Story) -> Section:
    """七: every project of the general public budget: basis, size, who, how it is split, when."""
    heading = f"七、关于{story.subject}一般公共预算项目支出情况说明"
    mine = [project for project in story.projects if project.source.startswith("general_public")]
    if not mine:
        return Section(heading, (paragraph(story.tables["T7"].sentence or ""),))
    paragraphs: list[Paragraph] = []
    for number, project in enumerate(mine, start=1):
        paragraphs += describe(story, number, project)
    return Section(heading, tuple(paragraphs))


def describe(story: Story, number: int, project: Project) -> Iterator[Paragraph]:
    """The six lines on one project; its allocation adds up to its budget."""
    section, writer = "七、一般公共预算项目支出", story.writer
    mark = f"{number}、" if writer.conventions.enumeration == "1、" else f"（{'一二三四五六七八九十'[number - 1] if number <= 10 else number}）"
    yield paragraph(f"{mark}项目名称：{project.name}")
    yield paragraph(f"设立的政策依据：{project.basis}。")
    size = writer.stated(section, project.name, project.budget, "预算安排规模：", "", project.code)
    split = [piece for k, (name, amount) in enumerate(project.allocation)
             for piece in (f"{'；' if k else ''}{k + 1}.{name} ", writer.amount(amount, "breakdown", name), "万元")]
    yield Paragraph((size,))
    yield paragraph(f"项目承担单位：{story.form.department}")
    yield Paragraph((Sentence(("资金分配情况：", *split, "。"), project.name, project.code, section),))
    yield paragraph(f"资金执行时间：{story.form.year}年1月1日-{story.form.year}年12月31日。")


def funds(story: Story) -> Iterator[Section]:
    """八 and 九: government fund and state capital, or the sentence that there is none."""
    for number, key, table_id in (("八", "government_fund", "T8"), ("九", "state_capital", "T9")):
        label = BUDGET_NAMES[key]
        heading = f"{number}、关于{story.subject}{label}拨款情况说明"
        now, before = of_budget(story.now, key), of_budget(story.before, key)
        if not now:
            yield Section(heading, (paragraph(story.tables[table_id].sentence or ""),))
            continue
        section = f"{number}、{label}拨款"
        items = [paragraph(f"{k}、", item_change(story.writer, section, code, now, before, story.form.year))
                 for k, code in enumerate(sorted({p.function for p in now}), start=1)]
        yield Section(heading, (paragraph(story.writer.stated(section, f"{label}拨款", total(now),
                                                              f"{story.subject}{label}拨款安排支出", "，其中：")), *items))


def three_public(story: Story) -> Section:
    """十: the 三公 expenditure, its parts, and the change of the whole and of each part."""
    section, writer = "十、财政拨款“三公”经费", story.writer
    names = {"abroad": "因公出国（境）费", "vehicle.purchase": "公务用车购置费", "vehicle.operation": "公务用车运行费",
             "reception": "公务接待费"}
    fiscal = ([p for p in story.now if p.source in FISCAL], [p for p in story.before if p.source in FISCAL])

    def pair(key: str) -> tuple[Decimal, Decimal]:
        wanted = THREE_PUBLIC[key][1]
        now, before = (total(money, lambda p: p.economic in wanted) for money in fiscal)
        return now, before

    whole, before = pair("total")
    first = writer.parts(section, "财政拨款“三公”经费", f"{story.subject}财政拨款“三公”经费预算数为",
                         [(name, pair(key)[0], "") for key, name in names.items()], whole=whole)
    changes = [Sentence((f"{story.form.year}年财政拨款“三公”经费预算比上年预算", *writer.change(whole, before), "，其中："),
                        "财政拨款“三公”经费", None, section)]
    for number, (key, name) in enumerate(names.items()):
        now, then = pair(key)
        end = "。" if number == len(names) - 1 else "；"
        changes.append(Sentence((name, *writer.change(now, then), f"，主要原因是{writer.reason(now, then)}{end}"),
                                name, None, section))
    return Section(f"十、关于{story.subject}财政拨款“三公”经费预算情况说明", (Paragraph((first,)), Paragraph(tuple(changes))))


def carryover(story: Story) -> Section:
    """十一: what is carried over, by purpose."""
    section, writer, table = "十一、上年结转结余", story.writer, story.tables["T11"]
    heading = f"十一、关于{story.subject}上年结转结余预算情况说明"
    if table.empty:
        return Section(heading, (paragraph(table.sentence or ""),))
    amounts = {kind: total(story.now, lambda p, k=kind: p.source == k)  # type: ignore[misc]
               for kind in ("fiscal_carryover", "nonfiscal_carryover")}
    whole = total(story.now, lambda p: p.source.endswith("_carryover"))
    first = Sentence((f"{story.subject}上年结转结余 ", writer.amount(whole), "万元，包括：财政拨款 ",
                      writer.amount(amounts["fiscal_carryover"], "breakdown", "财政拨款"), "万元，非财政拨款 ",
                      writer.amount(amounts["nonfiscal_carryover"], "breakdown", "非财政拨款"), "万元，其中："),
                     "上年结转结余", None, section)
    items = [row for row in table.rows if row.kind == "line"]
    return Section(heading, (Paragraph((first,)), *(
        paragraph(f"{number}.", writer.stated(section, row.label, row.cells["total"], row.label,
                                              f"，主要用于{writer.rng.choice(wording.USES)}。"))
        for number, row in enumerate(items, start=1))))
