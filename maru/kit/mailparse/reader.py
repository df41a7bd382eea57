"""Reading mail at arm's length: a child process that may die, and is then replaced."""

import contextlib
import errno
import json
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any

from maru.kit.mailparse.limits import MAX_ANSWER, NO_ROOM, WALL_SECONDS, Unreadable
from maru.kit.mailparse.mail import ParsedMail
from maru.kit.mailparse.wire import from_json

COMMAND = ["-m", "maru.kit.mailparse.child"]
_ROOT = Path(__file__).resolve().parents[3]


class Reader:
    """Reads one mail at a time in one persistent child; safe to share between threads.

    Threads wait for one another: give each worker thread its own Reader for speed.
    The first read starts the child (about a tenth of a second).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None

    def read(self, raw_path: Path, scratch: Path) -> ParsedMail:
        """Read the mail in ``raw_path``; its files go into ``scratch``, an existing empty folder.

        Raises Unreadable: what parse() refuses, and cpu_limit, memory_limit,
        crashed, timeout; and OSError when the disk has no room for the files.
        Takes at most about 10 s of wall time.
        """
        request = {"raw": str(raw_path.absolute()), "scratch": str(scratch.absolute())}
        with self._lock:
            answer = self._ask(request)
        if answer.get("reason") == NO_ROOM:
            raise OSError(errno.ENOSPC, str(answer.get("detail", "")))
        if "reason" in answer:
            raise Unreadable(str(answer["reason"]), str(answer.get("detail", "")))
        try:
            mail = from_json(answer["mail"])
            _check_files(mail, scratch)
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise Unreadable("crashed", f"strange answer: {error!r}"[:500]) from error
        return mail

    @property
    def pid(self) -> int | None:
        """Process of the child, None before the first mail."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        with self._lock:
            self._stop()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: dict[str, str]) -> dict[str, Any]:
        child = self._running()
        data = json.dumps(request).encode()
        try:
            os.write(_descriptor(child.stdin), struct.pack(">I", len(data)) + data)
            answer: dict[str, Any] = json.loads(self._receive(child))
        except (OSError, EOFError):
            raise self._cause_of_death() from None
        except (ValueError, RecursionError):
            self._stop()
            raise Unreadable("crashed", "answer is not JSON") from None
        except BaseException:
            self._stop()  # a late answer must not meet the next mail
            raise
        if not isinstance(answer, dict):
            self._stop()
            raise Unreadable("crashed", "answer is no object")
        if answer.get("retire") or answer.get("reason") in {"memory_limit", "crashed"}:
            self._stop()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the child
            self._child = subprocess.Popen(
                [sys.executable, *COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd="/",
                # Nothing of our environment: it holds passwords.
                env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            )
        return self._child

    def _receive(self, child: subprocess.Popen[bytes]) -> bytes:
        deadline = time.monotonic() + WALL_SECONDS
        size = struct.unpack(">I", self._exactly(child, 4, deadline))[0]
        if size > MAX_ANSWER:
            raise ValueError("answer too long")
        return self._exactly(child, size, deadline)

    def _exactly(self, child: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
        descriptor = _descriptor(child.stdout)
        pieces: list[bytes] = []
        while count:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                self._stop()
                raise Unreadable("timeout", f"no answer within {WALL_SECONDS:.0f} s")
            piece = os.read(descriptor, min(count, 1 << 20))
            if not piece:
                raise EOFError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def _cause_of_death(self) -> Unreadable:
        code = None
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._child.wait(timeout=2)
        words = self._last_words()
        self._stop()
        if code in {-signal.SIGXCPU, -signal.SIGPROF}:
            return Unreadable("cpu_limit")
        if "memory allocation" in words or "MemoryError" in words:
            return Unreadable("memory_limit")
        return Unreadable("crashed", f"exit {code}: {words}"[:500])

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 2000))
        return self._errors.read().decode("utf-8", "replace")

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        if self._errors is not None:
            self._errors.close()
            self._errors = None


def _descriptor(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise EOFError
    return pipe.fileno()


def _check_files(mail: ParsedMail, scratch: Path) -> None:
    """A child taken over could name any file of ours: only plain files of scratch count."""
    folder = scratch.absolute()
    for file in mail.files:
        path = Path(file.path)
        if path.parent != folder or path.is_symlink() or not path.is_file():
            raise ValueError("file outside scratch")
