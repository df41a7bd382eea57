"""Runs inside an installation: so many agents sign in; prints their cookies as JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.conf import settings
from django.test import Client

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team
from maru.support.tickets.opening import open_ticket


def invite(count: int) -> list[str]:
    """Have ``count`` agents of two teams sign in, and a ticket to talk about."""
    brand, first = Brand.objects.get(), Team.objects.get()
    teams = [first, Team.objects.create(name="Second")]
    customer = recognise(ContactKind.EMAIL, "customer@rig.example", brand=brand)
    cookies = []
    for number in range(count):
        member = Member.objects.invite(
            f"agent{number}@rig.example", name=f"Agent {number}", role=Role.AGENT,
            teams=[teams[number % 2]],
        )  # fmt: skip
        member.brands.add(brand)
        client = Client()
        client.force_login(member)
        name = settings.SESSION_COOKIE_NAME
        cookies.append(f"{name}={client.cookies[name].value}")
    open_ticket(by=Member.objects.get(email="agent0@rig.example"), brand=brand, team=first,
                requester=customer, subject="Live", text="-")  # fmt: skip
    return cookies


if __name__ == "__main__":
    print(json.dumps(invite(int(sys.argv[1]))))
