"""The order of headings and tables against that of the layout."""

from __future__ import annotations

from collections.abc import Sequence


def first_out_of_order(printed: Sequence[str], order: Sequence[str]) -> tuple[str, str] | None:
    """Give the first key that stands after one which the order has behind it, with that one; None where all is well.

    Keys that the order does not name are passed over; of a key that is printed again the first place counts.
    """
    rank = {key: number for number, key in enumerate(order)}
    highest: str | None = None
    for key in dict.fromkeys(printed):
        if key not in rank:
            continue
        if highest is not None and rank[key] < rank[highest]:
            return key, highest
        highest = key
    return None
