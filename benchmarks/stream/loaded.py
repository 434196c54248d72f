"""When documents came into the warehouse, told by the loader's own log: a line after each commit.

This disturbs nobody, works for any warehouse, and says when a document was committed and not when that was noticed.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.servers.service_process import ServiceProcess

LOOK_SECONDS: Final = 0.1
_FINISHED: Final = b'"document.finished"'


class TooSlowError(RuntimeError):
    """The documents did not come through in the time allowed."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A document that was committed: when (seconds since the epoch), and with how many rows."""

    document_id: str
    at: float
    rows: int
    verdict: str


class LoaderLog:
    """Follows the log of one loader from its beginning."""

    def __init__(self, loader: ServiceProcess) -> None:
        """Nothing is read yet."""
        self._loader = loader
        self._path: Path = loader.log
        self._position = 0
        self.loaded: list[Loaded] = []

    def look(self) -> int:
        """Read what is new; how many documents have been committed so far."""
        with self._path.open("rb") as file:
            file.seek(self._position)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._position += len(line)
                if _FINISHED in line:
                    self.loaded.append(loaded_of(line))
        return len(self.loaded)

    def wait(self, count: int, seconds: float) -> None:
        """Wait until so many documents were committed. Raises TooSlowError after `seconds`."""
        deadline = time.monotonic() + seconds
        while self.look() < count:
            if time.monotonic() > deadline or not self._loader.is_running:
                raise TooSlowError(
                    f"{len(self.loaded)} of {count} documents were loaded within {seconds:.0f} s; "
                    f"the loader's log ends with {self._loader.tail(500)}"
                )
            time.sleep(LOOK_SECONDS)


def loaded_of(line: bytes) -> Loaded:
    """What a line of the loader's log says of a document that was committed."""
    told = json.loads(line)
    at = dt.datetime.fromisoformat(told["timestamp"]).timestamp()
    return Loaded(told["document_id"], at, int(told["rows"]), str(told["verdict"]))
