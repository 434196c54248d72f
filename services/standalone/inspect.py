"""Looking at one file, for `fiscus inspect`: from a path to what is seen in it."""

from __future__ import annotations

from pathlib import Path

from services.extractor.inspection import Inspection, inspect
from services.extractor.reading import read
from shared.layout import load_layouts
from shared.layout.load import parse_layout


def inspect_file(path: Path, layout_file: Path | None = None) -> Inspection:
    """Give what is seen in a file, read with the layout that it is recognised by, or with that of a layout file.

    Raises DocumentError where the file cannot be read, LayoutError for a layout file that cannot be used.
    """
    forced = None
    layouts = load_layouts()
    if layout_file is not None:
        text = layout_file.read_text(encoding="utf-8")
        forced = parse_layout(text, layout_file.name, layout_file.parent)
        layouts = (*(layout for layout in layouts if layout.id != forced.id), forced)
    return inspect(read(path.read_bytes(), name=path.name), layouts, name=path.name, layout=forced)
