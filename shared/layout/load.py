"""The loader of layout files: YAML in `shared/layout/data/`, checked against the model, with errors that say where."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from shared.errors import ConfigurationError
from shared.layout.inheritance import extended
from shared.layout.model import Layout
from shared.layout.shape import misshapen

_DATA = resources.files("shared.layout").joinpath("data")
_FRAGMENTS = "base"
"""The folder of the fragments that layouts extend, within a folder of layouts."""
_IDENTITY = "identity"
"""The fragment that holds for every layout: its words say whose a document is."""
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where PyYAML was built with it: every process that reads or judges starts with these files."""


class LayoutError(ConfigurationError):
    """A layout file that cannot be used; the message names the file, the place and what is expected there."""


class _Loader(_SAFE):  # type: ignore[misc]
    """Refuses a mapping in which a key stands twice: the second would silently take the place of the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.MarkedYAMLError(
                        problem=f"the key “{key.value}” stands twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


def parse_layout(text: str, name: str, folder: Path | None = None) -> Layout:
    """Read one layout from YAML text; `name` stands in the errors.

    What it extends is looked up in the folder `base` of `folder`, then among the fragments that come with Fiscus.
    Raises LayoutError.
    """
    raw = _mapping(text, name)
    try:
        whole = extended(_with_identity(raw), lambda base: _fragment(base, name, folder))
    except RecursionError as error:
        raise LayoutError(f"{name}: extends: a fragment extends itself, at once or by another") from error
    try:
        return Layout.model_validate(whole)
    except ValidationError as error:
        first = error.errors()[0]
        place = _place(first["loc"], whole)
        what = "there is no such key" if first["type"] == "extra_forbidden" else first["msg"]
        raise LayoutError(f"{name}: {place}: {what}") from error


def _place(location: Sequence[str | int], whole: Any) -> str:  # noqa: ANN401 - YAML values
    """Give a place in a layout by names: an entry of a list by its id, key or code, or else by its number from 0."""
    parts: list[str] = []
    for step in location:
        inner = _inner(whole, step)
        names = (inner.get(field) for field in ("table_id", "key", "code")) if isinstance(inner, dict) else ()
        named = (
            next((name for name in names if isinstance(name, str)), None) if isinstance(step, int) else None
        )
        parts.append(named or str(step))
        whole = inner
    return ".".join(parts)


def _inner(container: Any, step: str | int) -> Any:  # noqa: ANN401 - YAML values
    """Give what stands at a key or an index, None where nothing does."""
    if isinstance(container, dict):
        return container.get(step)
    is_there = isinstance(container, list) and isinstance(step, int) and step < len(container)
    return container[step] if is_there and isinstance(step, int) else None


def _with_identity(raw: dict[str, Any]) -> dict[str, Any]:
    """Give a layout's mapping that extends, before all else, the words which hold for every form."""
    extends = raw.get("extends") or []
    return {**raw, "extends": [_IDENTITY, *([extends] if isinstance(extends, str) else extends)]}


def _mapping(text: str, name: str) -> dict[str, Any]:
    try:
        raw: Any = yaml.load(text, Loader=_Loader)  # noqa: S506 - derived from the safe one
    except (yaml.YAMLError, ValueError) as error:  # a date that is none is a ValueError
        what = " ".join(str(error).split()).replace(' in "<unicode string>"', "")
        raise LayoutError(f"{name}: not valid YAML: {what}") from error
    if not isinstance(raw, dict):
        raise LayoutError(f"{name}: a layout file is a mapping with the keys id, name, tables, sections")
    wrong = misshapen(raw)
    if wrong is not None:
        raise LayoutError(f"{name}: {_place(wrong.place, raw)}: {wrong.what}")
    return raw


def _fragment(base: str, name: str, folder: Path | None) -> dict[str, Any]:
    """Give the fragment that a layout extends, from its own folder or from those of Fiscus."""
    file = f"{base}.yaml"
    own = folder / _FRAGMENTS / file if folder is not None else None
    source = own if own is not None and own.is_file() else _DATA.joinpath(_FRAGMENTS, file)
    if not source.is_file():
        known = ", ".join(
            sorted(item.name.removesuffix(".yaml") for item in _DATA.joinpath(_FRAGMENTS).iterdir())
        )
        raise LayoutError(f"{name}: extends: there is no fragment “{base}”; those of Fiscus are {known}")
    return _mapping(source.read_text(encoding="utf-8"), f"{_FRAGMENTS}/{file}")


@cache
def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Give all layouts of a folder, or those that come with Fiscus, in the order of their file names.

    Raises LayoutError for a file that cannot be used and for two layouts with one id.
    """
    if folder is None:
        entries = list(_DATA.iterdir())
        texts = [
            (item.name, item.read_text(encoding="utf-8")) for item in entries if item.name.endswith(".yaml")
        ]
    else:
        texts = [(path.name, path.read_text(encoding="utf-8")) for path in folder.glob("*.yaml")]
    layouts = tuple(parse_layout(text, name, folder) for name, text in sorted(texts))
    seen: dict[str, str] = {}
    for layout, (name, _) in zip(layouts, sorted(texts), strict=True):
        if layout.id in seen:
            raise LayoutError(f"{name}: the id {layout.id} is taken by {seen[layout.id]}")
        seen[layout.id] = name
    return layouts
