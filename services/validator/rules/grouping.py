"""One cause, one finding: the findings of a document grouped under the figures that explain them.

In come all checks, out go the same checks, where each figure that is suspected has the one finding of everything that
it breaks. The counts of held and broken checks stay as they are; a finding that nothing explains stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.validator.rules.accusation import accused
from services.validator.rules.check import Check, written_out
from services.validator.rules.echoes import Echoes
from services.validator.rules.hypotheses import Cause, Explanation, Web
from services.validator.rules.identity import odd_units
from services.validator.rules.lazy_ties import LazyTies
from services.validator.rules.lost_codes import LostRow, put_back
from services.validator.rules.suspects import explanations
from services.validator.rules.view import DocumentView
from shared.model.finding import Outcome, Severity
from shared.rulebook.equation import CellRef

_OPEN = "extraction.column_open"
_SAID_BY = {Cause.REPEATED: "completeness.row_once", Cause.UNIT: "identity.unit"}
_MOST_BROKEN = 400
"""A document with more broken checks is misread or belongs to another form: no figure is to blame for that."""
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def ready_to_group(checks: Sequence[Check]) -> Sequence[Check]:
    """Give the checks as they are grouped: each by itself where one is broken whose cause is to be sought."""
    found = [check for check in checks if check.finding is not None]
    return written_out(checks) if any(_accuses(check) for check in found) else checks


def grouped(view: DocumentView, checks: Sequence[Check]) -> list[Check]:
    """Give the checks, as `ready_to_group` gives them, with their findings grouped by cause."""
    broken = [n for n, check in enumerate(checks) if check.finding is not None and _accuses(check)]
    if not broken or len(broken) > _MOST_BROKEN:
        return list(checks)
    ties, echoes = LazyTies(checks), Echoes(view)
    more, lost = put_back(view, ties.judged, ties, echoes)
    ties.change(more)
    web = Web(ties, broken)
    result = list(checks)
    told = {ref.table_id for n in broken for ref in web.ties[n].figures if isinstance(ref, CellRef)}
    odd = frozenset(odd_units(view))
    named: set[tuple[str, str, str | None]] = set()
    for found in explanations(
        web, _repeated(view), _cells_of_lost(view, lost), _tables(view), odd=odd, echo=echoes.asks_for
    ):
        named |= _named(view, found)
        _put(view, result, web, found, lost)
        told |= {
            ref.table_id for n in found.mended for ref in web.ties[n].figures if isinstance(ref, CellRef)
        }
    return [_lessened(check) if _follows(check, told, named) else check for check in result]


def _named(view: DocumentView, found: Explanation) -> set[tuple[str, str, str | None]]:
    """Give what another check says too of the cause of an explanation: its rule, the table and the row."""
    suspect, cause = found.hypothesis.suspect, found.hypothesis.cause
    if not isinstance(suspect, CellRef) or cause not in _SAID_BY:
        return set()
    row = view.row(suspect) if cause is Cause.REPEATED else None
    return {(_SAID_BY[cause], suspect.table_id, row.row_code if row else None)}


def _follows(check: Check, told: set[str], named: set[tuple[str, str, str | None]]) -> bool:
    """Tell whether another finding has the cause: of a column that stayed open, a disagreement in the table."""
    finding = check.finding
    if finding is None or finding.table_id is None:
        return False
    is_open = check.rule_id == _OPEN and finding.table_id in told
    return is_open or (check.rule_id, finding.table_id, finding.row_code) in named


def _lessened(check: Check) -> Check:
    assert check.finding is not None  # noqa: S101 - only findings follow from others
    return check._replace(finding=check.finding.model_copy(update={"severity": Severity.INFO}))


def _accuses(check: Check) -> bool:
    if check.outcome is not Outcome.BROKEN or check.tie is None or check.finding is None:
        return False
    return check.finding.severity is not Severity.INFO


def _put(
    view: DocumentView, checks: list[Check], web: Web, found: Explanation, lost: Sequence[LostRow]
) -> None:
    """Put the one finding of an explanation in the place of the heaviest that it explains."""
    findings = {n: finding for n in found.mended if (finding := checks[n].finding) is not None}
    lead = min(findings, key=lambda n: (_WEIGHT[findings[n].severity], n))
    made = accused(view, web, found, [findings[lead], *(f for n, f in findings.items() if n != lead)], lost)
    for number in found.mended:
        checks[number] = checks[number]._replace(finding=made if number == lead else None)


def _repeated(view: DocumentView) -> Mapping[tuple[str, int], Sequence[CellRef]]:
    """Give the cells of rows that print the code and the name of a row above them again."""
    found: dict[tuple[str, int], Sequence[CellRef]] = {}
    for table_id, table in view.tables.items():
        seen: set[tuple[str, str]] = set()
        for row in table.rows:
            name = (row.row_code, row.project_name or row.row_label)
            if name in seen and row.cells:
                found[table_id, row.row_no] = [
                    CellRef(table_id, row.row_no, cell.column_key) for cell in row.cells
                ]
            seen.add(name)
    return found


def _cells_of_lost(
    view: DocumentView, lost: Sequence[LostRow]
) -> Mapping[tuple[str, int], Sequence[CellRef]]:
    return {
        (row.table_id, row.row_no): [row.cell(key) for key in view.skeletons[row.table_id].column_keys]
        for row in lost
    }


def _tables(view: DocumentView) -> Mapping[str, Sequence[CellRef]]:
    cells: dict[str, list[CellRef]] = defaultdict(list)
    for place in view.values:
        cells[place[0]].append(CellRef(*place))
    return cells
