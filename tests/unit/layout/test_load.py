"""Layout files are checked when they are loaded, and errors say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.layout import load_layouts
from shared.layout.load import LayoutError, parse_layout


def test_the_layouts_that_ship_are_whole() -> None:
    """Every table has its columns; a section names a part of its own layout and a table that some layout has."""
    tables = {table.table_id for layout in load_layouts() for table in layout.tables}
    for layout in load_layouts():
        keys = {section.key for section in layout.sections}
        for table in layout.tables:
            for side in table.sides:
                keys_of_side = [column.key for column in side.columns]
                assert len(set(keys_of_side)) == len(keys_of_side), table.table_id
        for section in layout.sections:
            assert section.part is None or section.part in keys, section.key
            assert {section.table_id, section.final_table_id} - {None} <= tables, section.key


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: [", "not valid YAML"),
        ("- a list", "a layout file is a mapping"),
        ("id: x\nname: y\ntables: [{table_id: T1}]", "tables.T1.titles: Field required"),
        ("id: x\nname: y\ndefault_unit: 美元", "default_unit"),
        ("id: x\nname: y\nrecogniton: {}", "recogniton: there is no such key"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(text: str, message: str) -> None:
    """One line: the file, the place, what is expected."""
    with pytest.raises(LayoutError) as caught:
        parse_layout(text, "new.yaml")
    assert str(caught.value).startswith("new.yaml: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_layouts_with_one_id_are_refused(tmp_path: Path) -> None:
    """An id names one layout."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("id: same\nname: x\n", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"b\.yaml: the id same is taken by a\.yaml"):
        load_layouts(tmp_path)
