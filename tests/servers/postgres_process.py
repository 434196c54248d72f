"""A PostgreSQL server in a process of its own: how it is set up, starts and ends.

Its files lie in a folder that belongs to whoever runs it, in memory where there is room. The server dies with us,
however we end: the kernel sees to it.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from tests.servers.postgres_binaries import Binaries, account, reachable

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
PREFIX: Final = "fiscus-postgres-"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - each server makes a folder of its own there
MEMORY_BYTES: Final = 3_000_000_000
SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "fsync": "off",
    "full_page_writes": "off",
    "lc_messages": "C",
    "log_min_messages": "warning",
    "logging_collector": "off",
    "dynamic_shared_memory_type": "mmap",
    "max_wal_size": "512MB",
}
"""Nothing is forced to the disk: tests kill processes and not the machine, and what a process has written before it is
killed the system keeps. A commit is written before it is confirmed, as ever."""
PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None)


class PostgresProcess:
    """A server with files of its own. Used by one thread, which must live as long as the server."""

    def __init__(
        self,
        installed: Binaries,
        user: str,
        password: str,
        *,
        tls: tuple[Path, Path] | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
        parent: Path | None = None,
    ) -> None:
        """`user` is its superuser. With `tls` (certificate and key, PEM) it takes connections over TLS only.

        A benchmark wants a disk: `settings` are further ones of `postgresql.conf`, such as `{"fsync": "on"}`, and its
        folder is made below `parent`; by default it lies in memory where there is room.
        """
        self.port = free_port()
        self.tls = tls
        self._settings = SETTINGS | {"port": str(self.port)} | dict(settings)
        self._user = user
        self._password = password
        temporary = Path(tempfile.gettempdir())
        self._folder = _folder(parent or _in_memory() or temporary)
        self._account = account()
        self._copy = _folder(temporary)
        self._bin = reachable(installed, self._copy, self._account)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until connections are taken; makes the server's files the first time."""
        if self._process is not None and self._process.poll() is None:
            return
        if not (self._folder / "data").exists():
            self._initialise()
        with (self._folder / "server.log").open("ab") as log:
            command = [str(self._bin / "postgres"), "-D", str(self._folder / "data")]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only calls prctl
                **self._account,
            )
        atexit.register(self.remove)
        self._await_ready()

    def stop(self) -> None:
        """Shut down in good order; by force where that takes too long."""
        if self._process is not None and self._process.poll() is None:
            self.resume()
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill all of its processes at once."""
        if self._process is not None:
            family = self._family()
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self._process.wait()
            deadline = time.monotonic() + STOP_SECONDS
            while any(map(_lives, family)) and time.monotonic() < deadline:
                time.sleep(0.005)

    def pause(self) -> None:
        """Let all of its processes stand still."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):  # some come and go
                process.suspend()

    def resume(self) -> None:
        """Let them go on."""
        for process in reversed(self._family()):
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def remove(self) -> None:
        """End it and delete its files. May be called twice."""
        atexit.unregister(self.remove)
        self.kill()  # what it holds need not be written
        for folder in (self._folder, self._copy):
            shutil.rmtree(folder, ignore_errors=True)

    def _family(self) -> list[psutil.Process]:
        if self._process is None or self._process.poll() is not None:
            return []
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self._process.pid)
            return [server, *server.children(recursive=True)]
        return []

    def _initialise(self) -> None:
        secret = self._folder / "password"
        secret.write_text(self._password, encoding="ascii")
        data = self._folder / "data"
        owner = self._account.get("user", -1)
        for path in (self._folder, secret):
            os.chown(path, owner, -1)
        command = [str(self._bin / "initdb"), "-D", str(data), "-U", self._user, "--pwfile", str(secret)]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=self._folder, check=False, **self._account
        )
        assert done.returncode == 0, f"initdb failed: {done.stdout}{done.stderr}"
        settings = self._settings | (self._place_tls(*self.tls, data) if self.tls else {})
        lines = [f"{name} = '{value}'" for name, value in settings.items()]
        with (data / "postgresql.conf").open("a", encoding="ascii") as file:
            file.write("\n".join(["", *lines, ""]))
        kind = "hostssl" if self.tls else "host"
        rule = f"{kind} all all 127.0.0.1/32 scram-sha-256\n"
        (data / "pg_hba.conf").write_text(rule, encoding="ascii")

    def _place_tls(self, certificate: Path, key: Path, data: Path) -> dict[str, str]:
        """Give the server files that it may read: it refuses a key that others may read too."""
        for source, name in ((certificate, "server.crt"), (key, "server.key")):
            shutil.copyfile(source, data / name)
            (data / name).chmod(0o600)
            os.chown(data / name, self._account.get("user", -1), -1)
        return {"ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key"}

    def _await_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        at = make_conninfo(
            host="127.0.0.1", port=self.port, dbname="postgres", user=self._user, password=self._password
        )
        while True:
            try:
                psycopg.connect(at, connect_timeout=5).close()
            except psycopg.OperationalError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = (self._folder / "server.log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"the PostgreSQL server did not get ready: {said[-2000:]}") from None
                time.sleep(0.02)
            else:
                return


def _lives(process: psutil.Process) -> bool:
    """Whether a process is there and not only waits to be reaped (by whoever adopted it)."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _in_memory() -> Path | None:
    """Where files are quickest, if there is room: a database is five hundred files."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES
    return MEMORY if there else None


def _folder(parent: Path) -> Path:
    """A folder that anybody can enter (pytest's cannot), after those of test runs that were killed are removed."""
    for left in parent.glob(f"{PREFIX}*"):
        run = left.name.removeprefix(PREFIX).partition("-")[0]
        if run.isdecimal() and not psutil.pid_exists(int(run)):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    folder.chmod(0o755)
    return folder


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    """In the child, before it becomes the server: shut down at once when the test process is gone, however it went."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
