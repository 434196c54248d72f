"""From a file to its score: read by the extractor, judged by the validator, compared with what the index says.

The very functions that the services run, without the log between them, each file in a process of its own with limits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final, assert_never

from benchmarks.corpus.score import BrokenRelation, DocumentScore, Ending, RelationScore, TableScore
from benchmarks.corpus.truth import Truth, differing
from services.extractor.extraction import extract
from services.extractor.isolation import Crashed, Done, LimitExceeded, Outcome, Refused
from services.extractor.reading import ReadLimits, media_type_of, read
from services.extractor.sections import section_payloads
from services.validator.assembly import AssembledDocument, assemble
from services.validator.judgement import Judgement, validate
from services.validator.rules.fault import FaultFinder
from services.validator.rules.relation_findings import ROUNDING, relation_checks
from services.validator.rules.relations import RelationResult, judge_relations
from services.validator.rules.view import DocumentView
from services.validator.verdict import load_policy
from shared.events.topics import Submission
from shared.layout import Layout, load_layouts
from shared.layout.model import Recognition
from shared.model.document import Head, Observation, ObservationKind
from shared.model.finding import Finding, Severity
from shared.model.finding import Outcome as Result
from shared.rulebook.obstacle import Obstacle

LOUD: Final = (Severity.ERROR, Severity.WARNING)
_HEADER: Final = re.compile(r"whose header “(.*?)” maps")


def score(name: str, data: bytes, truth: Truth, layout_id: str | None = None) -> DocumentScore:
    """Read and judge one file, by one layout where its id is given.

    Raises DocumentError where no document can be made of it.
    """
    start = time.perf_counter()
    submission = Submission(
        document_id=hashlib.sha256(data).hexdigest(),
        uri=f"memory:///{name}",
        file_name=name,
        media_type=media_type_of(data, name=name, limits=ReadLimits()).value,
        size=len(data),
        submitted_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    )
    extraction = extract(read(data, name=name), _layouts(layout_id), name=name)
    documents, faults = assemble(section_payloads(extraction, submission))
    if faults:
        raise faults[0]
    judgement = validate(documents[0], load_layouts(), load_policy())
    seconds = time.perf_counter() - start
    return _scored(name, truth, documents[0], judgement, seconds)


def _layouts(layout_id: str | None) -> list[Layout]:
    """Give the layouts to choose from; the one that is named by itself takes every document."""
    layouts = load_layouts()
    if layout_id is None:
        return list(layouts)
    anything = Recognition(marks={}, minimum=0)
    return [one.model_copy(update={"recognition": anything}) for one in layouts if one.id == layout_id]


def _scored(
    name: str, truth: Truth, document: AssembledDocument, judgement: Judgement, seconds: float
) -> DocumentScore:
    head = document.head
    assert head is not None  # noqa: S101 - a document that was read has one
    layout = next((layout for layout in load_layouts() if layout.id == head.profile), None)
    view = DocumentView(document, layout)
    relations = judge_relations(view)
    seen = document.observations
    return DocumentScore(
        file=name,
        truth=truth,
        ending=Ending.READ,
        seconds=seconds,
        pages=head.page_count,
        profile=head.profile,
        kind=head.kind.value,
        scope=_scope(head),
        department=head.department,
        org_level=head.org_level,
        region=head.region,
        fiscal_year=head.fiscal_year,
        wrong=tuple(differing(head, truth)),
        verdict=judgement.verdict.value,
        tables=_tables(document),
        unknown_tables=sum(one.kind is ObservationKind.TABLE_UNKNOWN for one in seen),
        headers_unmapped=_labels(seen, ObservationKind.HEADER_UNMAPPED),
        rows_unmapped=_labels(seen, ObservationKind.ROW_UNMAPPED),
        numbers_seen=judgement.numbers_seen,
        numbers_accounted=judgement.numbers_accounted,
        numbers_seen_all=sum(page.numbers_seen for page in document.pages),
        numbers_accounted_all=sum(page.numbers_accounted for page in document.pages),
        unaccounted={page.page: len(page.unaccounted) for page in document.pages if page.unaccounted},
        relations=_relations(relations),
        broken=_broken(view, relations),
        findings=dict(Counter(finding.severity.value for finding in judgement.findings)),
        findings_by_rule=dict(Counter(f.rule_id for f in judgement.findings if f.severity in LOUD)),
    )


def _scope(head: Head) -> str | None:
    found = getattr(head, "scope", None)
    return None if found is None else str(found)


def _tables(document: AssembledDocument) -> tuple[TableScore, ...]:
    return tuple(
        TableScore(
            table_id=table.table_id,
            first_page=table.first_page,
            rows=len(table.rows),
            cells=sum(len(row.cells) for row in table.rows),
            open_amounts=sum(len(row.open_amounts) for row in table.rows),
        )
        for table in document.tables
    )


def _labels(seen: Iterable[Observation], kind: ObservationKind) -> dict[str, int]:
    """Count the labels that map to nothing, the most frequent first."""
    return dict(Counter(_label(one) for one in seen if one.kind is kind).most_common())


def _label(one: Observation) -> str:
    table = f"{one.table_id} " if one.table_id else ""
    header = _HEADER.search(one.detail)
    return table + (header[1] if header else one.row_label or one.printed or one.detail)


def _relations(result: RelationResult) -> dict[str, RelationScore]:
    counts: dict[str, Counter[str]] = {}
    for judged in result.judged:
        counts.setdefault(judged.equation.rule_id, Counter())[judged.outcome.value] += 1
    for blocked in result.blocked:
        missing = blocked.obstacle is Obstacle.TABLE_MISSING
        counts.setdefault(blocked.rule_id, Counter())["table_missing" if missing else "not_checkable"] += 1
    return {rule_id: RelationScore(**counts[rule_id]) for rule_id in sorted(counts)}


def _broken(view: DocumentView, result: RelationResult) -> tuple[BrokenRelation, ...]:
    """Give every equation that does not hold, before findings are grouped by their cause."""
    checks = relation_checks(view, result, FaultFinder(view))
    return tuple(
        _figures(check.finding)
        for check in checks
        if check.outcome is Result.BROKEN and check.finding and check.rule_id != ROUNDING
    )


def _figures(finding: Finding) -> BrokenRelation:
    return BrokenRelation(
        rule_id=finding.rule_id,
        message=finding.message,
        left=str(finding.actual),
        right=str(finding.expected),
        page=finding.place.page if finding.place else None,
    )


def ended(name: str, truth: Truth, outcome: Outcome[DocumentScore]) -> DocumentScore:
    """Give the score of a file by how its run in a process of its own ended."""
    match outcome:
        case Done(done):
            return done
        case Refused(reason_code, reason):
            wrong = ("refused",) if truth != Truth() and truth.is_disclosure else ()
            return DocumentScore(
                file=name, truth=truth, ending=Ending.REFUSED, reason=f"{reason_code}: {reason}", wrong=wrong
            )
        case LimitExceeded(_, _, reason):
            return DocumentScore(file=name, truth=truth, ending=Ending.FAILED, reason=reason)
        case Crashed(reason, trace):
            last = trace.strip().rpartition("\n")[2]
            return DocumentScore(
                file=name, truth=truth, ending=Ending.FAILED, reason=f"{reason} {last}".strip()
            )
        case _:
            assert_never(outcome)


def score_file(path: Path, name: str, truth: Truth, layout_id: str | None) -> DocumentScore:
    """Read and judge a file by its path: what a worker process runs."""
    return score(name, path.read_bytes(), truth, layout_id)
