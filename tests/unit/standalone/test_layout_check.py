"""What `fiscus layout check` tells of names and labels that would be met by nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.standalone.layout_check import check_layout

SOUND = """
id: yunlan
name: 云澜省部门预算公开
extends: [summary_tables, coded_tables]
recognition: {minimum: 1, marks: {云澜省: 1}}
tables:
  - table_id: YL1
    titles: [水质监测经费表]
    sides:
      - axis: items
        columns: [{key: total, labels: [合计]}]
"""


def errors(text: str, folder: Path, name: str = "yunlan.yaml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    return [f"{one.where}: {one.what}" for one in check_layout(folder / name) if one.is_error]


def test_a_sound_file_has_no_errors(tmp_path: Path) -> None:
    assert errors(SOUND, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: yunlan", "id: 云澜", "id: “云澜” is no name of small letters"),
        ("id: yunlan", "id: xinjiang", "id: “xinjiang” is taken by a layout that comes with Fiscus"),
        ("table_id: YL1", "table_id: 云1", "tables.云1: a table's id is capital letters and digits"),
        ("key: total", "key: Total amount", "tables.YL1: “Total amount” is no key or code"),
        ("tables:", "without: [T99]\ntables:", "without: “T99” is the id of no table"),
        ("minimum: 1", "minimum: 0", "recognition.minimum: every document reaches 0"),
        ("labels: [合计]", "labels: ['（）']", "columns.total.labels: “（）” has no words and is never met"),
        ("labels: [合计]", "labels: []", "columns.total.labels: there is none, so that it is never met"),
        (
            "titles: [水质监测经费表]",
            "titles: ['']",
            "tables.YL1.titles: “” has no words and is never met",
        ),
        ("axis: items", "axis: fixed", "tables.YL1.sides.0.rows: the axis is fixed, and no row is named"),
    ],
)
def test_what_nothing_could_speak_of_or_meet_is_an_error(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    assert old in SOUND
    assert any(told in one for one in errors(SOUND.replace(old, new), tmp_path))


def test_a_copy_of_a_layout_that_comes_with_fiscus_may_bear_its_id(tmp_path: Path) -> None:
    """It is meant to take the other's place."""
    text = SOUND.replace("id: yunlan", "id: xinjiang")
    assert errors(text, tmp_path, "xinjiang.yaml") == []
