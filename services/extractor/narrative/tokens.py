"""Tokens: the words of a paragraph that the grammar turns on, each with its place in the text.

A paragraph's text goes in; amounts, percentages, counts, dates, codes, words of direction and comparison, and
punctuation come out, with all other text as it stands between them. Words that only sometimes carry meaning are
settled here from what stands around them: `增加` is a direction only before a figure (`增加 3.00 万元`, not
`增加人员`), `比2024年` a comparison only before a direction, `占` a share only before a percentage, and brackets part
the sentence only where figures stand in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from services.extractor.narrative.characters import MINUS


class Kind(StrEnum):
    """What a token is."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    THRESHOLD = "threshold"
    RATE = "rate"
    DATE = "date"
    CODE = "code"
    REFERENCE = "reference"
    MARK = "mark"
    COMPARE = "compare"
    DIRECTION = "direction"
    SAME = "same"
    SHARE = "share"
    REASON = "reason"
    PURPOSE = "purpose"
    PART = "part"
    COMMA = "comma"
    PAUSE = "pause"
    SEMICOLON = "semicolon"
    STOP = "stop"
    COLON = "colon"
    OPEN = "open"
    CLOSE = "close"
    TEXT = "text"


FIGURES = frozenset({Kind.AMOUNT, Kind.PERCENT, Kind.COUNT, Kind.NUMBER})
SENTENCE_ENDS = frozenset({Kind.SEMICOLON, Kind.STOP})
CLAUSE_ENDS = SENTENCE_ENDS | {Kind.COMMA}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `value` and `unit` are set for figures (`unit` empty for a bare number)."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Decimal | None = None
    unit: str = ""


_NUM = r"(?<![\d.,A-Za-z])(?:−|(?<![\w）〕%])-|(?<=[加少减长降为是额])-)?\d+(?:,\d{3})*(?:\.\d+)?"
"""A number; a hyphen before it is its sign only where no name can end in it (`资金-2024年` has a dash)."""
_UP_OR_DOWN = (
    r"(?:净?增加|增长|上升|提高|上涨|净?减少|下降|降低|压减|压缩|缩减|核减|下浮|增[支收]|减[支收]"
    r"|增减(?:变[化动])?)"
)
_YEAR = r"(?:上一?年度?|去年|往年|20\d\d年度?)"
_OWN_BUDGET = (
    r"(?:(?:相比|相较|[与比较同和])(?:于)?(?:年初|全年|调整)|(?:相比|相较|[与比较])(?:于)?)"
    r"预算(?:数|安排|金额)?(?:相比|比较)?"
)
"""A final account compares with its own year's budget too (`比预算减少`, `和年初预算持平`)."""
_NUMBERED_CODE = r"\d{1,2}[、.](?=\d{3}(?:\d\d){0,2}[-—\u4e00-\u9fff](?<![万亿元人辆台个%年项家]))"
"""A list number before a code (`1、2010301行政运行`), and no decimal number."""

_PATTERNS = (
    (Kind.REFERENCE, r"〔(?:19|20)\d\d〕(?:第?\d+号)?|（(?:19|20)\d\d）(?:第)?\d+号|第?\d+号(?:文件|文|令)?"),
    (Kind.CODE, r"[（〔]\d{3}(?:\d{2}){0,2}[）〕]"),
    (Kind.RATE, rf"{_NUM}(?:万元|元)(?:/|每)[\u4e00-\u9fff]|每[\u4e00-\u9fff]{_NUM}(?:万元|元)"),
    (
        Kind.THRESHOLD,
        rf"{_NUM}(?:万元|元|亿元)(?:（含）|含)?(?:及)?(?:以上|以下|以内)|{_NUM}(?:万元|元)（含）",
    ),
    (Kind.AMOUNT, rf"{_NUM}(?:万元|亿元|百万元|[千百]?元|亿(?![\u4e00-\u9fff])|万(?=[，。；、）]|$))"),
    (Kind.PERCENT, rf"{_NUM}(?:%|‰|个百分点)"),
    (
        Kind.DATE,
        (
            r"(?:19|20)\d\d(?:年?[-~至](?:19|20)?\d\d)?年度?(?:\d{1,2}月(?:\d{1,2}日)?)?[底末初]?"
            r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}月(?:\d{1,2}日|[底末初份])?"
        ),
    ),
    (Kind.COUNT, rf"{_NUM}(?:人次|人|名|辆|台（套）|台|套|平方米|㎡|个|家|项|件|批次|批|处|次|所)"),
    (
        Kind.MARK,
        (
            rf"(?:^|(?<=[；。：，、]))(?:{_NUMBERED_CODE}|\d{{1,2}}[、.](?!\d)|\d{{1,2}}\.(?=20\d\d年)|（\d{{1,2}}）|（[一二三四五六七八九十]{{1,3}}）"
            r"|[①-⑳]|[一二三四五六七八九十]是|^[一二三四五六七八九十]{1,3}[、.])"
        ),
    ),
    (Kind.NUMBER, _NUM),
    (
        Kind.REASON,
        (
            rf"(?:[\u4e00-\u9fff]{{0,4}}?(?:{_UP_OR_DOWN}|变动|变化|增减|持平)(?:（{_UP_OR_DOWN}）)?的?)?"
            r"(?:主要)?原因(?:说明)?(?:(?:是|为|系|在于|：|，)+|(?=[\u4e00-\u9fff“]))|主要(?:是(?!用于)|系|由于|因为)(?:由于|因为)?|由于|因为"
        ),
    ),
    (Kind.PART, r"(?:主要)?用于(?:以下|如下)(?:几个)?方面"),
    (Kind.PURPOSE, r"主要(?:是)?用于|(?<=[，。；])用于"),
    (
        Kind.COMPARE,
        rf"(?:相比|相较|[与比较同和])(?:于)?{_YEAR}(?:同期)?(?:[\u4e00-\u9fff”“]{{0,14}}?(?:预算|执行|决算|批复|安排)(?:数|金额)?)?(?:相比|比较)?|同比|{_OWN_BUDGET}",
    ),
    (Kind.DIRECTION, rf"[增降]幅|{_UP_OR_DOWN}(?:[（/]{_UP_OR_DOWN}）?)?"),
    (
        Kind.SAME,
        (
            r"基本持平|保持持平|持平|保持一致|基本一致|一致|基本相同|相同|(?:无|没有)增减变[化动]|(?:无|没有)增减"
            r"|(?:无|没有|未|未发生)变[化动]|保持不变|基本不变|不变"
        ),
    ),
    (Kind.SHARE, r"占(?![用有地])"),
    (Kind.PART, r"其中|(?:主要|具体)?包括|分别(?:为|是)"),
    (Kind.COMMA, r"，"),
    (Kind.PAUSE, r"、"),
    (Kind.SEMICOLON, r"；"),
    (Kind.STOP, r"[。！？]"),
    (Kind.COLON, r"："),
    (Kind.OPEN, r"（"),
    (Kind.CLOSE, r"）"),
)
_SCAN = re.compile(
    "|".join(f"(?P<{kind.value}{number}>{pattern})" for number, (kind, pattern) in enumerate(_PATTERNS))
)
_DIGITS = re.compile(r"^[-−]?[\d,.]+")
COMPARED = frozenset({"相比", "比较", "相较", "对比"})
"""What closes a comparison behind the amount that it names: `与上年 80.00 万元相比，增加 10.00 万元`."""
_FILLERS = frozenset({"了", "约", "额", "额为", "为", "数", "金额", "幅度", "幅度为", "达", "达到"})


