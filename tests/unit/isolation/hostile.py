"""Functions that do to a process what hostile documents do to a parser; run in worker processes by the tests."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from pathlib import Path

from shared.errors import ContractError, PermanentError, TransientError


def add(one: int, other: int) -> int:
    return one + other


def process_id() -> int:
    return os.getpid()


def variables() -> set[str]:
    return set(os.environ)


def echo(value: object) -> object:
    return value


def loop_for_ever() -> None:
    while True:
        pass


def loop_in_native_code() -> None:
    """A regular expression of exponential cost: the interpreter gets no turn."""
    re.match(r"(a+)+$", "a" * 64 + "b")


def sleep_long(started: str) -> None:
    Path(started).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(600)


def spin_long_in_native_code(started: str) -> None:
    Path(started).write_text(str(os.getpid()), encoding="ascii")
    loop_in_native_code()


def swell_slowly() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(os.urandom(1)) * (8 * 2**20))
        time.sleep(0.01)


def swell_at_once() -> int:
    return len(bytearray(64 * 2**30))


def exit_at_once() -> None:
    os._exit(7)


def read_address_zero() -> None:
    ctypes.string_at(0)


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def recurse_for_ever(depth: int = 0) -> int:
    return recurse_for_ever(depth + 1) + 1


def break_down() -> None:
    raise ValueError("no such\nglyph")


class BlankPageError(PermanentError):
    reason_code = "blank"


def refuse() -> None:
    raise BlankPageError("the page is blank", where="a.pdf", remedy="print it again")


def refuse_plainly() -> None:
    raise PermanentError("no", where="a.pdf")


def fail_for_now() -> None:
    raise TransientError("the disk is full", where="spool", remedy="wait")


def break_the_contract() -> None:
    raise ContractError("unknown schema")


def give_what_cannot_be_pickled() -> object:
    return lambda: None


def print_much() -> str:
    sys.stdout.write("noise\n" * 100_000)
    sys.stdout.flush()
    return "done"
