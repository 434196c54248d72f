"""Two runs side by side: what became better and worse, document by document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.corpus.bars import percent
from benchmarks.corpus.score import DocumentScore, Sums, sums


def differences(before: Sequence[DocumentScore], now: Sequence[DocumentScore]) -> Iterator[str]:
    """Give a line for each document that both runs have and whose score differs, and one for all of these."""
    earlier = {one.file: one for one in before}
    both = [(earlier[one.file], one) for one in now if one.file in earlier]
    for old, new in both:
        changes = [*_identity(old, new), *_changes(sums([old]), sums([new]))]
        if changes:
            yield f"{new.file}: {'; '.join(changes)}"
    changes = _changes(sums(old for old, _ in both), sums(new for _, new in both))
    yield f"all {len(both)} documents of both runs: {'; '.join(changes) or 'the same'}"


def _identity(old: DocumentScore, new: DocumentScore) -> Iterator[str]:
    for name in ("ending", "profile", "kind", "department", "fiscal_year", "org_level", "verdict", "wrong"):
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            yield f"{name} {one or '-'} → {other or '-'}"


def _changes(old: Sums, new: Sums) -> list[str]:
    names = (
        "tables",
        "unknown_tables",
        "unknown_cells",
        "headers_unmapped",
        "rows_unmapped",
        "held",
        "broken",
        "not_checkable",
        "errors",
        "warnings",
    )
    changed = [
        f"{name.replace('_', ' ')} {getattr(old, name)} → {getattr(new, name)}"
        for name in names
        if getattr(old, name) != getattr(new, name)
    ]
    if (old.numbers_accounted, old.numbers_seen) != (new.numbers_accounted, new.numbers_seen):
        numbers = (
            f"{one.numbers_accounted}/{one.numbers_seen} ({percent(one.accounted)} %)" for one in (old, new)
        )
        changed.append("numbers " + " → ".join(numbers))
    return changed
