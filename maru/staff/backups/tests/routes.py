from __future__ import annotations

from typing import Any

from maru.staff.backups.models import Backup
from maru.staff.members.tests.routes import Thing, things


@things("backups")
def backups(case: Any) -> list[Thing]:
    return [Thing(Backup.objects.create().pk, lambda member: member.sees_company)]
