"""Sections one to five of part three: the tables retold, compared with the year before.

In: the postings of both years and the tables. Out: headed sections whose sentences carry their claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.typeset import wording
from tests.typeset.facts import functional
from tests.typeset.ledger import FISCAL, Chosen, basic, of_budget, paid_from, project, total, under
from tests.typeset.phrases import Writer, paragraph, shares
from tests.typeset.selections import BUDGET_NAMES
from tests.typeset.sentences import Paragraph, Section, Sentence
from tests.typeset.story import Story, item_change

INCOME_SUBJECTS = {
    "general_public": "一般公共预算",
    "general_public_transfer": "上级一般公共预算安排的转移支付资金",
    "government_fund": "政府性基金预算",
    "government_fund_transfer": "上级政府性基金安排的转移支付资金",
    "state_capital": "国有资本经营预算",
    "state_capital_transfer": "上级国有资本经营预算安排的转移支付资金",
    "special_account": "财政专户（教育收费）",
    "unit_funds": "单位资金",
    "fiscal_carryover": "财政拨款结转",
    "nonfiscal_carryover": "非财政拨款结转结余",
}


def accounts(story: Story) -> tuple[Section, ...]:
    """Sections one to five."""
    return (overview(story), income(story), spending(story), appropriation(story), *current_year(story))


def overview(story: Story) -> Section:
    """一: the grand total, and which incomes and functions there are."""
    whole = total(story.now)
    sources = [name for source, name in INCOME_SUBJECTS.items() if total(story.now, paid_from(source))]
    classes = [functional()[code] for code in sorted({p.function[:3] for p in story.now})]
    level = story.form.org_level
    return Section(
        f"一、关于{story.subject}收支预算情况的总体说明",
        (
            paragraph(
                story.writer.stated(
                    "一、收支预算总体情况",
                    "收支总预算",
                    whole,
                    f"{story.form.department}把{story.form.year}年的全部收支纳入{level}预算。收支总预算",
                    "。",
                )
            ),
            paragraph(f"收入预算包括：{'、'.join(sources)}。"),
            paragraph(f"支出预算包括：{'、'.join(classes)}。"),
        ),
    )


def income(story: Story) -> Section:
    """二: every source with its share and its change; sources without money in either year are 未安排 or zero."""
    section, writer = "二、收入预算", story.writer
    pairs = {source: story.pair(paid_from(source)) for source in INCOME_SUBJECTS}
    whole = total(story.now)
    share = dict(
        zip(pairs, shares([now for now, _ in pairs.values()], whole, story.shares_add_up), strict=True)
    )
    paragraphs = [
        paragraph(
            writer.stated(
                section,
                "收入预算",
                whole,
                f"{story.form.department}{story.form.org_level}收入预算",
                "，其中：",
            )
        )
    ]
    for source, subject in INCOME_SUBJECTS.items():
        now, before = pairs[source]
        if now or before:
            paragraphs.append(paragraph(writer.compared(section, subject, now, before, share=share[source])))
        elif source not in FISCAL:
            continue
        elif writer.conventions.missing_transfer == "zero" and not source.endswith("_transfer"):
            paragraphs.append(
                paragraph(writer.compared(section, subject, now, before, share=Decimal("0.00")))
            )
        else:
            paragraphs.append(paragraph(f"{subject}未安排。"))
    return Section(f"二、关于{story.subject}收入预算情况说明", tuple(paragraphs))


def spending(story: Story) -> Section:
    """三: basic and project expenditure."""
    section, writer = "三、支出预算", story.writer
    pairs = {
        "基本支出": story.pair(basic),
        "项目支出": story.pair(project),
    }
    whole = total(story.now)
    parts = shares([now for now, _ in pairs.values()], whole, story.shares_add_up)
    return Section(
        f"三、关于{story.subject}支出预算情况说明",
        (
            paragraph(writer.stated(section, "支出预算", whole, f"{story.subject}支出预算", "，其中：")),
            *(
                paragraph(writer.compared(section, name, now, before, share=share))
                for (name, (now, before)), share in zip(pairs.items(), parts, strict=True)
            ),
        ),
    )


def appropriation(story: Story) -> Section:
    """四: the fiscal money of the year by budget and by class."""
    section, writer = "四、财政拨款收支预算", story.writer
    fiscal = [p for p in story.now if p.source in FISCAL]
    paragraphs = [
        paragraph(
            writer.stated(
                section, "财政拨款收支总预算", total(fiscal), f"{story.form.year}年财政拨款收支总预算", "。"
            )
        )
    ]
    present = {name: label for name, label in BUDGET_NAMES.items() if of_budget(story.now, name)}
    absent = [label for name, label in BUDGET_NAMES.items() if name not in present]
    if len(present) == 1:
        paragraphs.append(paragraph(f"收入全部为一般公共预算拨款，没有{'和'.join(absent)}拨款。"))
    stated = [
        writer.stated(
            section,
            f"{label}拨款",
            total(of_budget(story.now, name)),
            ("收入预算包括：" if number == 0 else "") + f"{label}拨款",
            "，" if number < len(present) - 1 else "。",
        )
        for number, (name, label) in enumerate(present.items())
    ]
    paragraphs.append(Paragraph(tuple(stated)))
    for name, label in present.items():
        money = of_budget(story.now, name)
        parts = [
            (
                functional()[code],
                total(money, under(code)),
                f"，主要用于{writer.rng.choice(wording.USES)}",
            )
            for code in sorted({p.function[:3] for p in money})
        ]
        paragraphs.append(
            paragraph(writer.parts(section, f"{label}支出", f"{label}支出包括：", parts, join="；"))
        )
    return Section(f"四、关于{story.subject}财政拨款收支预算情况的总体说明", tuple(paragraphs))


def current_year(story: Story) -> Iterator[Section]:
    """五: the general public budget: size, structure by class, and every item with its change."""
    writer, now, before = (
        story.writer,
        of_budget(story.now, "general_public"),
        of_budget(story.before, "general_public"),
    )
    yield Section(f"五、关于{story.subject}一般公共预算当年拨款情况说明", ())
    whole, section = total(now), "五、（一）一般公共预算当年拨款规模变化"
    kinds: dict[str, Chosen] = {
        "基本支出": basic,
        "项目支出": project,
    }
    yield Section(
        "（一）一般公共预算当年拨款规模变化情况",
        (
            paragraph(
                writer.stated(
                    section, "一般公共预算拨款合计", whole, f"{story.subject}一般公共预算拨款合计", "，其中："
                )
            ),
            *(
                paragraph(writer.compared(section, name, total(now, chosen), total(before, chosen)))
                for name, chosen in kinds.items()
            ),
        ),
        level=2,
    )
    section = "五、（二）一般公共预算当年拨款结构"
    classes = {code: total(now, under(code)) for code in sorted({p.function[:3] for p in now})}
    parts = shares(list(classes.values()), whole, story.shares_add_up)
    yield Section(
        "（二）一般公共预算当年拨款结构情况",
        tuple(
            paragraph(f"{number}、", share_of_class(writer, section, code, amount, share))
            for number, ((code, amount), share) in enumerate(
                zip(classes.items(), parts, strict=True), start=1
            )
        ),
        level=2,
    )
    section = "五、（三）一般公共预算当年拨款具体使用"
    codes = sorted({p.function for p in (*now, *before)})
    yield Section(
        "（三）一般公共预算当年拨款具体使用情况",
        tuple(
            paragraph(f"{number}、", item_change(story, section, code, (now, before)))
            for number, code in enumerate(codes, start=1)
        ),
        level=2,
    )


def share_of_class(writer: Writer, section: str, code: str, amount: Decimal, share: Decimal) -> Sentence:
    """A class's amount and its share of the year's general public budget."""
    stated = writer.stated(
        section, functional()[code], amount, f"{functional()[code]}（类）", "，占 ", code=code
    )
    return Sentence((*stated.pieces, writer.amount(share, "share_pct"), "%。"), stated.subject, code, section)
