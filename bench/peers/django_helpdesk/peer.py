"""Brings django-helpdesk, has it import mails, list and search; runs on our side."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.databases import Unavailable
from bench.machine import REPOSITORY
from bench.mails import Mail
from tools.packages import download_environment, uv

VERSION = "2.6.1"
HOME = REPOSITORY / "build" / "peers" / "django_helpdesk"
REQUIREMENTS = [f"django-helpdesk=={VERSION}", "django>=5.2,<5.3"]


@dataclass(frozen=True)
class Import:
    seconds: float
    tickets: dict[str, int]  # by Message-ID, with <>


def bring() -> Path:
    """Return the Python of the peer's environment, made from PyPI if it is missing."""
    python = HOME / "bin" / "python"
    mark = HOME / f"installed-{VERSION}"
    if not mark.exists():
        _run([uv(), "venv", "-q", "--clear", str(HOME)])
        _run([uv(), "pip", "install", "-q", "-p", str(python), *REQUIREMENTS])
        mark.touch()
    return python


def import_mails(mails: Sequence[Mail], warming: Sequence[Mail], folder: Path) -> Import:
    """Have django-helpdesk import ``mails``, originals first, into a new database in ``folder``."""
    boxes = {
        "originals": [m for m in mails if not m.answers],
        "replies": [m for m in mails if m.answers],
    }
    boxes["warming"] = list(warming)
    for name, box in boxes.items():
        (folder / name).mkdir(parents=True)
        for number, mail in enumerate(box):
            (folder / name / f"{number:06}").write_bytes(mail.raw)
    command = [str(bring()), "-m", "bench.peers.django_helpdesk.importing"]
    done = _run([*command, *(str(folder / name) for name in boxes)], PEER_HOME=str(folder))
    answer = json.loads(done)
    if answer["left"]:
        raise Unavailable(f"django-helpdesk left {answer['left']} mails unread.")
    return Import(answer["seconds"], answer["tickets"])


@dataclass(frozen=True)
class Finding:
    lists: list[float]  # milliseconds
    searches: list[float]


def find_in(tickets: Path, folder: Path, lists: int, words: Sequence[str]) -> Finding:
    """Have django-helpdesk take ``tickets`` over into ``folder``, list them and search ``words``.

    ``tickets``: a file as bench/finding/handing_over.py writes it.
    """
    folder.mkdir()
    command = [str(bring()), "-m", "bench.peers.django_helpdesk.finding"]
    done = _run([*command, str(tickets), str(lists), *words], PEER_HOME=str(folder))
    answer = json.loads(done)
    return Finding(answer["list"], answer["search"])


def _run(command: list[str], **settings: str) -> str:
    others = {"VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE"}
    env = {name: value for name, value in download_environment().items() if name not in others}
    done = subprocess.run(
        command, cwd=REPOSITORY, env={**env, **settings},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"django-helpdesk could not run: {done.stderr[-1500:]}")
    return done.stdout
