"""Places are told by the names of offices and by what a text names most."""

from __future__ import annotations

import pytest

from shared.divisions import Division, division_of_name, division_of_text, is_division


@pytest.mark.parametrize(
    ("name", "division"),
    [
        ("宁波市水文站", Division("浙江省", "宁波市")),
        ("浙江省水文站", Division("浙江省")),
        ("浙江省宁波市水文站", Division("浙江省", "宁波市")),
        ("中共贵州省委党校", Division("贵州省")),
        ("政协遵义市委员会办公室", Division("贵州省", "遵义市")),
        ("上海市崇明区水文站", Division("上海市", "崇明区")),
        ("天津市水文站", Division("天津市")),
        ("遵义会议旧址管理所", Division("贵州省", "遵义市")),
        ("广西壮族自治区河池市水文站", Division("广西壮族自治区", "河池市")),
        ("伊犁州水文站", Division("新疆维吾尔自治区", "伊犁哈萨克自治州")),
        ("浙江省象山县水文站", Division("浙江省", "宁波市")),
        ("福建省鼓楼区水文站", Division("福建省", "福州市")),
        ("甘肃省张掖水文站", Division("甘肃省", "张掖市")),
        ("云南省大理州水文站", Division("云南省", "大理白族自治州")),
        ("江苏省沛县水文站", Division("江苏省", "徐州市")),
        ("北京市朝阳水文站", Division("北京市")),
        ("辽宁省朝阳区水文站", Division("辽宁省")),
        ("浙江省云岭县水文站", Division("浙江省")),
        ("朝阳区水文站", None),
        ("朝阳县水文站", Division("辽宁省", "朝阳市")),
        ("木里县水文站", Division("四川省", "凉山彝族自治州")),
        ("木里藏族自治县水文站", Division("四川省", "凉山彝族自治州")),
        ("陵水黎族自治县水文站", Division("海南省", "陵水黎族自治县")),
        ("积石山保安族东乡族撒拉族自治县水文站", Division("甘肃省", "临夏回族自治州")),
        ("海淀区水文站", Division("北京市", "海淀区")),
        ("鼓楼区水文站", None),
        ("城区供水站", None),
        ("云岭县水文站", None),
        ("", None),
    ],
)
def test_the_name_of_an_office_begins_with_its_place(name: str, division: Division | None) -> None:
    """In full or in short; a district that is called like a city elsewhere is not in it."""
    assert division_of_name(name) == division


def test_a_text_is_about_the_province_that_it_names_most() -> None:
    text = "宁波市水文站负责宁波市水情监测，与浙江省水文站和南京市水文站互通信息。宁波市另有站点三处。"
    assert division_of_text(text) == Division("浙江省", "宁波市")


@pytest.mark.parametrize("text", ["", "本站负责水情监测。", "赴南京市、成都市、昆明市学习。"])
def test_a_text_that_names_no_place_or_many_alike_is_about_none(text: str) -> None:
    assert division_of_text(text) is None


@pytest.mark.parametrize(
    ("name", "alone"), [("宁波市", True), ("浙江", True), ("宁波市水文站", False), ("云岭县", False)]
)
def test_a_place_alone_is_no_office(name: str, *, alone: bool) -> None:
    assert is_division(name) is alone
