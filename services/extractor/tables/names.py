"""The names of classification codes that a reader may lean on: those that the document prints, then the official ones.

They serve to tell where a name ends: which line still belongs to a label, and where in `…事务支出某项目经费`
the project begins. A code that is not listed proves nothing, so every question may be answered with
"unknown".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shared.layout.label import normalise

_COLUMNS = 2
"""The name, and what stands beside it."""


class CodeNames:
    """Names by code, longest first. `learn` adds a name that the document itself prints."""

    def __init__(self, official: Mapping[str, Iterable[str]]) -> None:
        self._names = {code: {normalise(name) for name in names} for code, names in official.items()}

    def learn(self, code: str, name: str) -> None:
        """Add a name that the document prints beside a code."""
        if code and name:
            self._names.setdefault(code, set()).add(normalise(name))

    def names(self, code: str) -> list[str]:
        """Give the known names of a code, the longest first; empty where the code is unknown."""
        return sorted(self._names.get(code, ()), key=len, reverse=True)

    def is_whole(self, code: str, text: str) -> bool:
        """Tell whether a text is a whole name of a code."""
        return normalise(text) in self._names.get(code, ())

    def may_continue(self, code: str, text: str) -> bool:
        """Tell whether a text is the beginning of a longer name of a code."""
        label = normalise(text)
        return any(name.startswith(label) and name != label for name in self._names.get(code, ()))

    def split(self, code: str, text: str) -> tuple[str, str] | None:
        """Split a text into a name of a code and what follows it; None where no known name opens the text."""
        label = normalise(text)
        for name in self.names(code):
            if label.startswith(name):
                return name, label[len(name) :]
        return None

    def split_columns(self, code: str, texts: Sequence[str]) -> tuple[str, str] | None:
        """Split lines that each hold a part of a name and a part of what stands beside it; None where they do not.

        A row that a page end cuts prints `一般行政 水渠` and, on the next page, `管理事务 清淤`.
        """
        parts = [text.split() for text in texts]
        if not parts or any(len(line) != _COLUMNS for line in parts):
            return None
        name, beside = ("".join(column) for column in zip(*parts, strict=True))
        return (normalise(name), normalise(beside)) if self.is_whole(code, name) else None
