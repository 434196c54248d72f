"""The taxonomy of errors: whether trying again helps is a question of type, not of text.

Every error says what went wrong, where, and what to do, in one line for people and as attributes for programs.
The service loop decides by class alone:

- `TransientError`: the same work may succeed later (disk full, database or broker away). Wait and retry; never
  a dead letter.
- `PermanentError`: the same input fails every time. Give the document its verdict, or put the event to the dead
  letters.
- `ContractError`: the input breaks an agreement between services (schema, envelope). Dead letter, and somebody
  is alerted.
- `ConfigurationError`: arguments, settings or files are set up wrongly. Stop and say so.

Adapters translate the errors of their libraries into these at the edge; nothing else crosses a service's boundary.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit status of every command. 0 to 3 are fixed by the command-line contract."""

    OK = 0
    RETRY = 1
    """Something failed that a retry could mend."""
    USAGE = 2
    """Wrong arguments or settings."""
    UNREADABLE = 3
    """The input cannot be processed, now or later."""
    CONTRACT = 4
    """The input breaks an agreement between services."""
    SOFTWARE = 70
    """An unknown state (EX_SOFTWARE of sysexits.h): a supervisor should start the service anew."""


class FiscusError(Exception):
    """Base of all errors that Fiscus raises on purpose.

    `what` happened, `where` (a file, topic, page; may be empty) and the `remedy`, what the reader can do (may
    be empty). `str(error)` joins them in one line.
    """

    exit_code: ExitCode = ExitCode.SOFTWARE

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """Keep the three parts; line breaks inside them become spaces."""
        self.what = one_line(what)
        self.where = one_line(where)
        self.remedy = one_line(remedy)
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = f": {self.remedy}" if self.remedy else ""
        return f"{self.what}{place}{advice}"


class TransientError(FiscusError):
    """Trying again later may help: the cause lies outside the input."""

    exit_code = ExitCode.RETRY


class PermanentError(FiscusError):
    """Trying again gives the same: the cause lies in the input."""

    exit_code = ExitCode.UNREADABLE


class DocumentError(PermanentError):
    """Nothing can be made of one document. `reason_code` says why in a word that programs decide by."""

    def __init__(self, reason_code: str, what: str, *, where: str = "", remedy: str = "") -> None:
        """Keep the code beside the three parts of the message."""
        self.reason_code = reason_code
        super().__init__(what, where=where, remedy=remedy)


class ContractError(FiscusError):
    """The input breaks an agreement between services: its writer or its reader is wrong, not the document."""

    exit_code = ExitCode.CONTRACT


class ConfigurationError(FiscusError):
    """Arguments, settings or files are set up wrongly: nothing can be done before they are changed."""

    exit_code = ExitCode.USAGE


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit status for an error that ends a command; an error outside the taxonomy is an unknown state."""
    return error.exit_code if isinstance(error, FiscusError) else ExitCode.SOFTWARE


def one_line(text: str) -> str:
    """`text` with every run of white space, line breaks included, as one space."""
    return " ".join(text.split())
