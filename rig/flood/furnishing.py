"""Runs inside an installation: agents, rules that listen to every mail, routing, and something to
learn; prints the cookies of the agents as JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maru.project.settings")
django.setup()

from django.utils import timezone

from bench.broadcasting.inviting import invite
from maru.kit.tags.models import tags_named
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.automation.models import Rule
from maru.support.routing.models import RoutingRule
from maru.support.tickets.models import Message, Ticket
from maru.support.understanding.models import Lesson

MARK, RULES = "밀물", 50
ROOM = 500  # pieces of work that one agent may have
SAID = {"환불": "환불해 주세요, 돈을 돌려받고 싶어요", "배송": "배송이 안 와요, 언제 오나요"}
SOLVED = 60  # for each tag


def furnish(agents: int) -> list[str]:
    cookies = invite(agents)
    admin = Member.objects.filter(email="agent@rig.example").get()
    for n in range(RULES):
        _rule(f"규칙 {n}", {"tags_added": [f"표{n}"]}, f"아무도 쓰지 않는 말 {n}", admin)
    _rule("모두", {"tags_added": [MARK]}, "", admin)
    for team in Team.objects.all():
        RoutingRule.objects.create(team=team, is_on=True, capacity=ROOM)
    _solve()
    Lesson.ask("topic", by=admin)
    return cookies


def _rule(name: str, changes: dict[str, object], word: str, by: Member) -> None:
    """Make a rule for every mail that holds ``word``, for every mail where that is empty."""
    holds = [{"field": "subject", "op": "contains", "value": word}] if word else []
    Rule.make(
        by=by, name=name, is_on=True, is_everywhere=True,
        when={"on": [{"occasion": "received"}, {"occasion": "opened"}], "by": []},
        conditions={"all": holds}, changes=changes,
    )  # fmt: skip


def _solve() -> None:
    """Make tickets to learn from."""
    brand = Brand.objects.get()
    tags = {tag.name: tag for tag in tags_named(SAID)}
    for name, text in SAID.items():
        for n in range(SOLVED):
            who = recognise(ContactKind.EMAIL, f"before{n}@rig.example", brand=brand, name="")
            ticket = Ticket.objects.create(
                brand=brand, requester=who, subject=name, status="solved",
                solved_at=timezone.now(),
            )  # fmt: skip
            Message.objects.create(ticket=ticket, direction="in", customer=who, text=f"{text} {n}")
            ticket.tags.add(tags[name])


if __name__ == "__main__":
    print(json.dumps(furnish(int(sys.argv[1]))))
