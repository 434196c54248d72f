"""Two summaries with one header and no title are told by what stands beside them, or not at all."""

from __future__ import annotations

from pathlib import Path

from services.extractor.tables.told_together import told_together
from shared.layout import load_layouts
from tests.typeset.blocks import Spread, Text
from tests.typeset.provinces.form import compose, forms, meant
from tests.unit.tables.test_untitled_tables import amounts, extracted, misread


def test_two_summaries_of_one_header_are_told_by_the_tables_beside_them(tmp_path: Path) -> None:
    """In this form 收支总表 and 财政拨款收支总表 have the same header, and so have three tables of functions."""
    blocks = tuple(
        block
        for block in compose(forms()["central"])
        if not (isinstance(block, Text) and block.role in ("table_title", "table_number"))
        and not isinstance(block, Spread)
    )

    found = extracted(blocks, tmp_path)

    told = {table.table_id for table in found.tables}
    assert {"T1", "T2", "T3", "T4", "T5"} <= told
    assert misread(amounts(found), meant(blocks)) == {}


def test_nothing_is_told_of_tables_without_amounts_in_common() -> None:
    national = next(layout for layout in load_layouts() if layout.id == "national")

    assert told_together([{}, {}], {}, national) == {}
