"""Look-alike characters become those they look like; what is printed as it is stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.extractor.reading.characters import is_undecodable, meant


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("⼀", "一"),
        ("⽀", "支"),
        ("⻋", "车"),
        ("⻚", "页"),
        ("⻓", "长"),
        ("⺠", "民"),
        ("\uf90a", "金"),
        ("ﬁ", "fi"),
        ("，", "，"),
        ("（", "（"),
        ("１", "１"),
        ("万", "万"),
        ("\u00a0", " "),
        ("\u3000", " "),
        ("\u200b", ""),
        ("\ufeff", ""),
        ("\u00ad", ""),
        ("\x02", ""),
    ],
)
def test_characters(found: str, expected: str) -> None:
    assert meant(found) == expected


@given(st.characters(min_codepoint=0x2F00, max_codepoint=0x2FD5))
def test_every_kangxi_radical_becomes_an_ideograph(radical: str) -> None:
    assert unicodedata.name(meant(radical)).startswith("CJK UNIFIED IDEOGRAPH")


@given(st.text())
def test_what_is_meant_is_meant_again(text: str) -> None:
    once = "".join(map(meant, text))
    assert "".join(map(meant, once)) == once


@pytest.mark.parametrize(
    ("text", "unknown"), [("\ufffd", True), ("\ue001", True), ("\uf0b7", True), ("年", False)]
)
def test_unknown_characters(text: str, unknown: bool) -> None:
    assert is_undecodable(text) is unknown
