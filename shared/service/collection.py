"""How often a process that works through documents looks for garbage in cycles.

Nearly everything that a document makes is freed without the collector, and what a service holds to its end (code,
layouts, rules) is no garbage: a full collection that goes over it stops a service for 0.1 s, three times as long as it
judges a document.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OBJECTS: Final = 10_000
"""So many objects more than were freed make the collector look for cycles: a few MB. Python's own number is 700."""


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Keep what is here out of the collector's sight until the end of the block, and let it look less often."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
