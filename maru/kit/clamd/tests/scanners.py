"""Scanners for tests: a real clamd that knows one virus, and one that misbehaves on demand."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maru.kit.clamd import Away, Clamd, Place
from tools.ports import free_port

PROGRAM = shutil.which("clamd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
NOT_HERE = "no clamd is installed (bin/setup --servers)"

# The harmless file that every scanner knows by agreement; in two parts, so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test.UNOFFICIAL"  # as clamd names what its own signatures do not hold

CONFIG = """
Foreground yes
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
LogFile {folder}/log
StreamMaxLength 1M
SelfCheck 0
"""


@contextmanager
def clamd() -> Iterator[tuple[str, str]]:
    """Run a real clamd whose signatures hold EICAR; give its socket's path and its host:port."""
    with tempfile.TemporaryDirectory(prefix="maru-clamd-") as name:
        folder = Path(name)
        port = free_port()
        (folder / "signatures").mkdir()
        (folder / "signatures" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
        (folder / "config").write_text(CONFIG.format(folder=folder, port=port))
        command = [PROGRAM or "", "-c", str(folder / "config")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
            try:
                _wait(server, Clamd(Place(path=f"{folder}/clamd.ctl")))
                yield f"{folder}/clamd.ctl", f"127.0.0.1:{port}"
            finally:
                server.kill()


def _wait(server: subprocess.Popen[bytes], scanner: Clamd) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            return scanner.ping()
        except Away:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"clamd did not start: {server.stderr.read()!r}") from None
            time.sleep(0.05)


class Impostor:
    """Speaks clamd's protocol on loopback as its manual has it, and fails where ``fault`` says.

    ``fault``: "" (all is well), "refuse" (hangs up on connecting), "stall" (never answers a
    file), "cut" (hangs up amid a file), "limit" (StreamMaxLength is 100 bytes), "error"
    (cannot scan), "garbage".
    """

    version = "ClamAV 1.4.3/27806/Thu Nov 26 09:40:52 2026"

    def __init__(self) -> None:
        self.fault = ""
        self.scanned: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as heard, suppress(OSError, struct.error):
            if self.fault == "refuse":
                return
            match _until_nul(heard):
                case b"zPING":
                    line.sendall(b"PONG\0")
                case b"zVERSION":
                    line.sendall(self.version.encode() + b"\0")
                case b"zINSTREAM":
                    line.sendall(self._scan(heard))

    def _scan(self, heard) -> bytes:
        data = b""
        while length := struct.unpack("!L", heard.read(4))[0]:
            data += heard.read(length)
            if self.fault == "cut":
                return b""
            if self.fault == "limit" and len(data) > 100:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.scanned.append(data)
        if self.fault == "stall":
            self._over.wait(30)
        if self.fault == "error":
            return b"stream: Can't allocate memory ERROR\0"
        if self.fault == "garbage":
            return b"\xff" * 9000
        return b"stream: Eicar-Test FOUND\0" if EICAR in data else b"stream: OK\0"


def _until_nul(heard) -> bytes:
    said = b""
    while (byte := heard.read(1)) not in {b"", b"\0"}:
        said += byte
    return said


@contextmanager
def impostor() -> Iterator[Impostor]:
    scanner = Impostor()
    try:
        yield scanner
    finally:
        scanner.close()
