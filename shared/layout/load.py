"""The loader of layout files: YAML in `shared/layout/data/`, checked against the model, with errors that say where."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from shared.errors import ConfigurationError
from shared.layout.model import Layout

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where PyYAML was built with it: every process that reads or judges starts with these files."""


class LayoutError(ConfigurationError):
    """A layout file that cannot be used; the message names the file, the place and what is expected there."""


def parse_layout(text: str, name: str) -> Layout:
    """Read one layout from YAML text; `name` stands in the errors. Raises LayoutError."""
    try:
        raw: Any = yaml.load(text, Loader=_LOADER)  # noqa: S506 - safe, as its name says
    except yaml.YAMLError as error:
        raise LayoutError(f"{name}: not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict):
        raise LayoutError(f"{name}: a layout file is a mapping with the keys id, name, tables, sections")
    try:
        return Layout.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        what = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise LayoutError(f"{name}: {place}: {what}") from error


@cache
def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Give all layouts of a folder, or those that come with Fiscus, in the order of their file names.

    Raises LayoutError for a file that cannot be used and for two layouts with one id.
    """
    if folder is None:
        entries = list(resources.files("shared.layout").joinpath("data").iterdir())
        texts = [
            (item.name, item.read_text(encoding="utf-8")) for item in entries if item.name.endswith(".yaml")
        ]
    else:
        texts = [(path.name, path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")]
    layouts = tuple(parse_layout(text, name) for name, text in sorted(texts))
    seen: dict[str, str] = {}
    for layout, (name, _) in zip(layouts, sorted(texts), strict=True):
        if layout.id in seen:
            raise LayoutError(f"{name}: the id {layout.id} is taken by {seen[layout.id]}")
        seen[layout.id] = name
    return layouts
