"""The names of the narrative: what a sentence calls a code is the name of that code, in the tables or officially.

A sentence of the items names a whole path, 类, 款 and 项; each name is that of the code so far. Sentences in which no
code is printed were given theirs by their names, and hold by that; where none was found, the row is known by its amount
if one row alone has it and part of the path is that row's, else nothing can be told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from services.validator.rules.check import Check, Message, Spot, all_held, broken, not_checkable
from services.validator.rules.official_words import economic_words, functional_words
from services.validator.rules.view import DocumentView
from shared.layout.label import words
from shared.model.finding import Counterpart, Outcome
from shared.model.money import to_yuan
from shared.model.narrative import Claim
from shared.model.table import Row
from shared.rulebook.claims import load_claims
from shared.rulebook.skeleton import CODE_LENGTHS
from shared.taxonomy import economic, functional

_RULE = "codes.claim_name"
_LEVEL = re.compile("[（(]([类款项])[）)]")
_LENGTHS = dict(zip("类款项", CODE_LENGTHS, strict=True))
_BARE = re.compile(r"[\d\s、.．]+")
_OF_OTHER_YEAR = re.compile(r"20\d\d年|执行数|上年")


def claim_name_checks(view: DocumentView) -> Iterator[Check]:
    """Check the names in every sentence that restates a coded row of a table."""
    rows = _rows(view)
    sections = _coded_sections()
    for claim in view.document.claims:
        if claim.subject_key is not None or claim.amount is None or claim.section_key not in sections:
            continue
        names = _names(claim)
        if claim.row_code is None:
            code = _code_of_amount(view, claim, names) if len(names) > 1 else None
            found = list(_checks(claim, names, rows, code)) if code is not None else []
            if any(check.outcome is Outcome.HELD for check in found):
                yield from found
            elif len(names) > 1:
                yield _nameless(claim)
            continue
        yield from _checks(claim, names, rows)


@cache
def _coded_sections() -> frozenset[str]:
    """Give the sections whose sentences restate rows by their codes."""
    return frozenset(entry.section for entry in load_claims().statements if entry.row_code)


def _rows(view: DocumentView) -> Mapping[str, list[Row]]:
    """Give the rows of each code; project rows bear another name."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for rows in view.coded_rows.values():
        for row in rows:
            if row.project_name is None and row.row_label:
                found[row.row_code].append(row)
    return found


def _names(claim: Claim) -> dict[int, str]:
    """Give the names by the length of their codes; a subject without levels is the name of the whole code."""
    parts = _LEVEL.split(claim.subject)
    found = {
        _LENGTHS[level]: _BARE.sub("", name)
        for name, level in zip(parts[::2], parts[1::2], strict=False)
        if name.strip()
    }
    return found or {len(claim.row_code or ""): _BARE.sub("", claim.subject)}


def _code_of_amount(view: DocumentView, claim: Claim, names: Mapping[int, str]) -> str | None:
    """Give the code of the only row that has the claim's amount where its section's sentences restate rows."""
    if not claim.amount or _OF_OTHER_YEAR.search(claim.subject):
        return None
    wanted = to_yuan(claim.amount, claim.unit)
    columns = {
        (name.table_id, name.column)
        for entry in load_claims().statements
        if entry.section == claim.section_key and entry.row_code
        for group in entry.parsed[entry.row_code]
        for side in group
        for name in side
    }
    codes = {
        row.row_code
        for table_id, column in columns
        if (table := view.tables.get(table_id)) is not None
        for row in table.rows
        if row.row_code.isdigit() and len(row.row_code) == max(names)
        for cell in row.cells
        if cell.column_key == column and to_yuan(cell.value, view.unit(table_id)) == wanted
    }
    return next(iter(codes)) if len(codes) == 1 else None


def _checks(
    claim: Claim, names: Mapping[int, str], rows: Mapping[str, list[Row]], of_amount: str | None = None
) -> Iterator[Check]:
    code = of_amount or claim.row_code or ""
    right = 0
    for length, name in names.items():
        wanted = code[:length]
        if len(wanted) < length:
            continue
        printed, told = rows.get(wanted, []), words(name)
        official = _official(wanted)
        if not official and not printed:
            yield not_checkable(_RULE, _unlisted(claim, wanted), spot=_spot(claim))
        elif told in official or any(
            _same(told, other) for other in (*official, *(words(row.row_label) for row in printed))
        ):
            right += 1
        else:
            yield _wrong(claim, name, wanted, printed)
    yield from all_held(_RULE, right)


def _names_of(code: str) -> tuple[str, ...]:
    """Give the official names of a code, the usual one first."""
    return (economic() if code.startswith("3") else functional()).names_of(code)


def _official(code: str) -> frozenset[str]:
    return economic_words(code) if code.startswith("3") else functional_words(code)


def _same(told: str, known: str) -> bool:
    """Tell whether a told name is a known one; prose puts words around names, and leaves 支出 away."""
    return bool(told) and (known in told or told == known.removesuffix("支出"))


def _wrong(claim: Claim, name: str, code: str, printed: list[Row]) -> Check:
    page = claim.place.page
    known = printed[0].row_label if printed else words(_names_of(code)[0])
    other = (
        Counterpart(where="tables", row_code=code, row_label=known, place=printed[0].place)
        if printed
        else None
    )
    message = Message(
        f"The narrative on page {page} calls {code} “{name}”, its name is “{known}”",
        f"第{page}页文字说明中科目{code}称为“{name}”，而该科目名称为“{known}”",
    )
    return broken(_RULE, message, spot=_spot(claim), counterpart=other)


def _nameless(claim: Claim) -> Check:
    page = claim.place.page
    message = Message(
        f"“{claim.subject}” on page {page} names no code of the tables, so its name cannot be checked",
        f"第{page}页“{claim.subject}”在各表中没有对应的科目，无法核对其名称",
    )
    return not_checkable(_RULE, message, spot=_spot(claim))


def _unlisted(claim: Claim, code: str) -> Message:
    page = claim.place.page
    return Message(
        f"{code}, named on page {page}, stands in no table and in no official list at hand",
        f"第{page}页所列科目{code}在各表和现有目录中均未找到，无法核对其名称",
    )


def _spot(claim: Claim) -> Spot:
    return Spot(row_code=claim.row_code, row_label=claim.subject, place=claim.place)
