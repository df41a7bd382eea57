"""What must hold of the machine (D18)."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maru.project.checks.disk import FEW
from maru.staff.alarms.conditions import Facts, condition


@condition("disk", _("Only %(gb)s GB are free on the disk of MARU_HOME."))
def disk() -> Facts | None:
    free = shutil.disk_usage(settings.HOME).free
    return {"gb": round(free / 1e9, 1)} if free < FEW else None
