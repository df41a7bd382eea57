"""Runs inside a seeded installation: signs its reader in; prints what their browser needs."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.conf import settings
from django.test import Client

from bench.finding.asking import READER
from maru.staff.members.models import Member
from maru.support.tickets.models import Message, Ticket


def enter() -> dict[str, object]:
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(Member.objects.get(email=READER))
    name = settings.SESSION_COOKIE_NAME
    return {
        "cookie": {"name": name, "value": browser.cookies[name].value},
        "tickets": Ticket.objects.count(),
        "messages": Message.objects.count(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(enter()))
