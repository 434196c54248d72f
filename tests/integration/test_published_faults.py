"""Faults that departments really publish, over the whole reading: each is found where it stands, and nothing else.

One invented disclosure is typeset with a fault of each kind in it, read and judged as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from shared.model.finding import Finding, Severity
from tests.integration.test_hostile_habits import judged
from tests.typeset import reportlab_pdf
from tests.typeset.blocks import Block, Grid, Text
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure
from tests.typeset.generate import generate
from tests.typeset.style import PLAIN

SOUND = generate(11, projects=2, carryover=True, government_fund=True, rounding=False)
NOTE = "说明：本部门无一般公共预算基本支出，本表无数据，为空表。"
REWORDED = {
    "减少 569.31 万元，下降 14.61%": "减少 569.31 万元，下降 41.61%",
    "单位资金 5.11 万元，占 0.14%": "单位资金 5.11 万元，占 104.00%",
    "减少 331.20 万元，下降 13.59%。主要原因是：有": "增加（减少）331.20 万元，下降 13.59%。主要原因是：有",
    "比上年预算减少 129.98 万元": "比 XX 年预算减少 129.98 万元",
    "16.31%。主要原因是：上年结转资金已按期用完。": "16.31%。主要原因是：。",
    "3、农林水支出（类）2,739.11 万元": "3、农林水支出（类）2,379.11 万元",
    "公务接待费 21.11 万元。": "公务接待费 21.11 万元。公务接待费 12.11 万元，用于接待来访。",
}
"""What the clean disclosure says, and what stands there instead."""


def with_amount_in_wrong_column(disclosure: Disclosure) -> Disclosure:
    """The disclosure with the basic expenditure of one item among the projects."""
    table = disclosure.tables["T3"]

    def moved(cells: Mapping[str, Decimal]) -> dict[str, Decimal]:
        return {"project" if key == "basic" else key: value for key, value in cells.items()}

    rows = tuple(replace(row, cells=moved(row.cells)) if row.code == "2080505" else row for row in table.rows)
    return replace(disclosure, tables={**disclosure.tables, "T3": replace(table, rows=rows)})


def with_faults() -> Iterator[Block]:
    """The document with all faults in it."""
    number = ""
    for block in compose(with_amount_in_wrong_column(SOUND), PLAIN):
        if isinstance(block, Text):
            text = block.text
            for right, wrong in REWORDED.items():
                text = text.replace(right, wrong)
            number = text if block.role == "table_number" else number
            yield replace(block, text=text)
        else:
            yield block
        if isinstance(block, Grid) and number == "表 6":
            yield Text(NOTE)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """What is found, without what is merely told. Takes a second: a whole document is typeset, read and judged."""
    path = tmp_path_factory.mktemp("faults") / "a.pdf"
    reportlab_pdf.typeset_blocks(list(with_faults()), path, PLAIN)
    _, judgement = judged(path.read_bytes())
    return [finding for finding in judgement.findings if finding.severity is not Severity.INFO]


FAULTS = (
    ("growth that contradicts its own two figures", "narrative.growth", "41.61%, the figures make 14.61%"),
    (
        "an amount in the wrong column",
        "within.T3.hierarchy",
        "column project: 186.62 belongs into column basic",
    ),
    ("a head that differs from its own sentence", "narrative.repeated", "21.11万元 on page 18 and 12.11万元"),
    ("words of the form to choose from", "narrative.choice", "“增加（减少）”"),
    ("a reason announced and not given", "narrative.reason", "“原因是：。”"),
    ("a placeholder", "narrative.placeholder", "“XX”"),
    ("a share above the whole", "narrative.share_limit", "104.00% is more than the whole"),
    ("a share that its figures do not make", "narrative.share", "104.00%, the figures make 0.14%"),
    ("a note of emptiness under a full table", "completeness.full_table", "本表无数据，为空表"),
    (
        "a figure of the text that no table has",
        "narrative.amount",
        "printed as 2,379.11, 2,739.11 is expected",
    ),
    ("another one", "narrative.amount", "printed as 12.11, 21.11 is expected"),
)


@pytest.mark.parametrize(
    ("rule_id", "words"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_the_fault_is_found_with_its_figures(rule_id: str, words: str, findings: list[Finding]) -> None:
    (found,) = (one for one in findings if one.rule_id == rule_id and words in one.message)
    assert found.place is not None


def test_nothing_else_is_found(findings: list[Finding]) -> None:
    assert len(findings) == len(FAULTS)
