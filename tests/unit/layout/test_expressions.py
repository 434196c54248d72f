"""Words of a layout file that are regular expressions are refused where they are none."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.layout import Axis, SideDef, TableDef
from shared.layout.model import Wording


@pytest.mark.parametrize("field", ["header_says", "header_never_says"])
def test_words_of_a_header_must_be_an_expression(field: str) -> None:
    table: dict[str, object] = {
        "table_id": "T90",
        "titles": ("重点事项表",),
        "sides": (SideDef(axis=Axis.ITEMS, columns=()),),
    }
    known = TableDef.model_validate({**table, field: "目标|计划"})
    assert getattr(known, field) == "目标|计划"
    with pytest.raises(ValidationError, match="“目标\\(” is no regular expression"):
        TableDef.model_validate({**table, field: "目标("})


def test_words_of_a_section_must_be_an_expression() -> None:
    assert Wording(section="income", words="收入|来源").words == "收入|来源"
    with pytest.raises(ValidationError, match="“收入\\[” is no regular expression"):
        Wording(section="income", words="收入[")
