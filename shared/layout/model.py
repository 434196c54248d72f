"""What a layout file says: the tables, sections and labels of the disclosures of one region.

Code knows grids, rows and constraints; these values know Xinjiang. Labels are compared in the form that
`shared.layout.label.words` gives, so a file need not list widths, blanks, brackets or numbering.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, field_validator

from shared.model.base import Model
from shared.model.money import Unit
from shared.model.table import RowKind


def _expression(words: str) -> str:
    try:
        re.compile(words)
    except re.error as error:
        raise ValueError(f"“{words}” is no regular expression: {error}") from error
    return words


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
    PROJECTS = "projects"
    """Free rows each of which is a project, named by its label; rows of units may stand between."""


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
    stands_for: str | None = None
    """The code that the row bears where the form does not print the row of that code: a heading 财政拨款 with the sum
    of the year, beside or without 本年收入合计."""
    prescribed: bool = True
    """Whether the form must print it. A row that a layout inherits is one that a form may print; see `inheritance`."""


class SideDef(LayoutPart):
    """One side of a table: what its rows are and which columns of amounts it has, in the form's order."""

    axis: Axis
    columns: tuple[ColumnDef, ...]
    row_header: tuple[str, ...] = ()
    """Words that head the column of row labels on this side."""
    rows: tuple[FixedRow, ...] = ()
    """The prescribed rows (axis `fixed`), in order."""
    total_labels: tuple[str, ...] = (
        "总计", "合计", "收入总计", "支出总计", "收支总计", "总合计", "收入合计", "支出合计",
    )  # fmt: skip


class TableDef(LayoutPart):
    """One table of the layout."""

    table_id: str
    titles: tuple[str, ...]
    """Title words without department, year and the leading 部门/单位; the first is the official one."""
    sides: tuple[SideDef, ...]
    mandatory: bool = True
    may_be_empty: bool = True
    has_total: bool = True
    """False where forms print no total row, so that none is missed."""
    number: str | None = None
    """The number that the form prints, such as `表1`."""
    beside: str | None = None
    """The id of the table that this one tells a part of; where a document prints this one alone, it is that table."""
    of_one_line: bool = False
    """For a table of free rows: forms print its total alone, told by kind across the columns."""
    of_budget: tuple[str, ...] = ()
    """For a table of final accounts: the ids of the budget's tables whose titles it bears where it leaves out 决算."""
    published_by_all: bool = False
    """Whether every department publishes it (地方预决算公开操作规程, 财预〔2016〕143号). A table without title
    is rather one of these than another."""
    part_of: str | None = None
    """The id of the table of which it is the part from fiscal funds: one without title that could be either of them is
    not this one where the whole is not printed."""
    header_says: str | None = None
    """For a table of free rows: words, as a regular expression, one of which its header bears. Where its title is
    missing it is told by them alone."""
    header_never_says: str | None = None
    """Words that the header of no such table bears."""
    has_title: bool = True
    """False where forms print none, but the heading of a section or a sentence, so that none is missed."""

    @field_validator("header_says", "header_never_says")
    @classmethod
    def _are_expressions(cls, words: str | None) -> str | None:
        return words if words is None else _expression(words)

    def column_keys(self) -> tuple[str, ...]:
        """Give the keys of all columns, side by side, in the form's order."""
        return tuple(dict.fromkeys(column.key for side in self.sides for column in side.columns))


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
    final_table_id: str | None = None
    """The table that it restates in a final account."""
    holds: Literal["narrative", "overview", "tables", "glossary"] = "narrative"
    """What kind of text stands below the heading; only the narrative makes claims."""
    names_classes: bool = False
    """True where the plain name of a class is a subject (住房保障支出 11.09 万元)."""


class Wording(LayoutPart):
    """Words by which a section is known, as a regular expression over text without blanks."""

    section: str
    words: str
    opens: bool = False
    """True for the first sentence of a narrative, which may begin without any heading."""

    @field_validator("words")
    @classmethod
    def _is_expression(cls, words: str) -> str:
        return _expression(words)


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
    list_columns: dict[str, tuple[str, ...]] = {}
    """Column key → header labels of what only ruled tables have: the fields of a project where a table lists several
    (`project_name`, `plan_name`, `budget`, `fiscal`, `other`, `goal`, `breakdown`), a target in parts (`sign`,
    `measure`), a single column of names (`indicator`), what is kept nowhere (`remark`)."""
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
    in_region: int = 0
    """The weight of places: added where the names of places in the document lie in the layout's province."""
    fallback: bool = False
    """True for the layout of documents that no other knows; it has no marks and asks for a structure instead."""
    telling_tables: tuple[str, ...] = ()
    """For a fallback: ids of the tables that a whole government's budget does not have."""


class IdentityDef(LayoutPart):
    """How documents of the form say whose they are. Without a layout's own words those of all forms hold."""

    preparer_labels: tuple[str, ...] = ()
    """Words before the publisher's name in the head of a table or on the cover: 编制部门, 预算单位, 部门（单位）."""
    levels: dict[str, tuple[str, ...]] = {}
    """`部门` and `单位` → words in titles, headings and heads of tables that tell the level of the document."""
    not_levels: tuple[str, ...] = ()
    """Words that hold one of these and tell nothing: 部门（单位）."""
    office_endings: tuple[str, ...] = ()
    """What the names of offices end in; a text that ends otherwise is taken for no department."""


class Layout(LayoutPart):
    """One layout file."""

    id: str
    name: str
    region: str | None = None
    default_unit: Unit = Unit.WAN_YUAN
    recognition: Recognition = Recognition()
    identity: IdentityDef = IdentityDef()
    tables: tuple[TableDef, ...] = ()
    order: tuple[str, ...] = ()
    """The ids of the tables that the form demands, in its order; for layouts that build on fragments."""
    mandatory_sections: tuple[str, ...] = ()
    """The keys of the sections that the form demands; for layouts that build on fragments."""
    sections: tuple[SectionDef, ...] = ()
    subjects: tuple[SubjectDef, ...] = ()
    headings: tuple[Wording, ...] = ()
    """What the words of a heading mean that bears none of the titles of a section; the first that fits counts."""
    telling_words: tuple[str, ...] = ()
    """Words that decide what a heading is about: a title without one of them is not what a heading with it means."""
    first_sentences: tuple[Wording, ...] = ()
    """How the first sentence of a section reads, for documents that have no heading for it."""
    section_order: tuple[str, ...] = ()
    """The keys of the sections whose order the form prescribes, in that order."""
    empty_sentences: tuple[str, ...] = ()
    """Words that declare a table empty: 为空表, 无数据."""
    header_words: tuple[str, ...] = ()
    """Words of table headers beside the labels of the amount columns: 类, 款, 项, 科目编码, 资金来源."""
    performance: PerformanceDef | None = None
    rules_off: dict[str, str] = {}
    """Id of a relation or check that does not hold in this form → why."""

    def table(self, table_id: str) -> TableDef | None:
        """Give a table's definition by its id."""
        for table in self.tables:
            if table.table_id == table_id:
                return table
        return None

    @property
    def table_order(self) -> tuple[str, ...]:
        """The tables whose order the form prescribes, in that order; none for a fallback."""
        return (
            () if self.recognition.fallback else self.order or tuple(table.table_id for table in self.tables)
        )

    def section(self, key: str) -> SectionDef | None:
        """Give a section's definition by its key."""
        for section in self.sections:
            if section.key == key:
                return section
        return None
