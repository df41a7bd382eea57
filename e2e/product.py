"""Maru as its user starts it: `maru serve` on free ports, and a relay that keeps what is sent."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tools.isolation import ROOT
from tools.ports import free_port
from tools.tables import alone, give_tables


class Relay:
    """A mail server of the world outside: it takes everything and keeps it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self._came = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        with self._came:
            self.mails.append(mail)
            self._came.notify_all()
        return "250 OK"

    def wait_for(self, count: int, seconds: float = 60) -> list[EmailMessage]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.mails) >= count, seconds), "no mail came"
            return list(self.mails)


@dataclass
class Product:
    url: str
    mail_port: int
    relay: Relay
    output: Path
    home: Path
    environment: dict[str, str] = field(repr=False)

    def sign_in_link(self) -> str:
        """Return the link that is printed once the pages answer."""
        deadline = time.monotonic() + 120
        while not (found := re.search(r"http://\S+/sign-in/\S+/", self.output.read_text())):
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        return found.group()

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "maru", *arguments],
            env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()


def furnished() -> Path:
    """Return a home with the demo company, made once a run, to be copied.

    Takes some ten seconds, twice that where nobody has migrated before.
    """
    home, begun = ROOT / "furnished", ROOT / "furnishing"
    with alone("furnishing"):
        if not home.exists():
            begun.mkdir(mode=0o700)
            give_tables(begun)
            for command in ("upgrade", "demo"):
                subprocess.run(
                    [sys.executable, "-m", "maru", command], env=_environment(begun),
                    stdout=subprocess.DEVNULL, check=True,
                )  # fmt: skip
            begun.rename(home)
    return home


def _environment(home: Path) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("MARU_")},
        "MARU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "maru.project.settings",
        "LANG": "ko_KR.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def product(*, is_first_start: bool = False, **settings: str) -> Iterator[Product]:
    """Start Maru with a demo company, and stop it. A first start makes the company itself."""
    relay, relay_port = Relay(), free_port()
    controller = Controller(relay, hostname="127.0.0.1", port=relay_port)
    controller.start()
    with tempfile.TemporaryDirectory() as folder:
        home, output = Path(folder) / "home", Path(folder) / "output"
        port, mail_port = int(settings.get("MARU_PORT") or free_port()), free_port()
        environment = {
            **_environment(home),
            "MARU_PORT": str(port),
            "MARU_SMTP_PORT": str(mail_port),
            "MARU_MAIL_OUT": f"smtp://127.0.0.1:{relay_port}",
            **settings,
        }
        if not is_first_start:
            shutil.copytree(furnished(), home)
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "maru", "serve"], env=environment, stdout=file
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_up(url, process)
            yield Product(url, mail_port, relay, output, home, environment)
        finally:
            process.terminate()
            process.wait(timeout=30)
            controller.stop()


def _wait_until_up(url: str, process: subprocess.Popen[bytes], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, "maru serve ended"
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except OSError:  # not listening yet, or 503
            time.sleep(0.2)
    raise AssertionError("maru serve did not come up")
