"""Maru as its users run it: real processes with a home, ports and a database of their own."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.databases import Database, Unavailable, database, folder
from bench.machine import REPOSITORY
from tools.ports import free_port

SUPPORT, BILLING = "support@rig.example", "billing@rig.example"
AGENT = "agent@rig.example"


class Installation:
    """One Maru in ``home``. What it prints goes to ``log_file``, home/log unless told."""

    def __init__(self, home: Path, store: Database, *, mail_out: str = "") -> None:
        self.home, self.database = home, store
        self.log_file = home / "log"
        self.port, self.smtp_port = free_port(), free_port()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MARU_") or name == "MARU_CORPORA"
        }
        self.environment = {
            **kept,
            "MARU_HOME": str(home),
            "MARU_PORT": str(self.port),
            "MARU_SMTP_PORT": str(self.smtp_port),
            "MARU_MAIL_OUT": mail_out,
            "MARU_DATABASE_URL": store.url,
            "MARU_DEMO": "0",
        }

    def start(self, *command: str, **settings: str) -> subprocess.Popen[bytes]:
        """Start ``maru COMMAND`` and return at once."""
        return self._popen(["-m", "maru", *command], settings)

    def run(self, module: str, *arguments: str) -> Any:
        """Run ``python -m MODULE`` inside this installation; return the JSON it prints.

        Raises Unavailable with its last words when it fails.
        """
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=REPOSITORY, env=self.environment, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"{module} failed: {done.stderr.decode(errors='replace')[-1500:]}")
        return json.loads(done.stdout or b"null")

    def health(self) -> dict[str, Any]:
        """Return what /health says, {} while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as page:
                return dict(json.load(page))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))
        except (OSError, ValueError, http.client.HTTPException):
            return {}

    def wait_until_healthy(self, seconds: float = 300) -> float:
        """Return how long it took; raises Unavailable with the log's end when it does not come."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.health().get("status") == "ok":
                return time.monotonic() - began
            time.sleep(0.05)
        raise Unavailable(f"Maru did not become healthy in {seconds:.0f} s: {self.log()[-1500:]}")

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def _popen(self, arguments: list[str], settings: dict[str, str]) -> subprocess.Popen[bytes]:
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=REPOSITORY,
                env={**self.environment, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def installation(
    name: str, *, purpose: str, private: bool = False, mail_out: str = ""
) -> Iterator[Installation]:
    """Give a furnished Maru (company, two mailboxes, an agent) that nobody has started yet."""
    with folder(purpose) as home, database(name, private=private) as store:
        maru = Installation(home, store, mail_out=mail_out)
        if "MARU_TEST_HOME" in os.environ and not store.url:
            from tools.tables import give_tables  # the tests have made them already

            give_tables(home)
        maru.run("bench.furnishing")
        yield maru


def stop(process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
