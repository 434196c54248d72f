"""The entries of a contents page: bare titles of tables that stand elsewhere.

In go the regions of a document, out come those that are tables, and the lines of the entries, which are prose.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.segment.region import PlacedLine, TableRegion


def without_contents(regions: Sequence[TableRegion]) -> tuple[list[TableRegion], list[PlacedLine]]:
    """Take out the entries of a contents page, bare titles of tables that stand elsewhere; give their lines."""
    with_body = {id(region.definition) for region in regions if not region.is_bare} | {id(None)}
    kept = [region for region in regions if not (region.is_bare and id(region.definition) in with_body)]
    dropped = [region for region in regions if region.is_bare and id(region.definition) in with_body]
    return kept, [line for region in dropped for line in region.all_lines()]
