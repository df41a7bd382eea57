"""Runs inside an installation: accepts every file of a folder as mail to the first mailbox."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from bench.product import SUPPORT
from maru.records.channels.acceptance import TOGETHER, Letter, accept
from maru.records.channels.models import Channel


def fill(folder: Path) -> None:
    channel = Channel.objects.get(address=SUPPORT)
    letters = [
        Letter(path.read_bytes(), (channel.pk,), {"mail_from": "someone@customers.example"})
        for path in sorted(folder.iterdir())
    ]
    for start in range(0, len(letters), TOGETHER):
        accept(letters[start : start + TOGETHER])


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
