"""The process that reads mail and nothing else: no network, no secrets, little memory.

Speaks frames on stdin and stdout: four bytes of length, then JSON. Each request
is ``{"raw": path, "scratch": path}``. Started by reader.py.
"""

import errno
import json
import math
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

from maru.kit.mailparse.limits import CPU_SECONDS, MAX_RAW, MEMORY_BYTES, NO_ROOM, Unreadable
from maru.kit.mailparse.parse import parse
from maru.kit.mailparse.wire import to_json

_RETIRE_BYTES = 64 * 1024 * 1024  # grown by so much, the child asks to be replaced


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not break the framing
    _limit_for_good()
    idle = _address_space()
    while (request := read_frame(sys.stdin.buffer)) is not None:
        _limit_this_mail()
        answer = _answer(request)
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer["retire"] = _address_space() > idle + _RETIRE_BYTES
        data = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        answers.write(struct.pack(">I", len(data)) + data)
        answers.flush()


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    head = stream.read(4)
    if len(head) < 4:
        return None
    data = json.loads(stream.read(struct.unpack(">I", head)[0]))
    return data if isinstance(data, dict) else None


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        path = Path(request["raw"])
        if path.stat().st_size > MAX_RAW:
            raise Unreadable("too_large", f"{path.stat().st_size} bytes")
        return {"mail": to_json(parse(path.read_bytes(), Path(request["scratch"])))}
    except Unreadable as refused:
        return {"reason": refused.reason, "detail": refused.detail}
    except MemoryError:
        return {"reason": "memory_limit", "detail": ""}
    except RecursionError:
        return {"reason": "too_deep", "detail": ""}
    except BaseException as error:  # a bug of ours must end as quarantine, with its name
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        reason = NO_ROOM if is_full else "crashed"
        return {"reason": reason, "detail": f"{type(error).__name__}: {error}"[:500]}


def _limit_for_good() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when we stop
    for what, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, 2 * MAX_RAW),
    ):
        resource.setrlimit(what, (value, value))
    if hasattr(resource, "RLIMIT_NPROC"):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _limit_this_mail() -> None:
    """CPU by a timer that counts fractions, and by RLIMIT_CPU should the timer be undone."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + CPU_SECONDS), hard))
    if space := _address_space():
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = space + MEMORY_BYTES
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space in use, 0 where /proc does not tell."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    main()
