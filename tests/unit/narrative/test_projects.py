"""Project descriptions: the project is the subject, its allocation adds up to its budget."""

from __future__ import annotations

from services.extractor.narrative.grammar import read_section
from services.extractor.narrative.projects import tie_projects
from services.extractor.narrative.statements import Statement
from tests.unit.narrative.printing import paragraphs, subjects


def described(*texts: str) -> tuple[list[Statement], set[int]]:
    """Read the paragraphs of a project section."""
    printed = paragraphs(*texts)
    return tie_projects(printed, read_section(printed, subjects()).statements)


def told(*texts: str) -> list[tuple[str, str, int | None]]:
    """Give subject, key and whole of each statement that is told."""
    statements, silent = described(*texts)
    return [
        (s.subject.text, s.subject.key or "", s.parent)
        for index, s in enumerate(statements)
        if index not in silent
    ]


def test_the_budget_bears_the_name_of_the_project_and_the_parts_belong_to_it() -> None:
    assert told(
        "（一）项目名称：书库恒温改造",
        "设立的政策依据：依据云财〔2030〕12号文件，每平方米补助 300 元。",
        "预算安排规模：9.00 万元",
        "项目承担单位：云岭县档案馆",
        "资金分配情况：1、设备购置费 5 万元；2、安装、调试费 4万元。",
        "资金执行时间：2031年1月1日-2031年12月31日。",
    ) == [
        ("书库恒温改造", "project_budget", None),
        ("设备购置费", "project_allocation", 1),
        ("安装、调试费", "project_allocation", 1),
    ]


def test_instalments_belong_to_their_sum() -> None:
    assert told(
        "项目名称：库房租赁",
        "预算安排规模：8.00 万元",
        "资金分配情况：租金共 8.00 万元，上半年 4.00 万元，下半年 4.00 万元",
    ) == [
        ("库房租赁", "project_budget", None),
        ("租金", "project_allocation", 0),
        ("上半年", "project_allocation", 1),
        ("下半年", "project_allocation", 1),
    ]


def test_the_total_said_again_is_no_part_and_a_name_can_go_over_a_comma() -> None:
    assert told(
        "项目名称：宣传",
        "预算安排规模：3.00 万元",
        "资金分配情况：展板，册页 2.00 万元，讲座 1.00 万元，共计 3.00 万元",
    ) == [
        ("宣传", "project_budget", None),
        ("展板，册页", "project_allocation", 0),
        ("讲座", "project_allocation", 0),
        ("共计", "allocation_total", None),
    ]


def test_an_allocation_goes_on_in_numbered_paragraphs() -> None:
    assert told(
        "项目名称：修裱",
        "预算安排规模：3.00 万元",
        "资金分配情况：1、材料 2.00 万元；",
        "2、人工 1.00 万元。",
    ) == [
        ("修裱", "project_budget", None),
        ("材料", "project_allocation", 0),
        ("人工", "project_allocation", 0),
    ]
