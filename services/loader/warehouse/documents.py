"""The documents in a warehouse: writing one whole, numbering the revisions of its disclosure, asking for one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from services.loader.pairing import SCOPES, TEXT, Part
from services.loader.revisions import ALONE, Disclosure, Publication, Revision, disclosure, rank
from services.loader.warehouse.port import DocumentStatus, RecordPlace
from services.loader.warehouse.rows import DOCUMENT_TABLES, TableRows, plain_text, utc
from services.loader.warehouse.session import Held, Session
from shared.model.finding import Verdict
from shared.model.records import DocumentRecord, FindingRecord

_T = TypeVar("_T")
_STATUS = """
    SELECT
        d.document_id, file_name, source_uri, verdict, department, org_level, fiscal_year, kind, page_count, revision,
        is_current,
        (SELECT count(*) FROM budget_line WHERE document_id = d.document_id)
            + (SELECT count(*) FROM quarantined_line WHERE document_id = d.document_id),
        (SELECT count(*) FROM finding
            WHERE document_id = d.document_id AND severity = 'error' AND waived_by IS NULL),
        (SELECT count(*) FROM finding
            WHERE document_id = d.document_id AND severity = 'warning' AND waived_by IS NULL),
        (SELECT count(*) FROM finding
            WHERE document_id = d.document_id AND severity = 'info' AND waived_by IS NULL),
        extractor_version, validator_version,
        (SELECT count(*) FROM finding WHERE document_id = d.document_id AND waived_by IS NOT NULL),
        judgement
    FROM document AS d
"""
_PART = """
    document_id, scope, org_level, fiscal_year, kind, is_current, submitted_at, reading, joined_document_id,
    joined_reading
    FROM document WHERE kind IS NOT NULL AND scope IN ($1, $2, $3)
