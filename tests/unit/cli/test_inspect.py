"""`fiscus inspect` and `fiscus layout check`, as people call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli.main import main

LINES = (
    "云岭市水务局2026年部门预算",
    "收支总表",
    "收入总表",
    "支出总表",
    "单位：云岭市水务局 单位：万元",
    "科目编码 科目名称 合计 基本支出 项目支出",
    "21303 水利 10.00 6.00 4.00",
    "合计 10.00 6.00 4.00",
    "一般公共预算支出表",
)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A small disclosure as a text extract, under a name that lies."""
    file = tmp_path / "2019年报告.txt"
    file.write_text("\n".join(LINES), encoding="utf-8")
    return file


def test_what_is_seen_is_printed_with_what_it_maps_to(text: Path) -> None:
    done = CliRunner().invoke(main, ["inspect", str(text), "--rows"])
    assert done.exit_code == 0, done.output
    shown = [line.split() for line in done.stdout.splitlines()]
    assert ["national", "0", "0", "chosen"] in shown
    assert any(words[:2] == ["department", "云岭市水务局"] for words in shown)
    assert any(words[:2] == ["fiscal_year", "2026"] for words in shown)
    assert any(words[:2] == ["unit", "万元"] for words in shown)
    assert any(words[-2:] == ["21303", "3"] for words in shown)


def test_json_says_the_same_for_programs(text: Path) -> None:
    seen = json.loads(CliRunner().invoke(main, ["inspect", str(text), "--json"]).stdout)
    assert [score["layout"] for score in seen["scores"] if score["chosen"]] == ["national"]
    assert {said["field"]: said["value"] for said in seen["identity"]}["department"] == "云岭市水务局"
    (table,) = [table for table in seen["tables"] if table["rows"]]
    assert table["table_id"] == "T3"


def test_a_layout_file_is_tried_without_being_in_its_place(text: Path, tmp_path: Path) -> None:
    file = tmp_path / "yunling.yaml"
    file.write_text("id: yunling\nname: x\nextends: [coded_tables]\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["inspect", str(text), "--layout", str(file), "--json"])
    assert [score["layout"] for score in json.loads(done.stdout)["scores"] if score["chosen"]] == ["yunling"]


def test_a_file_that_is_no_disclosure_is_shown_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "2026年部门预算.txt"
    file.write_text("云岭市水务局\n关于召开防汛会议的通知\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["inspect", str(file)])
    assert done.exit_code == 3
    assert "it seems to be a notice" in done.stderr


def test_the_layouts_that_come_with_fiscus_are_sound() -> None:
    files = sorted(str(path) for path in Path("shared/layout/data").glob("*.yaml"))
    done = CliRunner().invoke(main, ["layout", "check", *files])
    assert (done.exit_code, "error:" in done.stdout) == (0, False), done.stdout


def test_a_broken_layout_file_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text("id: new\nname: x\nextends: [nothing]\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["layout", "check", str(file)])
    assert done.exit_code == 2
    assert done.stdout.startswith(
        "error: new.yaml: extends: there is no fragment “nothing”; those of Fiscus are"
    )
