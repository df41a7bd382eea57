"""A ticket is given over to the routing: by a macro, a rule, or for many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.actions.action import Choices, Unreadable, Unsuitable
from maru.support.actions.deeds.deed import Deed
from maru.support.actions.deeds.fields import number_or_nobody
from maru.support.routing.choices import Because
from maru.support.routing.models import Queued, RoutingRule
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step


class Routed(Deed):
    """Values: the team whose routing has it. Whoever has it has it no more."""

    name, label = "route", gettext_lazy("Give to the routing of")
    verbs = frozenset({"ticket.assigned", "ticket.team"})

    def choices(self, by: Member) -> Choices:
        return [(str(team.pk), team.name) for team in _teams(by)]

    def read(self, given: Any, by: Member) -> int:
        key = number_or_nobody(given)
        if key is None or not _teams(by).filter(pk=key).exists():
            raise Unreadable(_("There is no such team whose routing is on."))
        return key

    def words(self, value: Any) -> str:
        team = Team.objects.filter(pk=value).first()
        return team.name if team else _("No team")

    def same(self, value: Any, step: Step) -> Q:
        return Q(team_id=value, assignee=None)

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        if step.team(value) is None:
            yield "gone", Q(pk__isnull=False)

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        team = step.team(value)
        if team is None:
            raise Unsuitable("gone")
        was = [ticket.team_id, ticket.assignee_id]
        moved = ticket.hand_to(team, by=step.by, because=because)
        freed = ticket.assign(None, by=step.by, because=because)
        if not (moved or freed):
            return None
        Queued.objects.update_or_create(
            kind="ticket", item=ticket.pk,
            # Priority 0: where it stands is still to be reckoned (keeping.py).
            defaults={
                "team": team, "because": Because.ASKED, "since": timezone.now(), "priority": 0,
            },
        )  # fmt: skip
        return was

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        team, assignee = was
        if team is not None and step.team(team) is None:
            raise Unsuitable("gone")
        ticket.hand_to(step.team(team) if team else None, by=step.by, because=because)
        to = step.member(assignee) if assignee else None
        ticket.assign(to if to and to.is_active else None, by=step.by, because=because)


def _teams(by: Member) -> Any:
    on = RoutingRule.objects.on().values("team")
    return Team.objects.visible_to(by).filter(pk__in=on)


def routed() -> list[Routed]:
    """Nothing where no team's routing is on: nobody is offered what leads nowhere."""
    return [Routed()] if RoutingRule.objects.on().exists() else []
