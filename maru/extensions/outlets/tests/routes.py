from __future__ import annotations

from typing import Any

from maru.extensions.outlets.models import Outlet
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.models import Call, Webhook
from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.staff.members.tests.routes import PRIVATE_TEAM, Thing, things


def _outlets(case: Any) -> list[Outlet]:
    """One of the team that all know, one of the private team."""
    made = []
    for team, canary in ((case.team, ""), (case.secret_team, PRIVATE_TEAM)):
        name = f"#채널 {canary}"
        found = Outlet.objects.filter(team=team, name=name).first()
        if not found:
            webhook = Webhook(form="slack")
            webhook.point_to("https://127.0.0.1/services/x")
            webhook.save()
            found = Outlet.objects.create(team=team, name=name, webhook=webhook, hears=["new"])
        made.append(found)
    return made


def _sees(outlet: Outlet) -> Any:
    def seen_by(member: Member) -> bool:
        knows = not outlet.team.is_private or member.role == Role.ADMIN
        knows = knows or member.teams.filter(pk=outlet.team_id).exists()
        return member.can(Power.PEOPLE) and knows

    return seen_by


@things("outlets")
def outlets(case: Any) -> list[Thing]:
    return [Thing(each.pk, _sees(each), inside=each.team_id) for each in _outlets(case)]


@things("calls")
def calls(case: Any) -> list[Thing]:
    things_made = []
    for each in _outlets(case):
        told = Announcement("ticket.new", "2026-11-29T00:00:00Z", f"새 티켓 {each.name}")
        call = Call.objects.create(
            webhook=each.webhook, happening="ticket.new", announcement=told.as_json(),
            state="failed",
        )  # fmt: skip
        things_made.append(Thing(call.pk, _sees(each), inside=each.pk))
    return things_made
