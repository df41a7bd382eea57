"""Runs inside an installation: has the first mailbox read from an IMAP server on loopback."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from bench.product import SUPPORT
from maru.extensions.email.mailbox import BeginWith
from maru.extensions.email.models import Mailbox
from maru.extensions.email.security import Security
from maru.records.channels.models import Channel

if __name__ == "__main__":
    port, user, password = sys.argv[1:]
    mailbox = Mailbox(
        channel=Channel.objects.get(address=SUPPORT),
        host="127.0.0.1",
        port=int(port),
        security=Security.NONE,
        user=user,
        folders=["INBOX"],
        begin_with=BeginWith.UNREAD,
        interval=2,
    )
    mailbox.password = password
    mailbox.save()
