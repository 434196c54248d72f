"""The code lists: lookups, what digits say by themselves, and what a list file may not contain."""

from __future__ import annotations

import pytest

from shared.errors import ConfigurationError
from shared.taxonomy import Code, CodeList, Level, economic, functional, read_code_list

HEADER = "code,name,level,parent,other_names\n"


@pytest.mark.parametrize(
    ("code", "name"),
    [("201", "一般公共服务支出"), ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行")],
)
def test_functional_codes_have_their_official_names(code: str, name: str) -> None:
    assert functional().exists(code)
    assert functional().name_of(code) == name


@pytest.mark.parametrize(
    ("code", "name"), [("301", "工资福利支出"), ("30201", "办公费"), ("50101", "工资奖金津补贴")]
)
def test_economic_codes_of_departments_and_of_government_have_their_names(code: str, name: str) -> None:
    assert economic().name_of(code) == name


def test_a_code_that_is_not_listed_has_no_name_but_still_a_level_and_parents() -> None:
    assert not functional().exists("2999999")
    assert functional().name_of("2999999") is None
    assert functional().names_of("2999999") == ()
    assert functional().level_of("2999999") is Level.ITEM
    assert functional().parents("2999999") == ("299", "29999")


@pytest.mark.parametrize("text", ["", "total", "20", "2010", "201030", "20103011", "２０１", "2O1"])
def test_what_is_not_a_code_has_no_level_and_no_parents(text: str) -> None:
    assert CodeList.level_of(text) is None
    assert CodeList.parents(text) == ()


def test_a_renamed_code_keeps_its_earlier_name() -> None:
    assert functional().names_of("20805") == ("行政事业单位养老支出", "行政事业单位离退休")


def test_no_code_stands_in_both_classifications() -> None:
    """A warehouse joins names by code alone; it may, because the two lists share none."""
    assert not {c.code for c in functional()} & {c.code for c in economic()}


def test_the_lists_are_complete_as_described_and_in_order() -> None:
    levels = [c.level for c in functional()]
    assert [levels.count(level) for level in Level] == [30, 170, 627]
    assert len(economic()) == 159
    codes = [c.code for c in economic()]
    assert codes == sorted(codes)


def test_the_digest_follows_the_content_and_not_the_order() -> None:
    first, second = Code("201", "甲", Level.CLASS, None), Code("202", "乙", Level.CLASS, None)
    assert CodeList([first, second]).digest() == CodeList([second, first]).digest()
    assert CodeList([first]).digest() != CodeList([Code("201", "丙", Level.CLASS, None)]).digest()


def test_other_names_are_separated_by_semicolons() -> None:
    codes = read_code_list(f"{HEADER}201,甲,类,,乙;丙\n", where="list.csv")
    assert codes.names_of("201") == ("甲", "乙", "丙")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("code,name\n201,甲\n", "not a code list"),
        ("", "not a code list"),
        (f"{HEADER}201,甲,款,,\n", "level 款 does not fit the code 201"),
        (f"{HEADER}2010,甲,款,201,\n", "does not fit the code 2010"),
        (f"{HEADER}20101,甲,款,202,\n", "202 is not the parent of 20101"),
        (f"{HEADER}201,,类,,\n", "the code 201 has no name"),
        (f"{HEADER}201,甲,类,,\n201,乙,类,,\n", "the code 201 stands twice"),
    ],
)
def test_a_wrong_list_is_refused_in_one_line_that_names_the_place(text: str, what: str) -> None:
    with pytest.raises(ConfigurationError, match=what) as caught:
        read_code_list(text, where="list.csv")
    assert "list.csv" in str(caught.value)
    assert "\n" not in str(caught.value)