"""


class _Submission(NamedTuple):
    """When and as what the bytes were submitted; the earliest counts."""

    submitted_at: dt.datetime
    source_uri: str
    file_name: str


class _Stored(NamedTuple):
    """What the warehouse has of a document that is written again."""

    submission: _Submission
    disclosure: Disclosure | None


class Documents:
    """Reads and writes documents over a session, in whatever transaction it has."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        """Work over `session`; `now` is the time of loading."""
        self._session = session
        self._now = utc(now)

    def write(self, document: DocumentRecord, tables: Iterable[TableRows], place: RecordPlace) -> None:
        """Write a document's rows in place of what is there of it, and number its disclosure's revisions.

        The caller holds the document.
        """
        stored = self._stored(document.document_id)
        groups = _named(_disclosure(document), stored.disclosure if stored else None)
        self._hold(groups)
        if stored is not None:
            self._delete(document.document_id)
        self._insert_document(document, _first(document, stored), place)
        for rows in tables:
            self._session.insert(rows)
        self._session.run(
            "INSERT INTO load VALUES ($1, $2, $3, $4, $5)",
            [document.document_id, self._now, *place.partition, place.offset],
        )
        for group in groups:
            self._renumber(group)

    def resubmit(self, document: DocumentRecord) -> None:
        """Take over the submission of a document that stays as it is, where it is an earlier one.

        The caller holds the document.
        """
        stored = self._stored(document.document_id)
        if stored is None or _first(document, stored) == stored.submission:
            return
        groups = _named(stored.disclosure)
        self._hold(groups)
        self._session.run(
            "UPDATE document SET submitted_at = $1, source_uri = $2, file_name = $3 WHERE document_id = $4",
            [*_first(document, stored), document.document_id],
        )
        for group in groups:
            self._renumber(group)

    def parts_beside_texts(self) -> Mapping[str, tuple[Part, ...]]:
        """See `Warehouse.parts_beside_texts`."""
        rows = self._session.rows(
            f"SELECT department, {_PART} AND department IN (SELECT department FROM document WHERE scope = $4) "  # noqa: S608
            "ORDER BY department, document_id",
            [*SCOPES, TEXT],
        )
        found: dict[str, list[Part]] = {}
        for department, *fields in rows:
            found.setdefault(department, []).append(Part(*fields))
        return {department: tuple(parts) for department, parts in found.items()}

    def parts(self, department: str) -> tuple[Part, ...]:
        """See `Warehouse.parts`."""
        rows = self._session.rows(
            f"SELECT {_PART} AND department = $4 ORDER BY document_id", [*SCOPES, plain_text(department)]
        )
        return tuple(Part(*row) for row in rows)

    def known(self, among: Collection[str]) -> frozenset[str]:
        """Those of the ids that have a row."""
        rows = self._session.rows(
            "SELECT document_id FROM document WHERE document_id IN (SELECT unnest($1::VARCHAR[]))",
            [list(among)],
        )
        return frozenset(document_id for (document_id,) in rows)

    def status(self, document_id: str) -> DocumentStatus | None:
        """See `Warehouse.status`."""
        rows = self._session.rows(f"{_STATUS} WHERE d.document_id = $1", [document_id])
        return _status(rows[0]) if rows else None

    def statuses(self) -> tuple[DocumentStatus, ...]:
        """See `Warehouse.statuses`."""
        rows = self._session.rows(f"{_STATUS} ORDER BY d.submitted_at, d.document_id")
        return tuple(_status(row) for row in rows)

    def findings(self, document_id: str) -> tuple[FindingRecord, ...]:
        """See `Warehouse.findings`."""
        columns = tuple(FindingRecord.model_fields)
        rows = self._session.rows(
            f"SELECT {', '.join(columns)} FROM finding WHERE document_id = $1 ORDER BY finding_no",  # noqa: S608
            [document_id],
        )
        return tuple(
            FindingRecord(**dict(zip(columns, map(_without_padding, row), strict=True))) for row in rows
        )

    def _hold(self, groups: Iterable[Disclosure]) -> None:
        self._session.hold(Held.DISCLOSURE, [json.dumps(group) for group in groups])

    def _stored(self, document_id: str) -> _Stored | None:
        rows = self._session.rows(
            "SELECT submitted_at, source_uri, file_name, department, org_level, fiscal_year, kind FROM document "
            "WHERE document_id = $1",
            [document_id],
        )
        return _Stored(_Submission(*rows[0][:3]), disclosure(*rows[0][3:])) if rows else None

    def _delete(self, document_id: str) -> None:
        for table in ("document", "load", *DOCUMENT_TABLES):
            self._session.run(f"DELETE FROM {table} WHERE document_id = $1", [document_id])  # noqa: S608

    def _insert_document(self, document: DocumentRecord, submission: _Submission, place: RecordPlace) -> None:
        values = {name: _plain(value) for name, value in document.model_dump().items()}
        values |= submission._asdict()
        values |= {"revision": ALONE.number, "is_current": ALONE.is_current, "loaded_at": self._now}
        values |= {"judged_at": utc(place.recorded_at)}
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        self._session.run(
            f"INSERT INTO document ({', '.join(values)}) VALUES ({places})",  # noqa: S608
            list(values.values()),
        )

    def _renumber(self, group: Disclosure) -> None:
        """Number the publications of a disclosure anew."""
        rows = self._session.rows(
            "SELECT submitted_at, document_id, coalesce(scope, 'whole'), revision, is_current FROM document "
            "WHERE department = $1 AND org_level = $2 AND fiscal_year = $3 AND kind = $4",
            group,
        )
        ranks = rank(Publication(*row[:3]) for row in rows)
        for _, document_id, _, number, is_current in rows:
            if ranks[document_id] != Revision(number, is_current):
                self._session.run(
                    "UPDATE document SET revision = $1, is_current = $2 WHERE document_id = $3",
                    [ranks[document_id].number, ranks[document_id].is_current, document_id],
                )


def _status(row: tuple[Any, ...]) -> DocumentStatus:
    named = dict(zip(DocumentStatus.__dataclass_fields__, row, strict=True))
    return DocumentStatus(**named | {"verdict": Verdict(named["verdict"])})


def _named(*groups: Disclosure | None) -> frozenset[Disclosure]:
    """The disclosures among them; a document that names none stands alone already."""
    return frozenset(group for group in groups if group is not None)


def _first(document: DocumentRecord, stored: _Stored | None) -> _Submission:
    """The earliest submission of the bytes, this one or the stored one."""
    this = _Submission(
        utc(document.submitted_at), plain_text(document.source_uri), plain_text(document.file_name)
    )
    return this if stored is None else min(this, stored.submission)


def _disclosure(document: DocumentRecord) -> Disclosure | None:
    named = (_plain(document.department), _plain(document.org_level), document.fiscal_year, document.kind)
    return disclosure(*named)


def _plain(value: _T) -> _T | str:
    return plain_text(value) if isinstance(value, str) else value


def _without_padding(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    """A number without the zeros that its column's scale adds, with two decimals at least, as amounts are printed."""
    if not isinstance(value, Decimal):
        return value
    plain = value.normalize()
    places = min(int(plain.as_tuple().exponent), -2)
    return plain.quantize(Decimal(1).scaleb(places))