def tokenise(text: str) -> list[Token]:
    """Give the tokens of a paragraph in order; together they cover its text."""
    tokens: list[Token] = []
    position = 0
    for match in _SCAN.finditer(text):
        if match.start() > position:
            tokens.append(Token(Kind.TEXT, text[position : match.start()], position, match.start()))
        tokens.append(_token(Kind((match.lastgroup or "").rstrip("0123456789")), match))
        position = match.end()
    if position < len(text):
        tokens.append(Token(Kind.TEXT, text[position:], position, len(text)))
    return _settle_brackets(_settle_words(tokens))


def _token(kind: Kind, match: re.Match[str]) -> Token:
    token = Token(kind, match.group(), match.start(), match.end())
    if kind not in FIGURES:
        return token
    unit = _DIGITS.sub("", match.group())
    number = match.group().removesuffix(unit)
    return replace(token, value=Decimal(number.replace(",", "").replace(MINUS, "-")), unit=unit)


def _settle_words(tokens: Sequence[Token]) -> list[Token]:
    """Turn words of direction, comparison and share into plain text where no figure makes them such."""
    settled = list(tokens)
    for index in range(len(settled) - 1, -1, -1):
        token = settled[index]
        if (
            (token.kind is Kind.DIRECTION and not _measures(settled, index))
            or (token.kind is Kind.COMPARE and not _compares(settled, index))
            or (token.kind is Kind.SHARE and not _is_clause_with(settled, index, Kind.PERCENT))
        ):
            settled[index] = replace(token, kind=Kind.TEXT)
    return settled


def _measures(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a figure follows a word of direction at once."""
    following = index + 1
    if following < len(tokens) and tokens[following].text in _FILLERS:
        following += 1
    return following < len(tokens) and tokens[following].kind in FIGURES


def _compares(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a change follows a comparison in its clause, or in the next where the comparison ends its own."""
    clause = _clause(tokens, index + 1)
    if any(token.kind in (Kind.DIRECTION, Kind.SAME) for token in clause):
        return True
    end = index + 1 + len(clause)
    names_amount = [token.kind for token in clause] == [Kind.AMOUNT, Kind.TEXT] and clause[1].text in COMPARED
    is_clause_end = (not clause or names_amount) and end < len(tokens) and tokens[end].kind is Kind.COMMA
    return is_clause_end and any(
        token.kind in (Kind.DIRECTION, Kind.SAME) for token in _clause(tokens, end + 1)
    )


def _is_clause_with(tokens: Sequence[Token], index: int, kind: Kind) -> bool:
    return any(token.kind is kind for token in _clause(tokens, index + 1))


def _clause(tokens: Sequence[Token], start: int) -> list[Token]:
    """Give the tokens from a position to the end of the clause."""
    clause: list[Token] = []
    for token in tokens[start:]:
        if token.kind in CLAUSE_ENDS:
            break
        clause.append(token)
    return clause


def _settle_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Turn brackets without money or percentages in them, and all that they hold, into plain text."""
    settled: list[Token] = []
    stack: list[int] = []
    for token in tokens:
        settled.append(token)
        if token.kind is Kind.OPEN:
            stack.append(len(settled) - 1)
        elif token.kind is Kind.CLOSE:
            start = stack.pop() if stack else len(settled) - 1
            if not any(inner.kind in (Kind.AMOUNT, Kind.PERCENT) for inner in settled[start:]):
                settled[start:] = [_merged(settled[start:])]
    return [
        replace(t, kind=Kind.TEXT) if t.kind is Kind.OPEN and i in stack else t for i, t in enumerate(settled)
    ]


def _merged(tokens: Sequence[Token]) -> Token:
    return Token(Kind.TEXT, "".join(token.text for token in tokens), tokens[0].start, tokens[-1].end)
