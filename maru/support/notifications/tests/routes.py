from __future__ import annotations

from typing import Any

from maru.staff.journal.models import Event
from maru.staff.members.tests.routes import Thing, things
from maru.support.notifications.models import Notification, PushBrowser
from maru.support.tickets.tests.routes import readers_of


@things("notifications")
def notifications(case: Any) -> list[Thing]:
    """minho's own, of each ticket: also of those that he may not see."""

    def told(ticket: Any) -> int:
        event = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).latest("id")
        return Notification.objects.get_or_create(
            member=case.minho, event=event, defaults={"ticket": ticket, "reason": "assigned"}
        )[0].pk

    def theirs(ticket: Any) -> Any:
        sees = readers_of(ticket)
        return lambda member: member == case.minho and sees(member)

    return [Thing(told(ticket), theirs(ticket)) for ticket in case.tickets]


@things("push-browsers")
@things("browsers")
def push_browsers(case: Any) -> list[Thing]:
    """One of a member each; only they know of it."""

    def browser_of(owner: Any) -> int:
        sign_in = owner.sign_ins.create(browser=f"Chrome/1 {owner.name}")
        return PushBrowser.objects.create(
            sign_in=sign_in, endpoint_hash=f"hash of {sign_in.pk}", sealed_subscription=""
        ).pk

    return [
        Thing(browser_of(owner), lambda member, owner=owner: member == owner)
        for owner in (case.jisu, case.eve)
    ]
