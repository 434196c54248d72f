"""One classification: codes with names, levels and parents, and the questions that are asked of them.

The digits of a code say by themselves at which level it stands and what stands above it (a level adds two digits to its
parent), so `level_of` and `parents` answer for unlisted codes too; only the name needs the list.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from shared.errors import ConfigurationError

COLUMNS = ("code", "name", "level", "parent", "other_names")
"""The columns of a code list file; several other names are separated by `;`."""


class Level(StrEnum):
    """The levels of the classification, by their printed names."""

    CLASS = "类"
    SECTION = "款"
    ITEM = "项"


_LEVEL_OF_LENGTH = {3: Level.CLASS, 5: Level.SECTION, 7: Level.ITEM}


@dataclass(frozen=True, slots=True)
class Code:
    """One official code."""

    code: str
    """The digits joined: `201`, `20103`, `2010301`."""
    name: str
    """The name that most disclosures print."""
    level: Level
    parent: str | None
    """The code one level above, None for a 类. It need not be in the list."""
    other_names: tuple[str, ...] = ()
    """Names that were printed for the same code, mostly those of earlier years."""


class CodeList:
    """A classification. Iterating gives its codes in order; a missing code proves nothing."""

    def __init__(self, codes: Iterable[Code]) -> None:
        """`codes` in any order; `ValueError` when one stands twice."""
        self._codes: dict[str, Code] = {}
        for code in sorted(codes, key=lambda entry: entry.code):
            if code.code in self._codes:
                raise ValueError(f"the code {code.code} stands twice in the list")
            self._codes[code.code] = code

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __len__(self) -> int:
        return len(self._codes)

    def exists(self, code: str) -> bool:
        """Whether the list has the code. False says that the code was not seen, not that it does not exist."""
        return code in self._codes

    def get(self, code: str) -> Code | None:
        """The entry of a code, None where the list has none."""
        return self._codes.get(code)

    def name_of(self, code: str) -> str | None:
        """The official name of a code, None where the list has none."""
        entry = self._codes.get(code)
        return None if entry is None else entry.name

    def names_of(self, code: str) -> tuple[str, ...]:
        """Every name that was printed for a code, the official one first; empty where the list has none."""
        entry = self._codes.get(code)
        return () if entry is None else (entry.name, *entry.other_names)

    @staticmethod
    def level_of(code: str) -> Level | None:
        """The level that the digits of a code stand for, listed or not; None where it is no code."""
        return _LEVEL_OF_LENGTH.get(len(code)) if code.isascii() and code.isdigit() else None

    @classmethod
    def parents(cls, code: str) -> tuple[str, ...]:
        """The codes above a code, the 类 first (`2010301` gives `201`, `20103`), listed or not; empty for no code."""
        if cls.level_of(code) is None:
            return ()
        return tuple(code[:length] for length in _LEVEL_OF_LENGTH if length < len(code))

    def digest(self) -> str:
        """SHA-256 over the list, in hex: two lists with the same digest say the same."""
        lines = (repr((c.code, c.name, c.level.value, c.parent, c.other_names)) for c in self)
        return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def read_code_list(text: str, *, where: str) -> CodeList:
    """Read a code list from CSV with the columns `COLUMNS`; `where` names the file in errors.

    Raises `ConfigurationError` for other columns, a level that the digits contradict, a parent that is not the code's
    beginning, an empty name or a code that stands twice.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ConfigurationError(
            "not a code list", where=where, remedy=f"its columns must be {', '.join(COLUMNS)}"
        )
    codes = [_code(row, f"{where}, line {number}") for number, row in enumerate(reader, start=2)]
    try:
        return CodeList(codes)
    except ValueError as error:
        raise ConfigurationError(str(error), where=where, remedy="keep one of the lines") from None


def _code(row: dict[str, str], where: str) -> Code:
    code, name, parent = row["code"], row["name"], row["parent"]
    level = CodeList.level_of(code)
    if level is None or level != row["level"]:
        raise ConfigurationError(
            f"level {row['level']} does not fit the code {code}",
            where=where,
            remedy="3 digits are 类, 5 款, 7 项",
        )
    if parent != (CodeList.parents(code) or ("",))[-1]:
        raise ConfigurationError(
            f"{parent or 'nothing'} is not the parent of {code}",
            where=where,
            remedy="a parent is two digits shorter",
        )
    if not name:
        raise ConfigurationError(f"the code {code} has no name", where=where, remedy="give its name")
    others = tuple(other for other in row["other_names"].split(";") if other)
    return Code(code=code, name=name, level=level, parent=parent or None, other_names=others)
