"""Runs inside an installation: gives it one mailbox, ADDRESS, that answers by itself."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from bench.product import BILLING, SUPPORT
from maru.records.channels.models import Channel
from maru.support.autoanswers.models import Wording

if __name__ == "__main__":
    (address,) = sys.argv[1:]
    Channel.objects.filter(address=BILLING).delete()
    Channel.objects.filter(address=SUPPORT).update(address=address)
    channel = Channel.objects.get(address=address)
    Wording.objects.create(brand=channel.brand, is_on=True)
