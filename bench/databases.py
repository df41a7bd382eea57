"""A database of one's own for a run, on a disk that is a disk."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tools.debian import postgres_binaries
from tools.ports import free_port
from tools.servers import may_create_databases, postgres_candidates, private_folder

IN_MEMORY = {"tmpfs", "ramfs"}
# PostgreSQL's "Shutting Down the Server", and a crash of its first process.
STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT, "kill": signal.SIGKILL}

RESTART = 1.0  # seconds after which a supervisor starts it again


class Unavailable(Exception):
    """This run cannot be made here; the text is one plain sentence."""


@contextmanager
def folder(purpose: str) -> Iterator[Path]:
    """Give an empty folder on a disk, removed afterwards. Raises Unavailable on a memory disk."""
    root = Path(os.environ.get("TMPDIR") or "/var/tmp")
    if file_system(root) in IN_MEMORY:
        raise Unavailable(f"{root} is in memory; set TMPDIR to a folder on a disk.")
    path = Path(tempfile.mkdtemp(prefix=f"maru-{purpose}-", dir=root))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def file_system(path: Path) -> str:
    """Return the kind of file system ``path`` lies on, "" where the machine does not tell."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    holding = [m for m in mounts if path.resolve().is_relative_to(m[1])]
    return max(holding, key=lambda m: len(m[1]))[2] if holding else ""


class PrivateServer:
    """A PostgreSQL of this run alone, that may be killed: fsync on, as in earnest."""

    def __init__(self, binaries: Path, data: Path, user: int | None) -> None:
        self._binaries, self._data, self._user = binaries, data, user
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        make = f"{binaries}/initdb -U maru -A trust -N -E UTF8 --locale=C.UTF-8 -D".split()
        subprocess.run(
            [*make, data / "db"], user=user, cwd=data, check=True, stdout=subprocess.DEVNULL
        )

    @property
    def url(self) -> str:
        return f"postgres://maru@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it and wait until it answers. Raises Unavailable after 60 s."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                # After kill -9 the old children may hold the memory a moment longer.
                self._process = self._launch()
            if may_create_databases(self.url):
                return
            time.sleep(0.2)
        log = (self._data / "log").read_text(errors="replace")
        raise Unavailable(f"PostgreSQL did not start: {log[-300:]}")

    @contextmanager
    def looked_after(self) -> Iterator[list[float]]:
        """Start it again whenever it has ended, as a supervisor does; give the times of that.

        On a full disk it ends by itself: without room for its log (WAL) it cannot keep its word.
        """
        over, ends = threading.Event(), list[float]()

        def care() -> None:
            while not over.wait(RESTART):
                if self._process is not None and self._process.poll() is not None:
                    ends.append(time.monotonic())
                    self._process = self._launch()

        carer = threading.Thread(target=care, daemon=True)
        carer.start()
        try:
            yield ends
        finally:
            over.set()
            carer.join()

    def backends(self) -> list[int]:
        """Return the processes that serve clients now."""
        titles = {pid: _title(pid) for pid in self._children()}
        return [pid for pid, title in titles.items() if " 127.0.0.1(" in title]

    def kill_all(self) -> None:
        """Kill -9 the server and all its children, as when the power goes."""
        for pid in [self.pid, *self._children()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self, way: str = "fast") -> None:
        """End it: "fast" breaks off what runs, "immediate" and "kill" leave it to recover."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(STOPS[way])
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _children(self) -> list[int]:
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [
            f"{self._binaries}/postgres",
            "-D",
            str(self._data / "db"),
            "-k",
            str(self._data),
        ]
        command += ["-p", str(self._port), "-c", "listen_addresses=127.0.0.1"]
        with (self._data / "log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self._data, user=self._user, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip


def _title(pid: int) -> str:
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        return ""


@dataclass
class Database:
    """Where a run keeps its rows. ``url`` is empty for SQLite in the run's MARU_HOME."""

    name: str
    url: str = ""
    server: PrivateServer | None = None


@contextmanager
def database(name: str, *, private: bool = False) -> Iterator[Database]:
    """Give an empty database: sqlite or postgres; ``private`` prefers a server of our own.

    Raises Unavailable where no PostgreSQL answers or is installed.
    """
    if name == "sqlite":
        yield Database("sqlite")
        return
    binaries = postgres_binaries()
    shared = next(filter(may_create_databases, postgres_candidates()), None)
    if binaries and (private or not shared):
        with private_folder() as (data, user):
            server = PrivateServer(binaries, data, user)
            server.start()
            try:
                with fresh(server.url) as url:
                    yield Database("postgres", url, server)
            finally:
                server.stop()
    elif shared:
        with fresh(shared) as url:
            yield Database("postgres", url)
    else:
        raise Unavailable("No PostgreSQL answers or is installed (bin/setup --servers).")


@contextmanager
def fresh(server: str) -> Iterator[str]:
    """Give the URL of an empty database on ``server``, dropped afterwards."""
    name = f"maru_run_{secrets.token_hex(4)}"
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 LOCALE 'C.UTF-8' ENCODING 'UTF8'"
            ).format(sql.Identifier(name))
        )
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        # A server that does not come up again takes its database with it.
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(server, dbname="postgres", autocommit=True) as connection,
        ):
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
