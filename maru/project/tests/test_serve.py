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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import SimpleTestCase

from tools.ports import free_port
from tools.tables import give_tables


def health(port: int) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def wait_until(question: Callable[[], bool], seconds: float = 300.0) -> bool:
    """Long, as a first start makes all tables, on a slow machine with the whole suite beside it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.1)
    return False


def comes_up(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the pages answer; whoever ended instead is not waited for."""
    wait_until(lambda: process.poll() is not None or health(port)[0] == 200)
    return process.poll() is None and health(port)[0] == 200


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
def serving(
    *arguments: str, has_tables: bool = False
) -> Iterator[tuple[subprocess.Popen[bytes], int, int]]:
    with tempfile.TemporaryDirectory() as home:
        if has_tables:
            give_tables(Path(home))
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
    def test_from_the_first_start_to_a_sudden_end(self):
        """In one: a first start makes all tables, which takes longer than all the rest."""
        with serving() as (process, port, mail_port):
            line = next(line for line in process.stdout if b"/setup/" in line).decode()
            with self.subTest("the link is printed once it can be opened"):
                path = urlsplit(line.split()[-1]).path
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as page:
                    self.assertEqual(page.status, 200)
            with self.subTest("all parts come up"):
                self.assertTrue(comes_up(process, port), (process.poll(), health(port)))
                self.assertEqual(len(children_of(process.pid)), 2)
                socket.create_connection(("127.0.0.1", mail_port)).close()
            with self.subTest("a killed part comes back"):
                worker = next(pid for pid, words in children_of(process.pid) if "worker" in words)
                os.kill(worker, signal.SIGKILL)
                self.assertTrue(wait_until(lambda: has_another_worker(process.pid, worker)))
            with self.subTest("they end with the process that started them"):
                children = [pid for pid, _ in children_of(process.pid)]
                process.kill()
                self.assertTrue(wait_until(lambda: not any(map(is_running, children))))

    def test_one_process_will_do_for_a_trial(self):
        with serving("--single", has_tables=True) as (process, port, _):
            self.assertTrue(comes_up(process, port), (process.poll(), health(port)))


def has_another_worker(parent: int, pid: int) -> bool:
    return any("worker" in words and child != pid for child, words in children_of(parent))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
