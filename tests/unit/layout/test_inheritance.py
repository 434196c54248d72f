"""What a layout file takes over from the fragments that it extends."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.layout.inheritance import extended
from shared.layout.load import LayoutError, load_layouts, parse_layout

BASE = {
    "default_unit": "万元",
    "empty_sentences": ["空表"],
    "tables": [
        {
            "table_id": "T1",
            "titles": ["收支总表"],
            "sides": [{"axis": "fixed", "columns": [{"key": "income", "labels": ["预算数"]}]}],
        },
        {"table_id": "T9", "titles": ["国有资本经营预算支出表"], "sides": []},
    ],
}


def test_definitions_of_the_same_thing_are_merged_and_words_are_joined() -> None:
    own = {
        "extends": ["base"],
        "default_unit": "元",
        "empty_sentences": ["无内容"],
        "tables": [
            {
                "table_id": "T1",
                "titles": ["收支预算总表"],
                "sides": [{"columns": [{"key": "income", "labels": ["金额"]}]}],
            },
            {"table_id": "T20", "titles": ["明细表"], "sides": []},
        ],
    }

    whole = extended(own, {"base": BASE}.__getitem__)

    assert whole["default_unit"] == "元"
    assert whole["empty_sentences"] == ["无内容", "空表"]
    assert [table["table_id"] for table in whole["tables"]] == ["T1", "T9", "T20"]
    assert whole["tables"][0]["titles"] == ["收支预算总表", "收支总表"]
    assert whole["tables"][0]["sides"] == [
        {"axis": "fixed", "columns": [{"key": "income", "labels": ["金额", "预算数"]}]}
    ]


def test_a_layout_drops_what_it_names_as_absent() -> None:
    whole = extended({"extends": "base", "without": ["T9"]}, {"base": BASE}.__getitem__)
    assert [table["table_id"] for table in whole["tables"]] == ["T1"]


def test_an_unknown_fragment_is_named_with_those_that_there_are() -> None:
    with pytest.raises(LayoutError, match=r"x\.yaml: extends: there is no fragment “sumary”.*summary_tables"):
        parse_layout("id: x\nname: x\nextends: [sumary]\n", "x.yaml")


def test_a_folder_of_layouts_may_bring_its_own_fragments(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "mine.yaml").write_text("default_unit: 元\n", encoding="utf-8")
    (tmp_path / "x.yaml").write_text("id: x\nname: x\nextends: [mine, summary_tables]\n", encoding="utf-8")
    (layout,) = load_layouts(tmp_path)
    assert layout.default_unit == "元"
    assert layout.table("T1") is not None
