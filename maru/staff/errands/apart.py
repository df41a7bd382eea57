"""An errand that is carried to its end at once has a process of its own: it takes nothing from
the mail and pages of the worker, and ends with it."""

from __future__ import annotations

import os
import subprocess
import sys

from django.db import connection
from django.utils import timezone

from maru.staff.errands.errand import LEASE
from maru.staff.errands.models import Errand

RENEW = 30.0  # seconds


def carry_on_apart(errand: Errand) -> None:
    """Wait for the process, renewing the lease."""
    command = [sys.executable, "-m", "maru.staff.errands.child", str(errand.pk)]
    mine = Errand.objects.under_way().filter(errand.is_mine())
    with subprocess.Popen(
        [*command, errand.lease_owner], stdin=subprocess.PIPE, env={**os.environ}
    ) as process:
        while True:
            connection.close()  # waiting needs none
            try:
                process.wait(RENEW)
                break
            except subprocess.TimeoutExpired:
                mine.update(lease_until=timezone.now() + LEASE)
    mine.filter(lease_until__isnull=False).update(lease_until=None)
