"""The walk of docs/adding-a-layout.md as tests take it: its blocks put together, its disclosure typeset and read."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from services.extractor.extraction import Extraction, extract
from services.extractor.reading import ReadLimits, read
from services.extractor.sections import section_payloads
from services.validator.service import judge
from shared.events.topics import FINDINGS
from shared.layout import Layout, load_layouts
from shared.layout.load import parse_layout
from shared.sources import submission_of
from tests.typeset import reportlab_pdf, text_extract
from tests.unit.docs.pages import page
from tests.unit.docs.yunlan import DEPARTMENT, disclosure

PAGE = page("docs/adding-a-layout.md")
LAYOUT_FILE = "shared/layout/data/yunlan.yaml"
RULES_FILE = "shared/rulebook/data/within.yaml"
_BLOCKS = PAGE.blocks("yaml")
_SHORT = "# yunlan.yaml, "
SHORT_BLOCKS = [block for block in _BLOCKS if block.startswith(_SHORT)]
"""The blocks of the layout file that builds on fragments, in order."""
LAYOUT_BLOCKS = [block for block in _BLOCKS if not block.startswith((f"# {RULES_FILE}\n", _SHORT))]
"""The blocks of the layout file that is written out, in order."""
RELATIONS = "".join(block for block in _BLOCKS if block.startswith(f"# {RULES_FILE}\n"))
YAML = "".join(LAYOUT_BLOCKS)
SHORT_YAML = "".join(SHORT_BLOCKS)
PDF, TEXT = f"{DEPARTMENT}.pdf", f"{DEPARTMENT}.txt"
_SUBMITTED_AT = dt.datetime(2027, 2, 2, tzinfo=dt.UTC)


def typeset(folder: Path) -> None:
    """Print the disclosure of the made-up province as PDF and as text extract."""
    blocks = disclosure()
    reportlab_pdf.typeset_blocks(blocks, folder / PDF)
    (folder / TEXT).write_text(text_extract.extract(blocks), encoding="utf-8")


@dataclass(frozen=True)
class Reading:
    """A file as a layout reads it."""

    path: Path
    layouts: tuple[Layout, ...]
    extraction: Extraction

    def amounts(self, table_id: str) -> dict[tuple[str, str], str]:
        """The printed amounts of a table by the row's label and the column key."""
        table = next(table for table in self.extraction.tables if table.table_id == table_id)
        return {(row.row_label, cell.column_key): cell.printed for row in table.rows for cell in row.cells}

    def told(self) -> list[str]:
        """Everything that reading and checking say: observations, then findings above `info`."""
        payloads = section_payloads(self.extraction, submission_of(self.path, _SUBMITTED_AT))
        events = [
            json.loads(event.data) for event in judge(payloads, self.layouts) if event.topic == FINDINGS
        ]
        weighty = [event["finding"]["message"] for event in events if event["finding"]["severity"] != "info"]
        return [seen.detail for seen in self.extraction.observations] + weighty


def read_with(path: Path, text: str = YAML) -> Reading:
    """Read a file with the layouts that come with Fiscus and the one in `text`."""
    layouts = (*load_layouts(), parse_layout(text, "yunlan.yaml"))
    document = read(path.read_bytes(), name=path.name, limits=ReadLimits())
    return Reading(path, layouts, extract(document, layouts, name=path.name))
