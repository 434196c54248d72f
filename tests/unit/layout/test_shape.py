"""A layout file of another shape is told in one line, whatever stands where."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shared.layout.load import LayoutError, parse_layout

START = "id: x\nname: y\nextends: [summary_tables]\n"
WHOLE: dict[str, Any] = yaml.safe_load(
    """
id: yunlan
name: 云澜省部门预算公开
extends: [summary_tables]
without: [T7]
recognition: {minimum: 1, marks: {云澜省: 1}}
tables:
  - table_id: T1
    sides:
      - axis: fixed
        columns: [{key: income, labels: [本年预算]}]
        rows: [{code: total, labels: [总计], kind: total}]
sections: [{key: overall, titles: [收支情况]}]
subjects: [{key: basic, labels: [基本支出]}]
order: [T1]
identity: {levels: {部门: [部门预算]}}
"""
)


def places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - YAML
    """The places of all values within a value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*place, step)
        yield from places(inner, (*place, step))


def refusal(text: str) -> str | None:
    """What a file is refused with; None where it is taken."""
    try:
        parse_layout(text, "new.yaml")
    except LayoutError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("region: 甲省\nregion: 乙省", "not valid YAML: the key “region” stands twice, line 5, column 1"),
        ("tables:", "tables: a list is meant, each of its entries behind “- ”"),
        ("tables: {T1: {titles: [甲]}}", "tables: a list is meant, each of its entries behind “- ”"),
        ("tables: [T1]", "tables.0: an entry with keys is meant, such as {key: …, labels: […]}"),
        ("tables: [{table_id: T1, sides: [甲]}]", "tables.T1.sides.0: an entry with keys is meant"),
        ("tables: [{table_id: T1}, {table_id: T1}]", "tables: “T1” stands twice"),
        (
            "tables: [{table_id: T1, sides: [{columns: [{key: a, labels: [甲]}, {key: a, labels: [乙]}]}]}]",
            "tables.T1.sides.0.columns: “a” stands twice",
        ),
        ("sections: [{key: [overall]}]", "sections.0.key: a single word is meant"),
        ("order: T1", "order: a list of words is meant, such as [one, other]"),
        ("without: [7]", "without: a list of words is meant"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_the_place(text: str, message: str) -> None:
    assert (refusal(START + text) or "").startswith(f"new.yaml: {message}")


def test_a_fragment_that_extends_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "endless.yaml").write_text("extends: [endless]\n", encoding="utf-8")
    with pytest.raises(LayoutError, match="a fragment extends itself"):
        parse_layout("id: x\nname: y\nextends: [endless]\n", "new.yaml", tmp_path)


@given(
    place=st.sampled_from(list(places(WHOLE))),
    value=st.sampled_from(
        [None, 3, "甲", "", [], {}, [3], [None], ["甲", ["乙"]], {"甲": 1}, True, [{}], {1: 2}]
    ),
)
def test_any_value_anywhere_makes_a_layout_or_one_line(place: tuple[str | int, ...], value: object) -> None:
    spoilt = copy.deepcopy(WHOLE)
    holder: Any = spoilt
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    told = refusal(yaml.safe_dump(spoilt, allow_unicode=True))
    assert told is None or (told.startswith("new.yaml: ") and "\n" not in told)
