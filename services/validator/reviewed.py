"""Files that people review: YAML with one key and a list of entries below it, as policies and waivers are.

In comes the text or the path of a file, out come its entries as models; every fault of the file is one line that names
the file, the entry and what is wrong there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.errors import ConfigurationError
from shared.model.base import Model

Entry = TypeVar("Entry", bound=Model)


def entries_of(text: str, key: str, model: type[Entry], where: str) -> list[tuple[str, Entry]]:
    """Give the entries of a file below its one key, each with its place. Raises ConfigurationError."""
    try:
        raw: Any = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # a ValueError: a date that no calendar has
        raise ConfigurationError(
            f"not valid YAML: {_fault(error)}", where=where, remedy="mend the file"
        ) from None
    entries = raw.get(key) if isinstance(raw, dict) else None
    if not isinstance(entries, list) or set(raw) != {key}:
        raise ConfigurationError(
            f"no list “{key}”", where=where, remedy=f"give the one key “{key}” with a list of entries"
        )
    places = [f"{where}, entry {number}" for number in range(1, len(entries) + 1)]
    return [(place, _entry(entry, model, place)) for place, entry in zip(places, entries, strict=True)]


def _entry(raw: object, model: type[Entry], where: str) -> Entry:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        said = f"{place}: {_words(first)}" if place else _words(first)
        raise ConfigurationError(said, where=where, remedy="mend the entry") from None


def _fault(error: Exception) -> str:
    """Say where in the file it is no YAML, and why."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark and problem else str(error)


_WORDS: Final = {
    "missing": "it is required",
    "extra_forbidden": "there is no such key",
    "model_type": "an entry is a mapping of keys and values",
    "string_type": "should be text; put it in quotation marks",
}


def _words(details: ErrorDetails) -> str:
    """Say what is wrong with an entry in words of the file, not of the library that read it."""
    kind = details["type"]
    if kind.startswith("date"):
        return "should be a date such as 2026-12-31"
    if kind == "string_pattern_mismatch":
        return "should be the whole id of the document, 64 digits 0-9 and a-f"
    text = details["msg"].removeprefix("Value error, ").replace("Input should", "should", 1)
    return _WORDS.get(kind, text)


def text_of(path: Path) -> str:
    """Give the text of such a file. Raises ConfigurationError."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigurationError("not UTF-8", where=str(path), remedy="save it as UTF-8") from None
    except OSError as error:
        remedy = "name a file that can be read"
        raise ConfigurationError(
            f"cannot be read: {error.strerror}", where=str(path), remedy=remedy
        ) from None
