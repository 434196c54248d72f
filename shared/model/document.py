"""The document as a whole: its identity, its outline, the account of its numbers, what was noticed."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum

from shared.model.base import Model
from shared.model.place import Place


class DocumentKind(StrEnum):
    """A budget speaks of the year to come, a final account of the year that is over."""

    BUDGET = "budget"
    FINAL_ACCOUNT = "final_account"


class Scope(StrEnum):
    """How much of a disclosure a file holds."""

    WHOLE = "whole"
    TABLES = "tables"
    """The tables alone; the text is published in another file."""
    TEXT = "text"
    """The narrative alone; the tables are published in another file."""
    ATTACHMENT = "attachment"
    """Something that accompanies them: performance tables, or one or two tables by themselves."""

    @property
    def has_tables(self) -> bool:
        """Whether the tables that a form demands can be looked for in the file."""
        return self in (Scope.WHOLE, Scope.TABLES)

    @property
    def has_text(self) -> bool:
        """Whether the sections that a form demands can be looked for in the file."""
        return self in (Scope.WHOLE, Scope.TEXT)


class Mention(Model):
    """One place where the document states its department, fiscal year, level or unit; they must agree throughout."""

    field: str
    """`department`, `fiscal_year`, `org_level` or `unit`."""
    value: str
    where: str
    """Such as `T3`, `signature`, `part three`."""
    place: Place


class Head(Model):
    """The identity of a publication. None where the document does not say."""

    department: str | None
    org_level: str | None
    """`部门` or `单位`."""
    region: str | None = None
    fiscal_year: int | None
    kind: DocumentKind
    scope: Scope = Scope.WHOLE
    profile: str
    """The id of the layout by which the document was read."""
    published_on: dt.date | None = None
    page_count: int
    mentions: tuple[Mention, ...] = ()

    @property
    def disclosure_id(self) -> str | None:
        """The key that all files and revisions of one disclosure share, 32 hex digits; None for an incomplete identity.

        It is the MD5 of department, level, year and kind joined by bars, so that SQL can compute it too.
        """
        if not self.department or not self.org_level or self.fiscal_year is None:
            return None
        parts = (self.department, self.org_level, str(self.fiscal_year), self.kind.value)
        return hashlib.md5("|".join(parts).encode("utf-8"), usedforsecurity=False).hexdigest()


class Heading(Model):
    """One heading of the document, in reading order."""

    number: str | None
    """As printed: `第三部分`, `二、`, `（一）`."""
    title: str
    section_key: str | None
    place: Place


class UnaccountedNumber(Model):
    """A number printed on a table page that belongs to no cell, claim, code, heading or page number."""

    printed: str
    context: str
    place: Place


class PageAccount(Model):
    """What became of the numbers of one page. Only pages with a table count towards the document's sums."""

    page: int
    is_table_page: bool
    numbers_seen: int
    numbers_accounted: int
    unaccounted: tuple[UnaccountedNumber, ...] = ()
    has_text: bool = True
    undecodable_glyphs: int = 0
    rotation: int = 0


class ObservationKind(StrEnum):
    """What the extractor can notice about its own reading; the validator turns each into a finding."""

    COLUMN_OPEN = "column_open"
    """An amount was read whose column is not decided by position or arithmetic."""
    HEADER_UNMAPPED = "header_unmapped"
    ROW_UNMAPPED = "row_unmapped"
    TABLE_UNKNOWN = "table_unknown"
    """A table was found that no definition recognises."""
    TABLE_TOLD = "table_told"
    """A table was recognised by its header, its rows and its sums, for its title says nothing."""
    NUMBER_BROKEN = "number_broken"
    """A printed number could not be put together from its parts."""
    TEXT_HIDDEN = "text_hidden"
    """Text lies outside the page or under a clip; it is in the file but not on the page."""
    GLYPHS_UNDECODABLE = "glyphs_undecodable"
    PAGE_WITHOUT_TEXT = "page_without_text"
    READER_DISAGREES = "reader_disagrees"


class Observation(Model):
    """One thing noticed while reading, with its place."""

    kind: ObservationKind
    detail: str
    """One sentence in English: what was met."""
    place: Place
    table_id: str | None = None
    row_code: str | None = None
    row_label: str | None = None
    column_key: str | None = None
    printed: str | None = None
