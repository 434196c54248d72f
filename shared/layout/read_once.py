"""What is read off a layout, or off one of its tables, is read once: a decorator for functions that do so.

A process judges and reads all its documents by a few layouts. They are told apart by identity, for to compare two
layouts takes longer than to read one; those that are remembered are kept alive, so that no identity comes again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Of = TypeVar("_Of")
_Read = TypeVar("_Read")


def read_once(most: int) -> Callable[[Callable[[_Of], _Read]], Callable[[_Of], _Read]]:
    """Make a function remember what it gave for each value, by the value's identity; beyond `most` it begins anew."""

    def remembering(read: Callable[[_Of], _Read]) -> Callable[[_Of], _Read]:
        known: dict[int, tuple[_Of, _Read]] = {}

        @wraps(read)
        def remembered(of: _Of) -> _Read:
            found = known.get(id(of))
            if found is None:
                if len(known) >= most:
                    known.clear()
                found = known[id(of)] = (of, read(of))
            return found[1]

        return remembered

    return remembering
