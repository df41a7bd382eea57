"""Runs inside an installation: prints what happened to tickets, as pages are to be told of it."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from maru.kit.live.seam import feed
from maru.staff.journal.models import Event

EVERY = 10**9

if __name__ == "__main__":
    (after,) = map(int, sys.argv[1:])
    at = dict(Event.objects.filter(pk__gt=after).values_list("pk", "at"))
    told = [one for one in feed().since(after, EVERY) if one.subject]
    newest = feed().end().newest
    happened = [[one.subject, one.verb, at[one.id].timestamp()] for one in told]
    sys.stdout.write(json.dumps({"newest": newest, "happened": happened}))
