"""Changes against the year before: direction words and the sign that they give."""

from __future__ import annotations

from decimal import Decimal

from shared.model.narrative import Claim

UP = frozenset({"增加", "增长", "上升", "提高", "上涨", "增幅", "增", "多"})
DOWN = frozenset({"减少", "下降", "降低", "压减", "缩减", "下浮", "降幅", "减", "少"})
FLAT = frozenset(
    {"持平", "一致", "不变", "相同", "无变化", "没有变化", "无增减", "无增减变化", "保持不变", "保持一致"}
)


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
    if word in UP:
        return claim.delta
    return -claim.delta if word in DOWN else None
