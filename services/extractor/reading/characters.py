"""Characters as they are meant: look-alike forms that fonts leave in a text layer become the ordinary characters.

Some producers map glyphs to radicals (`⼀` U+2F00 for `一`) or compatibility ideographs (U+F90A for `金`), which look
the same in print and equal nothing. Only these are changed. Full-width digits and punctuation stay as printed.
"""

from __future__ import annotations

import unicodedata

from services.extractor.reading.drawing import UNDECODABLE

# The radicals of the CJK Radicals Supplement that look like a whole character, with that character, after Unicode's
# EquivalentUnifiedIdeograph.txt; NFKC knows only two of them.
_RADICALS = dict(
    zip(
        "⺁⺅⺆⺇⺊⺒⺓⺜⺝⺟⺠⺬⺰⺼⻁⻄⻅⻆⻇⻈⻉⻊⻋⻌⻐⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲⻳",
        "厂亻冂几卜巳幺日月母民示纟月虎西见角角讠贝足车辶钅長镸长门雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀龟",
        strict=True,
    )
)
_KANGXI = range(0x2F00, 0x2FE0)
_COMPATIBILITY = (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
_LIGATURES = range(0xFB00, 0xFB07)
_INVISIBLE = frozenset({"Cc", "Cf"})
_PRIVATE_USE = "Co"


def meant(text: str) -> str:
    """Give the character that a glyph's character stands for; empty where it prints nothing (control, zero width)."""
    if len(text) == 1 and ("!" <= text <= "~" or "\u3001" <= text <= "\u9fff"):
        return text
    return "".join(_meant(character) for character in text)


def _meant(character: str) -> str:
    if character in _RADICALS:
        return _RADICALS[character]
    point = ord(character)
    if point in _KANGXI or point in _LIGATURES or any(point in block for block in _COMPATIBILITY):
        return unicodedata.normalize("NFKC", character)
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def is_undecodable(text: str) -> bool:
    """Whether a glyph's character is unknown: the replacement character, or one of private use."""
    return any(c == UNDECODABLE or unicodedata.category(c) == _PRIVATE_USE for c in text)
