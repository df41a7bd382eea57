"""Runs inside an installation: migrates and makes the small company that a run needs."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.core.management import call_command

from bench.product import AGENT, BILLING, SUPPORT
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team


def furnish() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    Company.objects.create(id=1, name="Rig")
    brand = Brand.objects.create(name="Rig", calendar=Calendar.objects.create(name="Hours"))
    team = Team.objects.create(name="Support")
    for address in (SUPPORT, BILLING):
        Channel.objects.create(address=address, name="Rig", brand=brand, team=team)
    Member.objects.invite(AGENT, name="Agent", role=Role.ADMIN, teams=[team])


if __name__ == "__main__":
    furnish()
