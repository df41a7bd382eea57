"""Runs in the peer's own environment: imports folders of mail one after the other, prints the time.

``python -m ...importing FOLDER ...``; the answer on standard output is JSON:
seconds, and by Message-ID the ticket of each mail.
"""

import json
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.django_helpdesk.settings")
django.setup()

from django.core.management import call_command
from helpdesk.email import process_email
from helpdesk.models import EmailTemplate, FollowUp, Queue


def prepare() -> Queue:
    call_command("migrate", verbosity=0, interactive=False)
    # No acknowledgement to the sender: its templates are the operator's data.
    EmailTemplate.objects.all().delete()
    queue, _ = Queue.objects.get_or_create(
        slug="support",
        defaults={
            "title": "Support",
            "email_address": "support@rig.example",
            "allow_email_submission": True,
            "email_box_type": "local",
            "email_box_interval": 0,
            "logging_type": "none",
        },
    )
    return queue


def import_from(queue: Queue, folder: str) -> float:
    """Import one folder the way its `get_email` command does; return the seconds."""
    Queue.objects.filter(pk=queue.pk).update(email_box_local_dir=folder)
    began = time.perf_counter()
    process_email(quiet=True)
    return time.perf_counter() - began


def main(folders: list[str]) -> None:
    queue = prepare()
    *measured, warming = folders
    import_from(queue, warming)
    FollowUp.objects.all().delete()
    seconds = sum(import_from(queue, folder) for folder in measured)
    left = sum(len(list(Path(folder).iterdir())) for folder in measured)
    tickets = dict(FollowUp.objects.values_list("message_id", "ticket_id"))
    json.dump({"seconds": seconds, "left": left, "tickets": tickets}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
