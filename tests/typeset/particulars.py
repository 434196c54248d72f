"""Sections six to eleven of part three: basic expenditure, projects, the other two budgets, 三公, carry-over.

In: the story. Out: headed sections whose sentences carry their claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.typeset import wording
from tests.typeset.disclosure import Project
from tests.typeset.facts import economic
from tests.typeset.ledger import FISCAL, Chosen, basic, carried_over, of_budget, paid_from, total
from tests.typeset.phrases import paragraph
from tests.typeset.selections import BUDGET_NAMES, THREE_PUBLIC
from tests.typeset.sentences import Paragraph, Section, Sentence
from tests.typeset.story import Story, item_change


def particulars(story: Story) -> tuple[Section, ...]:
    """Sections six to eleven."""
    return (basic_expenditure(story), projects(story), *funds(story), three_public(story), carryover(story))


def basic_expenditure(story: Story) -> Section:
    """六: basic expenditure of the general public budget on persons and operation, with the economic classes."""
    section, writer = "六、一般公共预算基本支出", story.writer
    money = tuple(filter(basic, of_budget(story.now, "general_public")))

    def kinds(chosen: Chosen) -> str:
        return "、".join(economic()[code] for code in sorted({p.economic for p in money if chosen(p)}))

    groups: tuple[tuple[str, Chosen], ...] = (
        ("人员经费", lambda p: p.personnel),
        ("公用经费", lambda p: p.operating),
    )
    return Section(
        f"六、关于{story.subject}一般公共预算基本支出情况说明",
        (
            paragraph(
                writer.stated(
                    section,
                    "一般公共预算基本支出",
                    total(money),
                    f"{story.subject}一般公共预算基本支出",
                    "，其中：",
                )
            ),
            *(
                paragraph(
                    writer.stated(section, name, total(money, chosen), name, f"，主要包括：{kinds(chosen)}。")
                )
                for name, chosen in groups
            ),
        ),
    )


def projects(story: Story) -> Section:
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
    mark = (
        f"{number}、"
        if writer.conventions.enumeration == "1、"
        else f"（{'一二三四五六七八九十'[number - 1] if number <= 10 else number}）"
    )
    yield paragraph(f"{mark}项目名称：{project.name}")
    yield paragraph(f"设立的政策依据：{project.basis}。")
    size = writer.stated(section, project.name, project.budget, "预算安排规模：", "", code=project.code)
    split = [
        piece
        for k, (name, amount) in enumerate(project.allocation)
        for piece in (f"{'；' if k else ''}{k + 1}.{name} ", writer.amount(amount, "breakdown", name), "万元")
    ]
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
        items = [
            paragraph(f"{k}、", item_change(story, section, code, (now, before)))
            for k, code in enumerate(sorted({p.function for p in now}), start=1)
        ]
        yield Section(
            heading,
            (
                paragraph(
                    story.writer.stated(
                        section, f"{label}拨款", total(now), f"{story.subject}{label}拨款安排支出", "，其中："
                    )
                ),
                *items,
            ),
        )


def three_public(story: Story) -> Section:
    """十: the 三公 expenditure, its parts, and the change of the whole and of each part."""
    section, writer = "十、财政拨款“三公”经费", story.writer
    names = {
        "abroad": "因公出国（境）费",
        "vehicle.purchase": "公务用车购置费",
        "vehicle.operation": "公务用车运行费",
        "reception": "公务接待费",
    }
    fiscal = ([p for p in story.now if p.source in FISCAL], [p for p in story.before if p.source in FISCAL])

    def pair(key: str) -> tuple[Decimal, Decimal]:
        wanted = THREE_PUBLIC[key][1]
        now, before = (total(money, lambda p: p.economic in wanted) for money in fiscal)
        return now, before

    whole, before = pair("total")
    first = writer.parts(
        section,
        "财政拨款“三公”经费",
        f"{story.subject}财政拨款“三公”经费预算数为",
        [(name, pair(key)[0], "") for key, name in names.items()],
        whole=whole,
    )
    changes = [
        Sentence(
            (
                f"{story.form.year}年财政拨款“三公”经费预算比上年预算",
                *writer.change(whole, before),
                "，其中：",
            ),
            "财政拨款“三公”经费",
            None,
            section,
        )
    ]
    for number, (key, name) in enumerate(names.items()):
        now, then = pair(key)
        end = "。" if number == len(names) - 1 else "；"
        changes.append(
            Sentence(
                (
                    name,
                    *writer.change(now, then),
                    f"{writer.conventions.reason_mark}{writer.reason(now, then)}{end}",
                ),
                name,
                None,
                section,
            )
        )
    return Section(
        f"十、关于{story.subject}财政拨款“三公”经费预算情况说明",
        (Paragraph((first,)), Paragraph(tuple(changes))),
    )


def carryover(story: Story) -> Section:
    """十一: what is carried over, by purpose."""
    section, writer, table = "十一、上年结转结余", story.writer, story.tables["T11"]
    heading = f"十一、关于{story.subject}上年结转结余预算情况说明"
    if table.empty:
        return Section(heading, (paragraph(table.sentence or ""),))
    amounts = {
        kind: total(story.now, paid_from(kind)) for kind in ("fiscal_carryover", "nonfiscal_carryover")
    }
    whole = total(story.now, carried_over)
    first = Sentence(
        (
            f"{story.subject}上年结转结余 ",
            writer.amount(whole),
            "万元，包括：财政拨款 ",
            writer.amount(amounts["fiscal_carryover"], "breakdown", "财政拨款"),
            "万元，非财政拨款 ",
            writer.amount(amounts["nonfiscal_carryover"], "breakdown", "非财政拨款"),
            "万元，其中：",
        ),
        "上年结转结余",
        None,
        section,
    )
    items = [row for row in table.rows if row.kind == "line"]
    return Section(
        heading,
        (
            Paragraph((first,)),
            *(
                paragraph(
                    f"{number}.",
                    writer.stated(
                        section,
                        row.label,
                        row.cells["total"],
                        row.label,
                        f"，主要用于{writer.rng.choice(wording.USES)}。",
                    ),
                )
                for number, row in enumerate(items, start=1)
            ),
        ),
    )
