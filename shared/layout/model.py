"""What a layout file says: the tables, sections and labels of the disclosures of one region.

Code knows grids, rows and constraints; these values know Xinjiang. Labels are compared in the form that
`shared.layout.label.words` gives, so a file need not list widths, blanks, brackets or numbering.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import ConfigDict

from shared.model.base import Model
from shared.model.money import Unit
from shared.model.table import RowKind


class LayoutPart(Model):
    """A part of a layout file. A key that it does not know is a mistake of the file's author, and is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Axis(StrEnum):
    """What the rows of a table side stand for."""

    FIXED = "fixed"
    """A list of rows that the form prescribes, told apart by their labels."""
    FUNCTIONAL = "functional"
    """Codes of the functional classification (类 款 项)."""
    FUNCTIONAL_CLASSES = "functional_classes"
    """The classes alone, each with its three-digit code."""
    FUNCTIONAL_PROJECTS = "functional_projects"
    """Functional codes with project rows below the items."""
    ECONOMIC = "economic"
    """Codes of the economic classification (类 款)."""
    ITEMS = "items"
    """Free rows named by their label alone."""


class ColumnDef(LayoutPart):
    """A column of amounts: its key and the header words that mean it."""

    key: str
    labels: tuple[str, ...]
    under: tuple[str, ...] = ()
    """Words one of which a header cell above must bear, where the label alone is not unique (小计 under 非财政拨款)."""


class FixedRow(LayoutPart):
    """A row that the form prescribes."""

    code: str
    labels: tuple[str, ...]
    kind: RowKind = RowKind.LINE
    numbering: str | None = None
    """The numbering that the form prints before the label, a hint where labels repeat: `1.`, `其中：`, `二、`."""


class SideDef(LayoutPart):
    """One side of a table: what its rows are and which columns of amounts it has, in the form's order."""

    axis: Axis
    columns: tuple[ColumnDef, ...]
    row_header: tuple[str, ...] = ()
    """Words that head the column of row labels on this side."""
    rows: tuple[FixedRow, ...] = ()
    """The prescribed rows (axis `fixed`), in order."""
    total_labels: tuple[str, ...] = ("总计", "合计", "收入总计", "支出总计", "收支总计")


class TableDef(LayoutPart):
    """One table of the layout."""

    table_id: str
    titles: tuple[str, ...]
    """Title words without department, year and the leading 部门/单位; the first is the official one."""
    sides: tuple[SideDef, ...]
    mandatory: bool = True
    may_be_empty: bool = True
    number: str | None = None
    """The number that the form prints, such as `表1`."""

    def column_keys(self) -> tuple[str, ...]:
        """Give the keys of all columns, side by side, in the form's order."""
        return tuple(column.key for side in self.sides for column in side.columns)


class SectionDef(LayoutPart):
    """One section of the document, recognised by its heading."""

    key: str
    titles: tuple[str, ...]
    """Words each of which is enough to recognise the heading."""
    mandatory: bool = False
    part: str | None = None
    """The key of the part that the section belongs to; None for a part itself."""
    table_id: str | None = None
    """The table that the section restates."""


class SubjectDef(LayoutPart):
    """A subject of the narrative: its key and the words that mean it."""

    key: str
    labels: tuple[str, ...]


class PerformanceDef(LayoutPart):
    """The form of the performance tables: titles, field labels and what the weights must add up to."""

    overall_titles: tuple[str, ...]
    project_titles: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    """Field key (`project_name`, `budget`, `fiscal`, `goal`, …) → labels."""
    columns: dict[str, tuple[str, ...]]
    """Indicator column key → header labels: `level1`, `level2`, `level3`, `target`, `basis`, `previous`, `weight`, …"""
    level1: tuple[str, ...] = ()
    level2: tuple[str, ...] = ()
    """Official first- and second-level indicator names, which tell the levels apart in text extracts."""
    level2_under: dict[str, tuple[str, ...]] = {}
    """First-level name → the second-level names that the form provides under it, where it provides a closed list."""
    row_headings: tuple[str, ...] = ()
    """Words of the form's own first column beside the indicators (年度绩效指标); they are no level of an indicator."""
    known: dict[str, tuple[str, ...]] = {}
    """Indicator column key → the usual texts of its cells, such as 计划标准 under `basis`."""
    beginnings: dict[str, tuple[str, ...]] = {}
    """Indicator column key → words with which the texts of its cells often begin, such as 有效 under `target`."""
    endings: dict[str, tuple[str, ...]] = {}
    """Indicator column key → words that the texts of its cells usually end in, such as 规划 under `basis`."""
    units: tuple[str, ...] = ()
    """Measure words that follow the number of a target."""
    weight_sums: tuple[int, ...] = (90, 100)


class Recognition(LayoutPart):
    """How a document of the layout is told from others: each mark found in the text adds its weight."""

    marks: dict[str, int] = {}
    """Words → weight."""
    minimum: int = 1


class Layout(LayoutPart):
    """One layout file."""

    id: str
    name: str
    region: str | None = None
    default_unit: Unit = Unit.WAN_YUAN
    recognition: Recognition = Recognition()
    tables: tuple[TableDef, ...] = ()
    sections: tuple[SectionDef, ...] = ()
    subjects: tuple[SubjectDef, ...] = ()
    empty_sentences: tuple[str, ...] = ()
    """Words that declare a table empty: 为空表, 无数据."""
    header_words: tuple[str, ...] = ()
    """Words of table headers beside the labels of the amount columns: 类, 款, 项, 科目编码, 资金来源."""
    performance: PerformanceDef | None = None
    rules_off: dict[str, str] = {}
    """Id of a relation or check that does not hold in this form → why."""

    def table(self, table_id: str) -> TableDef | None:
        """Give a table's definition by its id."""
        return next((table for table in self.tables if table.table_id == table_id), None)

    def section(self, key: str) -> SectionDef | None:
        """Give a section's definition by its key."""
        return next((section for section in self.sections if section.key == key), None)
