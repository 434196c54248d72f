"""The two classifications that the project ships, read once from the data files beside this module."""

from __future__ import annotations

from functools import cache
from importlib import resources

from shared.taxonomy.code_list import CodeList, read_code_list


@cache
def functional() -> CodeList:
    """The functional classification (支出功能分类科目): 类, 款 and 项, codes 201 to 234."""
    return _shipped("functional.csv")


@cache
def economic() -> CodeList:
    """The economic classifications (支出经济分类科目): 类 and 款, 3xx of departments and 5xx of government."""
    return _shipped("economic.csv")


def _shipped(name: str) -> CodeList:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return read_code_list(text, where=name)
