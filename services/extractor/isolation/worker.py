"""The program inside an isolated process: takes jobs from a pipe, runs them, answers, until the pipe closes.

Started by `process` as `python -m services.extractor.isolation.worker JOBS LIFELINE`. The first message is the
`Setup`; the answer to it is `Ready`. Each further message is a `Job`, each answer an `Answer`.
"""

from __future__ import annotations

import faulthandler
import fcntl
import importlib
import os
import resource
import select
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from services.extractor.isolation.messages import Answer, Job, Ready, Setup, TransientFailure, out_of_memory
from services.extractor.isolation.outcome import Crashed, Done, Refused
from shared.errors import FiscusError, PermanentError, TransientError, one_line

_ADDRESS_SPACE = 2
"""Address space may grow by this multiple of the memory limit: much of it is never touched."""


def main(jobs: int, lifeline: int) -> None:
    """Serve jobs from the file descriptor `jobs` until it, or `lifeline`, is closed at the other end."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _die_with_parent(lifeline)
    with Connection(jobs) as pipe:
        try:
            setup: Setup = pipe.recv()
            for module in setup.preload:
                importlib.import_module(module)
            _limit_address_space(setup.memory)
            pipe.send(Ready())
            while True:
                job: Job = pipe.recv()
                _answer(pipe, _run(job, setup.memory))
        except EOFError:
            return


def _die_with_parent(lifeline: int) -> None:
    """Let the kernel end this process as soon as the parent is gone, even in native code that never returns.

    The closing of the lifeline's other end raises SIGIO, which ends a process that does not handle it. PR_SET_PDEATHSIG
    would not do: it ends the child with the parent's *thread* that started it.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        sys.exit(1)  # it was closed before the signal was armed


def _limit_address_space(memory: int) -> None:
    """Let a single huge allocation fail at once, before the parent can see it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a kernel interface, not a file
            used = int(statm.read().split()[0]) * resource.getpagesize()
        limit = used + _ADDRESS_SPACE * memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (OSError, ValueError):
        return  # not Linux, or a lower hard limit: the parent's watch remains


def _run(job: Job, memory: int) -> Answer:
    try:
        return Answer(Done(job.function(*job.arguments)))
    except PermanentError as error:
        return Answer(Refused(getattr(error, "reason_code", "refused"), str(error)))
    except TransientError as error:
        return Answer(TransientFailure(error.what, error.where, error.remedy))
    except MemoryError:
        return Answer(out_of_memory(memory), is_spent=True)
    except (FiscusError, Exception) as error:  # noqa: BLE001 - whatever it is, it is the answer
        return Answer(_crash(error))


def _crash(error: BaseException) -> Crashed:
    trace = "".join(traceback.format_exception(error))
    return Crashed(one_line(f"{type(error).__name__}: {error}"), trace)


def _answer(pipe: Connection, answer: Answer) -> None:
    try:
        pipe.send(answer)
    except (BrokenPipeError, EOFError):
        raise EOFError from None
    except Exception as error:  # noqa: BLE001 - a value that cannot be pickled, of whatever type
        pipe.send(Answer(_crash(error)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
