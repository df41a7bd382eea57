"""The processes of one installation: started, looked after, found by what they do, killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

from bench.product import Installation, stop
from tools.ports import free_port

KINDS = {"web": "web", "worker": "worker", "mail": "listener", "serve": "supervisor"}


class Processes:
    """`maru serve` and a second mail listener. What the supervisor does not restart, we do.

    ``commands`` names others to run instead, each with its environment.
    """

    def __init__(
        self, maru: Installation, commands: dict[str, dict[str, str]] | None = None
    ) -> None:
        self._maru = maru
        self.second_port = free_port()
        self._commands = commands or {
            "serve": {},
            "mail": {"MARU_SMTP_PORT": str(self.second_port)},
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()
        self._carer = threading.Thread(target=self._look_after, daemon=True)

    def __enter__(self) -> Processes:
        self._start_missing()
        self._carer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._carer.join()
        for process in self._running.values():
            stop(process)
        for pids in self.living().values():  # what a killed supervisor left behind
            for pid in pids:
                kill(pid)

    def living(self) -> dict[str, list[int]]:
        """Return what runs now, by kind: web, worker, listener, supervisor, reader.

        Costs a walk over /proc. Ours are known by their MARU_HOME, which is
        this run's own folder; a reader has no environment but a parent.
        """
        mine = f"MARU_HOME={self._maru.home}\0".encode()
        found: dict[str, list[int]] = {}
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            pid = int(entry.name)
            with contextlib.suppress(OSError, ValueError, IndexError):
                command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if "maru.kit.mailparse.child" in command:
                    parents[pid] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                elif mine in (entry / "environ").read_bytes() and "maru" in command:
                    kind = KINDS.get(command[command.index("maru") + 1])
                    if kind:
                        found.setdefault(kind, []).append(pid)
        workers = found.get("worker", [])
        if readers := [pid for pid, parent in parents.items() if parent in workers]:
            found["reader"] = readers
        return found

    def kill_all(self) -> None:
        """Kill -9 all of them at once and start none any more, as when the power goes."""
        self._stop.set()
        self._carer.join()
        mine = f"MARU_HOME={self._maru.home}\0".encode()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and mine in (entry / "environ").read_bytes():
                    kill(int(entry.name))

    def is_serving(self) -> bool:
        """Return whether the web process answers on its port."""
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self._maru.port), timeout=1).close()
            return True
        return False

    def _look_after(self) -> None:
        while not self._stop.wait(0.2):
            self._start_missing()

    def _start_missing(self) -> None:
        for name, settings in self._commands.items():
            process = self._running.get(name)
            if process is None or process.poll() is not None:
                self._running[name] = self._maru.start(name, **settings)


def kill(pid: int) -> bool:
    """Kill -9; return False if it was gone already, or never was (0)."""
    if not pid:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
