"""Section twelve of part three: operating expenses, procurement, state assets, performance, other matters.

In: the figures of these sections. Out: headed sections whose sentences carry their claims.
"""

from __future__ import annotations

from decimal import Decimal

from tests.typeset.disclosure import Assets, Procurement, Project
from tests.typeset.ledger import of_budget, total
from tests.typeset.phrases import paragraph
from tests.typeset.sentences import Figure, Section, Sentence
from tests.typeset.story import Story


def other_matters(
    story: Story, procurement: Procurement, assets: Assets, institution: bool
) -> tuple[Section, ...]:
    """十二 up to the performance summary, which the performance tables follow."""
    return (
        Section("十二、其他重要事项的情况说明", ()),
        operation(story, institution),
        purchases(story, procurement),
        holdings(story, assets),
        performance(story),
    )


def closing(story: Story) -> tuple[Section, ...]:
    """What follows the performance tables."""
    return (
        Section(
            "（五）其他需说明的事项",
            (paragraph(f"本{story.form.org_level}没有其他需要说明的事项。"),),
            level=2,
        ),
    )


def operation(story: Story, institution: bool) -> Section:
    """（一）: the operating expenses, which are the 公用经费 of the general public budget's basic expenditure."""
    section = "十二、（一）单位运行经费"
    name = "事业单位运行经费" if institution else "机关运行经费"
    now, before = (
        total(of_budget(ledger, "general_public"), lambda p: p.operating)
        for ledger in (story.now, story.before)
    )
    return Section(
        "（一）单位运行经费情况",
        (
            paragraph(
                story.writer.compared(
                    section,
                    f"{name}财政拨款预算",
                    now,
                    before,
                    opening=f"{story.subject}的{name}财政拨款预算",
                )
            ),
        ),
        level=2,
    )


def purchases(story: Story, procurement: Procurement) -> Section:
    """（二）: procurement by goods, works and services, and what is reserved for smaller firms."""
    section, writer = "十二、（二）政府采购", story.writer
    year, body = story.form.year, story.form.department
    whole = writer.parts(
        section,
        "政府采购预算",
        f"{year}年，{body}政府采购预算",
        [
            ("政府采购货物预算", procurement.goods, ""),
            ("政府采购工程预算", procurement.works, ""),
            ("政府采购服务预算", procurement.services, ""),
        ],
        whole=procurement.total,
    )
    reserved = (
        writer.stated(
            section,
            "面向中小企业预留政府采购项目预算金额",
            procurement.reserved_sme,
            f"{year}年，{body}面向中小企业预留政府采购项目预算金额",
            "，",
        ),
        writer.stated(
            section,
            "小微企业预留政府采购项目预算金额",
            procurement.reserved_small_micro,
            "小微企业预留政府采购项目预算金额",
            "。",
        ),
    )
    return Section("（二）政府采购情况", (paragraph(whole), paragraph(*reserved)), level=2)


def holdings(story: Story, assets: Assets) -> Section:
    """（三）: houses, vehicles and their kinds, furniture, other assets, large equipment."""
    section, writer, level = "十二、（三）国有资产占用使用", story.writer, story.form.org_level
    vehicles: list[str | Figure] = [
        f"2.车辆 {sum(v.count for v in assets.vehicles)} 辆，价值 ",
        writer.amount(sum((v.value for v in assets.vehicles), Decimal("0.00"))),
        "万元；其中：",
    ]
    for number, group in enumerate(assets.vehicles):
        vehicles += [
            f"{'；' if number else ''}{group.name} {group.count} 辆，价值 ",
            writer.amount(group.value, "breakdown", group.name),
            "万元",
        ]
    houses = Sentence(
        (
            "1.房屋 ",
            writer.amount(assets.area, "other"),
            "平方米，价值 ",
            writer.amount(assets.houses),
            "万元。",
        ),
        "房屋价值",
        None,
        section,
    )
    large = (
        f"{level}价值 50 万元以上大型设备 {assets.equipment_over_500k} 台，{level}价值 100 万元以上大型设备 "
        f"{assets.equipment_over_1m} 台。"
    )
    plan = (
        f"{story.form.year}年{level}预算未安排购置车辆经费，安排购置 50 万元以上大型设备 0 台，"
        "单位价值 100 万元以上大型设备 0 台。"
    )
    return Section(
        "（三）国有资产占用使用情况",
        (
            paragraph(f"截至{story.form.year - 1}年底，{story.form.department}占用使用国有资产总体情况为："),
            paragraph(houses),
            paragraph(Sentence((*vehicles, "。"), "车辆价值", None, section)),
            paragraph(writer.stated(section, "办公家具价值", assets.furniture, "3.办公家具价值", "。")),
            paragraph(writer.stated(section, "其他资产价值", assets.other, "4.其他资产价值", "。")),
            paragraph(large),
            paragraph(plan),
        ),
        level=2,
    )


def performance(story: Story) -> Section:
    """（四）: the number of goals and projects and the money they cover."""
    section, writer = "十二、（四）预算绩效", story.writer
    year, level = story.form.year, story.form.org_level
    groups: tuple[tuple[str, list[Project]], ...] = (
        ("财政拨款项目", [project for project in story.projects if project.fiscal]),
        ("非财政拨款项目", [project for project in story.projects if not project.fiscal]),
    )
    first = writer.stated(
        section,
        "预算绩效管理整体预算绩效目标",
        total(story.now),
        f"{year}年，本{level}预算绩效管理整体预算绩效目标 1 个，涉及预算金额",
        "；",
    )
    rest = [
        writer.stated(
            section,
            name,
            sum((p.budget for p in projects), Decimal("0.00")),
            f"当年{name} {len(projects)} 个，涉及预算金额",
            "；" if number == 0 else "。",
        )
        for number, (name, projects) in enumerate(groups)
    ]
    return Section(
        "（四）预算绩效情况", (paragraph(first, *rest, "具体情况见下表（按项目分别填报）："),), level=2
    )
