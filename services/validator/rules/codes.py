"""Classification codes and their official names.

The lists were read out of published disclosures and have gaps: a code that they lack proves nothing and cannot be
checked, a name that was never met for a code is at most a hint.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from services.validator.rules.check import Check, Message, Spot, all_held, broken, not_checkable
from services.validator.rules.official_words import economic_words, functional_words
from services.validator.rules.view import DocumentView
from shared.layout import Axis
from shared.layout.label import words
from shared.model.finding import Outcome
from shared.model.table import Row
from shared.rulebook.skeleton import CODE_LENGTHS
from shared.taxonomy import CodeList, economic, functional

_RULE = "codes.name"
_LISTED = 10
_CLASS = CODE_LENGTHS[0]


def code_checks(view: DocumentView) -> Iterator[Check]:
    """Check the label of every coded row; project rows bear a project's name beside their item's."""
    unknown: dict[str, str] = {}
    right = 0
    for table_id in view.tables:
        definition = view.definition(table_id)
        is_economic = definition is not None and any(side.axis is Axis.ECONOMIC for side in definition.sides)
        words_of = economic_words if is_economic else functional_words
        for row in view.coded_rows[table_id]:
            if not row.row_label:
                continue
            known = words_of(row.row_code)
            if not known:
                unknown.setdefault(row.row_code, row.row_label)
            elif _is_named(row, known):
                right += 1
            else:
                yield _misnamed(table_id, row, economic() if is_economic else functional())
    yield from all_held(_RULE, right)
    yield from _unknown(unknown)


def _is_named(row: Row, known: AbstractSet[str]) -> bool:
    """Tell whether a row bears a name of its code; a list of classes under the head 支出 need not say it of each."""
    label = words(row.row_label)
    return label in known or (len(row.row_code) == _CLASS and f"{label}支出" in known)


def _misnamed(table_id: str, row: Row, names: CodeList) -> Check:
    official = names.name_of(row.row_code)
    message = Message(
        f"{table_id} row {row.row_code} is labelled “{row.row_label}”, its official name is “{official}”",
        f"{table_id} 科目 {row.row_code} 的名称为“{row.row_label}”，官方名称为“{official}”",
    )
    return broken(_RULE, message, spot=Spot(table_id, row.row_code, row.row_label, None, row.place))


def _unknown(codes: dict[str, str]) -> Iterator[Check]:
    """Count each unlisted code; one finding names them all."""
    if not codes:
        return
    shown = [f"{code} {label}" for code, label in list(codes.items())[:_LISTED]]
    more = ", …" if len(codes) > _LISTED else ""
    yield not_checkable(
        _RULE,
        Message(
            f"{len(codes)} codes are not in the official lists at hand, which proves nothing: {', '.join(shown)}{more}",
            f"{len(codes)}个科目编码不在现有目录中（不说明有误）：{'、'.join(shown)}{'等' if more else ''}",
        ),
    )
    yield from (Check(_RULE, Outcome.NOT_CHECKABLE) for _ in list(codes)[1:])
