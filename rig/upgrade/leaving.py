"""What runs leaves when somebody asks for the tables, says so meanwhile, and comes back."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from bench.machine import REPOSITORY
from bench.product import Installation, stop
from bench.rows import Row


def left_and_back(maru: Installation) -> Iterator[Row]:
    """Start `maru serve`, take the tables, look at its ports, give them back."""
    serving = maru.start("serve")
    try:
        maru.wait_until_healthy(120)
        began = time.monotonic()
        with _asking(maru) as asking:
            assert asking.stdout
            assert asking.stdin
            is_alone = asking.stdout.readline() == "alone\n"
            took = time.monotonic() - began
            yield Row("left_after", took if is_alone else None, "s", target="<= 60")
            greeting = str(_soon(lambda: _greeting(maru.smtp_port)))
            yield Row("mail_port_says_later", float(greeting.startswith("421")), "", target="= 1",
                      note=greeting.strip())  # fmt: skip
            parts = _soon(lambda: maru.health().get("parts")) or {}
            is_said = bool(parts.get("database", {}).get("why"))
            yield Row("health_says_why", float(is_said), "", target="= 1")
            asking.stdin.close()
        yield Row("back_after", maru.wait_until_healthy(120), "s", target="<= 60")
    finally:
        stop(serving)


def _asking(maru: Installation) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "rig.upgrade.asking"],
        cwd=REPOSITORY, env=maru.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip


def _greeting(port: int) -> str:
    with (
        suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=5) as client,
        client.makefile() as lines,
    ):
        return lines.readline()
    return ""


def _soon(ask: Callable[[], Any], seconds: float = 60) -> Any:
    """Return the first answer that is one, or the last, which is none."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer
