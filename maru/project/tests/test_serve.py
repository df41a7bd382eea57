"""`maru serve` as a user starts it: real processes, real ports."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import SimpleTestCase


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(port: int) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def wait_until(question: Any, seconds: float = 120.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.1)
    return False


def children_of(pid: int) -> list[tuple[int, str]]:
    """Return number and words of each child; from /proc, for a bare system has no ps."""
    numbers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [(int(number), words_of(number)) for number in numbers]


def words_of(number: str) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:  # ended meanwhile
        return ""


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int, int]]:
    with tempfile.TemporaryDirectory() as home:
        port, mail_port = free_port(), free_port()
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("MARU_")},
            "MARU_HOME": home,
            "MARU_PORT": str(port),
            "MARU_SMTP_PORT": str(mail_port),
            "MARU_DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "maru.project.settings",
        }
        command = [sys.executable, "-m", "maru", "serve", *arguments]
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
        try:
            yield process, port, mail_port
        finally:
            process.terminate()
            process.communicate(timeout=30)


class ServeTests(SimpleTestCase):
    def test_all_parts_come_up_and_a_killed_one_comes_back(self):
        with serving() as (process, port, mail_port):
            self.assertTrue(wait_until(lambda: health(port)[0] == 200), health(port))
            socket.create_connection(("127.0.0.1", mail_port)).close()

            worker = next(pid for pid, words in children_of(process.pid) if "worker" in words)
            os.kill(worker, signal.SIGKILL)
            self.assertTrue(
                wait_until(lambda: any(
                    "worker" in words and pid != worker for pid, words in children_of(process.pid)
                ))
            )  # fmt: skip

    def test_the_link_is_printed_once_it_can_be_opened(self):
        with serving() as (process, port, _):
            line = next(line for line in process.stdout if b"/setup/" in line).decode()
            path = urlsplit(line.split()[-1]).path
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as page:
                self.assertEqual(page.status, 200)

    def test_its_processes_end_when_it_is_killed(self):
        with serving() as (process, port, _):
            self.assertTrue(wait_until(lambda: health(port)[0] == 200), health(port))
            children = [pid for pid, _ in children_of(process.pid)]
            self.assertEqual(len(children), 2)
            process.kill()
            self.assertTrue(wait_until(lambda: not any(map(is_running, children))))

    def test_one_process_will_do_for_a_trial(self):
        with serving("--single") as (_, port, _mail):
            self.assertTrue(wait_until(lambda: health(port)[0] == 200), health(port))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
