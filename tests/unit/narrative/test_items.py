"""The code of a claim's row comes from printed digits or from the names of class, section and item."""

from __future__ import annotations

import pytest

from services.extractor.narrative.items import item_names, row_code
from tests.unit.narrative.printing import resolve


@pytest.mark.parametrize(
    ("subject", "names_classes", "titles", "code"),
    [
        ("行政运行（2010301）", False, (), "2010301"),
        ("工资福利支出（301）", False, (), "301"),
        ("一般公共服务支出（类）档案事务（款）行政运行（项）", True, (), "2012601"),
        ("“一般公共服务支出（类）档案事务（款）档案馆（项）”", True, (), "2012604"),
        (
            "档案事务（款）档案馆（项）支出",
            True,
            ("财政拨款支出", "一般公共服务支出（类）"),
            "2012604",
        ),
        ("一般公共服务支出（类）支出", True, (), "201"),
        ("“住房保障支出”科目", True, (), "221"),
        ("住房保障（类）支出", True, (), "221"),
        ("“住房保障支出-住房改革支出-住房公积金”科目", True, (), "2210201"),
        ("住房保障支出—住房改革支出—住房公积金", True, (), "2210201"),
        ("住房改革支出（款）住房公积金（项）支出", True, ("财政拨款支出", "住房保障（类）"), "2210201"),
        ("2010301行政运行", False, (), "2010301"),
        ("20103-政府办公厅（室）及相关机构事务", False, (), "20103"),
        ("201-一般公共服务支出", True, (), "201"),
        ("住房保障支出类科目", True, (), "221"),
        ("2031年馆藏搬迁", True, (), None),
        ("200万元以上设备", True, (), None),
        ("住房保障支出", False, (), None),
        ("云上阅览室", True, (), None),
    ],
)
def test_codes(subject: str, names_classes: bool, titles: tuple[str, ...], code: str | None) -> None:
    assert row_code(subject, titles, resolve, names_classes=names_classes) == code


def test_brackets_within_names_part_no_levels() -> None:
    assert item_names("公共服务（类）办公厅（室）及相关机构事务（款）机关服务（项）") == {
        "类": "公共服务",
        "款": "办公厅（室）及相关机构事务",
        "项": "机关服务",
    }
