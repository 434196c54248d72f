"""Official code names used by the generated disclosures.

Two small tables lie beside this module: ``functional.csv`` (类, 款, 项 of 政府收支分类, a selection) and
``economic.csv`` (部门预算支出经济分类, 类 and 款). Both hold ``code,name`` rows. They are facts for making documents
and take no part in reading any.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources


def _table(name: str) -> dict[str, str]:
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@cache
def functional() -> Mapping[str, str]:
    """The functional codes (3, 5 or 7 digits) and their official names, in code order."""
    return _table("functional.csv")


@cache
def economic() -> Mapping[str, str]:
    """The economic codes (3 or 5 digits) and their official names, in code order."""
    return _table("economic.csv")


def functional_classes(year: int) -> tuple[str, ...]:
    """The class codes that the two-sided tables list for a fiscal year (234 was printed up to 2024)."""
    return tuple(code for code in functional() if len(code) == 3 and (code != "234" or year <= 2024))
