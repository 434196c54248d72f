"""The code of a claim's row comes from printed digits or from the names of class, section and item."""

from __future__ import annotations

import pytest

from services.extractor.narrative.items import item_names, row_code
from tests.unit.narrative.printing import resolve


@pytest.mark.parametrize(
    ("subject", "section", "titles", "code"),
    [
        ("行政运行（2010301）", None, (), "2010301"),
        ("工资福利支出（301）", None, (), "301"),
        ("一般公共服务支出（类）档案事务（款）行政运行（项）", "general_public.items", (), "2012601"),
        ("“一般公共服务支出（类）档案事务（款）档案馆（项）”", "expenditure", (), "2012604"),
        (
            "档案事务（款）档案馆（项）支出",
            "general_public",
            ("财政拨款支出", "一般公共服务支出（类）"),
            "2012604",
        ),
        ("一般公共服务支出（类）支出", "overall", (), "201"),
        ("“住房保障支出”科目", "expenditure", (), "221"),
        ("住房保障支出", "three_public", (), None),
        ("云上阅览室", "general_public.items", (), None),
    ],
)
def test_codes(subject: str, section: str | None, titles: tuple[str, ...], code: str | None) -> None:
    assert row_code(subject, section, titles, resolve) == code


def test_brackets_within_names_part_no_levels() -> None:
    assert item_names("公共服务（类）办公厅（室）及相关机构事务（款）机关服务（项）") == {
        "类": "公共服务",
        "款": "办公厅（室）及相关机构事务",
        "项": "机关服务",
    }
