"""The score of one document and the sums of several: plain values, written to JSON and read back as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field, computed_field

from benchmarks.corpus.truth import Truth
from shared.model.base import Model


class Ending(StrEnum):
    """How the reading of a file ended."""

    READ = "read"
    REFUSED = "refused"
    """The extractor says why no document can be made of it."""
    FAILED = "failed"
    """The reading crashed, or took too long or too much memory."""


class TableScore(Model):
    """One table that was read."""

    table_id: str
    first_page: int
    rows: int
    cells: int
    open_amounts: int

    @property
    def is_mapped(self) -> bool:
        """False for a table whose figures are kept though no definition knows it."""
        return not self.table_id.startswith("U")


class RelationScore(Model):
    """One relation over one document."""

    held: int = 0
    broken: int = 0
    not_checkable: int = 0
    """The document's tables offer it, and it could not be checked."""
    table_missing: int = 0
    """It speaks of a table that the document does not have: not offered."""


class BrokenRelation(Model):
    """One equation that does not hold, with its figures as printed, in the unit of the table."""

    rule_id: str
    message: str
    left: str
    right: str
    page: int | None


class DocumentScore(Model):
    """Everything that the scoreboard says of one document."""

    file: str
    truth: Truth
    ending: Ending
    reason: str | None = None
    seconds: float = 0.0
    """Of reading and judging, the start of the process not counted."""
    pages: int = 0
    profile: str | None = None
    kind: str | None = None
    scope: str | None = None
    department: str | None = None
    org_level: str | None = None
    region: str | None = None
    fiscal_year: int | None = None
    wrong: tuple[str, ...] = ()
    """The parts of the identity that differ from the index, and `taken` or `refused` where that was wrong."""
    verdict: str | None = None
    tables: tuple[TableScore, ...] = ()
    unknown_tables: int = 0
    headers_unmapped: dict[str, int] = Field(default_factory=dict)
    """Header label → amounts below it that have no column."""
    rows_unmapped: dict[str, int] = Field(default_factory=dict)
    """Row label → rows."""
    numbers_seen: int = 0
    """On table pages."""
    numbers_accounted: int = 0
    numbers_seen_all: int = 0
    numbers_accounted_all: int = 0
    unaccounted: dict[int, int] = Field(default_factory=dict)
    """Table page → numbers that nobody could explain."""
    relations: dict[str, RelationScore] = Field(default_factory=dict)
    broken: tuple[BrokenRelation, ...] = ()
    findings: dict[str, int] = Field(default_factory=dict)
    """Severity → findings."""
    findings_by_rule: dict[str, int] = Field(default_factory=dict)
    """Rule → findings of weight error or warning."""

    @property
    def family(self) -> str:
        """The family of the index, else the layout by which the document was read."""
        return self.truth.family or self.profile or "not recognised"


class Sums(Model):
    """Several documents together."""

    documents: int
    read: int
    failed: int
    wrong: int
    """Documents with a part of the identity that differs, or taken for what they are not."""
    pages: int
    seconds: float
    tables: int
    unknown_tables: int
    unknown_cells: int
    """Amounts in tables that no definition knows: kept, accounted for, and mapped to nothing."""
    headers_unmapped: int
    rows_unmapped: int
    numbers_seen: int
    numbers_accounted: int
    numbers_seen_all: int
    numbers_accounted_all: int
    held: int
    broken: int
    not_checkable: int
    errors: int
    warnings: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def checkable(self) -> float | None:
        """Share of the offered relations that could be checked, in percent."""
        return share(self.held + self.broken, self.held + self.broken + self.not_checkable)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def accounted(self) -> float | None:
        """Share of the numbers on table pages that are accounted for, in percent."""
        return share(self.numbers_accounted, self.numbers_seen)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def accounted_all(self) -> float | None:
        """The same of the numbers on all pages."""
        return share(self.numbers_accounted_all, self.numbers_seen_all)


def share(part: int, whole: int) -> float | None:
    """Give a share in percent; None of nothing."""
    return 100 * part / whole if whole else None


def sums(scores: Iterable[DocumentScore]) -> Sums:
    """Add up documents."""
    found = list(scores)
    tables = [table for one in found for table in one.tables]
    relations = [relation for one in found for relation in one.relations.values()]
    severities: Counter[str] = sum((Counter(one.findings) for one in found), Counter())
    return Sums(
        documents=len(found),
        read=sum(one.ending is Ending.READ for one in found),
        failed=sum(one.ending is Ending.FAILED for one in found),
        wrong=sum(bool(one.wrong) for one in found),
        pages=sum(one.pages for one in found),
        seconds=sum(one.seconds for one in found),
        tables=sum(table.is_mapped for table in tables),
        unknown_tables=sum(one.unknown_tables for one in found),
        unknown_cells=sum(table.cells for table in tables if not table.is_mapped),
        headers_unmapped=sum(sum(one.headers_unmapped.values()) for one in found),
        rows_unmapped=sum(sum(one.rows_unmapped.values()) for one in found),
        numbers_seen=sum(one.numbers_seen for one in found),
        numbers_accounted=sum(one.numbers_accounted for one in found),
        numbers_seen_all=sum(one.numbers_seen_all for one in found),
        numbers_accounted_all=sum(one.numbers_accounted_all for one in found),
        held=sum(one.held for one in relations),
        broken=sum(one.broken for one in relations),
        not_checkable=sum(one.not_checkable for one in relations),
        errors=severities["error"],
        warnings=severities["warning"],
    )


def by_family(scores: Iterable[DocumentScore]) -> dict[str, list[DocumentScore]]:
    """Give the documents by family, in order of names."""
    families: dict[str, list[DocumentScore]] = {}
    for one in sorted(scores, key=lambda score: (score.family, score.file)):
        families.setdefault(one.family, []).append(one)
    return families
