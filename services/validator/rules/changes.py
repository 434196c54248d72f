"""Changes against the year before: direction words and the sign that they give."""

from __future__ import annotations

from decimal import Decimal

from shared.model.narrative import Claim

UP = frozenset({"增加", "净增加", "增长", "上升", "提高", "上涨", "增支", "增收", "增幅", "增", "多"})
DOWN = frozenset(
    {
        "减少",
        "净减少",
        "下降",
        "降低",
        "压减",
        "压缩",
        "缩减",
        "核减",
        "下浮",
        "减支",
        "减收",
        "降幅",
        "减",
        "少",
    }
)
FLAT = frozenset(
    {"持平", "保持持平", "一致", "不变", "相同", "保持不变", "保持一致"}
    | {
        none + change
        for none in ("无", "没有")
        for change in ("变化", "变动", "增减", "增减变化", "增减变动")
    }
    | {none + change for none in ("未", "未发生") for change in ("变化", "变动")}
)
SIGNED = frozenset({"增减", "增减变化", "增减变动"})
"""`增减 0 万元`, `增减 -2.00 万元`: the sign of the figure says which; without one it stays open."""


def direction_of(claim: Claim) -> Decimal | None:
    """Give 1 for more, -1 for less than the year before; None where the words do not say."""
    word = claim.direction or claim.growth_direction
    if word in UP:
        return Decimal(1)
    return Decimal(-1) if word in DOWN else None


def signed_delta(claim: Claim) -> Decimal | None:
    """Give a claim's change with the sign of its direction word; None where the sign is unknown."""
    if claim.delta is None or not claim.delta:
        return claim.delta
    word = claim.direction or claim.growth_direction
    if word in UP or (word in SIGNED and claim.delta < 0):
        return claim.delta
    return -claim.delta if word in DOWN else None
