"""Asides: reasons and purposes, and where they end.

A reason runs to the end of its sentence, and so does a purpose; but lists of several subjects give each its own
(`…，主要原因是…；公务接待费增加 0.30 万元，增长 15.00%，主要原因是…`), so an aside also ends where the next
statement begins. A reason may hold figures, semicolons and half-sentences with a subject; a statement is told from
them by what follows its figure: a share, a growth rate, another reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extractor.narrative.statements import Statement
from services.extractor.narrative.subjects import Subjects
from services.extractor.narrative.tokens import CLAUSE_ENDS, SENTENCE_ENDS, Kind, Token

_HOLDINGS = re.compile("设备|用车|车辆|公务接待|团组")
"""What disclosures count: a count of these is a statement, also behind a reason or purpose."""
_ENUMERATIONS = "一二三四五六七八九十"
_FOLLOW_UPS = frozenset({Kind.COMPARE, Kind.SHARE, Kind.DIRECTION, Kind.REASON, Kind.PURPOSE, Kind.PART})


def explains(token: Token, statement: Statement) -> bool:
    """Tell whether a word of reason explains a change; `主要是` without a change says what an amount is for."""
    if token.kind is not Kind.REASON:
        return False
    has_change = (
        statement.delta is not None or statement.growth is not None or statement.direction is not None
    )
    return has_change or "原因" in token.text


def aside_end(tokens: Sequence[Token], position: int, subjects: Subjects) -> int:
    """Give the position of the token at which the aside that starts at a position is over."""
    depth = 0
    for index in range(position + 1, len(tokens)):
        kind = tokens[index].kind
        if kind is Kind.OPEN:
            depth += 1
        elif kind is Kind.CLOSE:
            depth -= 1
        if depth < 0 or (kind is Kind.STOP and depth == 0):
            return index
        if kind is Kind.SEMICOLON and states(tokens, index + 1, subjects):
            return index
        if kind is Kind.COMMA and tokens[position].kind is Kind.PURPOSE and _resumes(tokens, index + 1):
            return index
    return len(tokens)


def states(tokens: Sequence[Token], start: int, subjects: Subjects) -> bool:
    """Tell whether a statement begins at a position, and not another half-sentence of a reason."""
    if start < len(tokens) and tokens[start].kind is Kind.PART:
        return _lists(tokens, start + 1, subjects)
    if start < len(tokens) and tokens[start].kind is Kind.MARK:
        if tokens[start].text[0] in _ENUMERATIONS:  # 一是 … ；二是 … go on with the reason
            return False
        start += 1
    clause = _clause(tokens, start)
    if clause and clause[0].kind is Kind.COMPARE:
        return _compares_again(tokens, start)
    figure = next((i for i, token in enumerate(clause) if token.kind in (Kind.AMOUNT, Kind.COUNT)), None)
    if figure is None or not clause[0].kind.value.startswith(("text", "date")):
        return figure is None and _stays(clause, subjects)
    words = "".join(token.text for token in clause[:figure])
    following = _next_clause(tokens, start + len(clause))
    if any(token.kind is Kind.DIRECTION for token in clause[:figure]):
        return bool(following) and following[0].kind is Kind.DIRECTION and following[1:2] != []
    return _goes_on(words, clause[figure:], following, subjects)


def _compares_again(tokens: Sequence[Token], start: int) -> bool:
    """Tell whether a comparison with its rate begins: `；与上年决算相比，减少 50.00 万元，下降 4.76%` is no reason."""
    clause = _clause(tokens, start)
    if len(clause) == 1:
        start += len(clause) + 1
        clause = _clause(tokens, start)
    rate = _next_clause(tokens, start + len(clause))
    changes = [token.kind for token in clause if token.kind in (Kind.DIRECTION, Kind.AMOUNT)]
    return changes == [Kind.DIRECTION, Kind.AMOUNT] and [token.kind for token in rate[:2]] == [
        Kind.DIRECTION,
        Kind.PERCENT,
    ]


def _stays(clause: Sequence[Token], subjects: Subjects) -> bool:
    """Tell whether a clause says of a known subject that it did not change (`公务接待费与上年持平`)."""
    compared = next((i for i, token in enumerate(clause) if token.kind is Kind.COMPARE), None)
    if not compared or not any(token.kind is Kind.SAME for token in clause[compared:]):
        return False
    return subjects.is_known("".join(token.text for token in clause[:compared]))


def _goes_on(words: str, rest: Sequence[Token], following: Sequence[Token], subjects: Subjects) -> bool:
    """Tell whether words and a figure with what stands behind it are a statement; `rest` begins with the figure."""
    behind = rest[1] if len(rest) > 1 else None
    if subjects.is_known(words) and (behind is None or behind.kind in _FOLLOW_UPS):
        return True
    if rest[0].kind is Kind.COUNT and behind is None and _HOLDINGS.search(words):
        return True
    return bool(following) and following[0].kind in _FOLLOW_UPS


def _lists(tokens: Sequence[Token], start: int, subjects: Subjects) -> bool:
    """Tell whether a list of parts begins behind `其中`: a known subject with its amount."""
    listed = [t for t in _clause(tokens, start) if t.kind not in (Kind.COLON, Kind.COMMA)]
    figure = next((i for i, token in enumerate(listed) if token.kind is Kind.AMOUNT), None)
    if not figure:
        return False
    return subjects.is_known("".join(token.text for token in listed[:figure]))


def _resumes(tokens: Sequence[Token], start: int) -> bool:
    """Tell whether a clause behind a purpose goes on with the statement, or states the next."""
    clause = _clause(tokens, start)
    if not clause:
        return False
    if clause[0].kind in _FOLLOW_UPS:
        return True
    kinds = [token.kind for token in clause]
    counts = Kind.COUNT in kinds and any(_HOLDINGS.search(token.text) for token in clause)
    return (Kind.AMOUNT in kinds and kinds[0] is Kind.TEXT) or counts


def sentence(tokens: Sequence[Token], start: int) -> list[Token]:
    """Give the tokens from a position to the end of its sentence or half-sentence."""
    inner: list[Token] = []
    for token in tokens[start:]:
        if token.kind in SENTENCE_ENDS:
            break
        inner.append(token)
    return inner


def _clause(tokens: Sequence[Token], start: int) -> list[Token]:
    clause: list[Token] = []
    for token in tokens[start:]:
        if token.kind in CLAUSE_ENDS:
            break
        clause.append(token)
    return clause


def _next_clause(tokens: Sequence[Token], end: int) -> list[Token]:
    """Give the clause behind a comma at a position; none behind any other end."""
    if end < len(tokens) and tokens[end].kind is Kind.COMMA:
        return _clause(tokens, end + 1)
    return []
