"""Amounts of the narrative that were read by OCR: each is told that no other figure bears out.

In come the claims and all other checks of the document, out goes a check for each amount that was read from a picture.
It is confirmed where a comparison holds that it takes part in: with cells of the tables, with the parts of its list,
with its change and rate. A limit confirms nothing, and neither does a sentence that stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from services.validator.rules.check import Check, Message, Spot, broken, held, quoted
from services.validator.rules.ties import FigureRef, of_claim
from services.validator.rules.view import DocumentView
from shared.model.finding import Fault, Outcome
from shared.model.narrative import Claim
from shared.model.place import ReadBy

RULE: Final = "extraction.ocr_claim"
_OCR: Final = ReadBy.OCR
_TOLD: Final = 20
"""Amounts that get a finding of their own; the rest is told as a number."""


def ocr_claim_checks(view: DocumentView, checks: Sequence[Check]) -> Iterator[Check]:
    """Check every stated amount that was read by OCR against the other checks."""
    claims = [c for c in view.document.claims if c.read_by is _OCR and c.amount]
    if not claims:
        return
    confirmed = _confirmed(checks)
    doubtful = [claim for claim in claims if of_claim(claim.claim_no, "amount") not in confirmed]
    yield from (held(RULE) for _ in range(len(claims) - len(doubtful)))
    yield from (_alone(claim) for claim in doubtful[:_TOLD])
    if len(doubtful) > _TOLD:
        yield _others(len(doubtful) - _TOLD, doubtful[_TOLD])


def _confirmed(checks: Iterable[Check]) -> frozenset[FigureRef]:
    """Give the stated figures that a comparison which holds ties to another figure."""
    found: set[FigureRef] = set()
    for check in checks:
        # An equation of the tables ties no sentence.
        if check.outcome is Outcome.HELD and check.tie is not None and check.judged is None:
            tie = check.tie()
            if not tie.is_limit and len(tie.figures) > 1:
                found.update(figure for figure in tie.figures if isinstance(figure, FigureRef))
    return frozenset(found)


def _alone(claim: Claim) -> Check:
    page, stated = claim.place.page, f"{claim.amount}{claim.unit}"
    message = Message(
        f"“{claim.subject}” on page {page}: {stated} was read by OCR, and no other figure confirms it",
        f"第{page}页{quoted(claim.subject)}的{stated}由光学识别读出，没有其他数据印证",
    )
    spot = Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
    return broken(RULE, message, spot=spot, fault=Fault.EXTRACTION)


def _others(count: int, first: Claim) -> Check:
    message = Message(
        f"{count} more amounts of the text were read by OCR, and nothing confirms them",
        f"文字说明中另有{count}个金额由光学识别读出，没有印证",
    )
    return broken(RULE, message, spot=Spot(place=first.place), fault=Fault.EXTRACTION)
