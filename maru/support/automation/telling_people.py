"""Actions by which a rule draws people in: they are told, or follow the ticket from now on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.actions.action import Action, Choices, Unreadable, Unsuitable, no_choice
from maru.support.actions.deeds.deed import Deed
from maru.support.tickets.models import Ticket
from maru.support.tickets.readers import readers_of

if TYPE_CHECKING:
    from maru.support.actions.step import Step

ASSIGNEE = "assignee"
MOST = 30


class _People(Action):
    """Values: a list of "assignee", "member:3", "team:2"."""

    is_for_rules = True
    is_many = True

    def choices(self, by: Member) -> Choices:
        people = Member.objects.visible_to(by).active()
        teams = Team.objects.visible_to(by)
        return [
            (ASSIGNEE, gettext_lazy("Whoever has the ticket")),
            *((f"team:{team.pk}", team.name) for team in teams),
            *((f"member:{one.pk}", str(one)) for one in people),
        ]

    def read(self, given: Any, by: Member) -> list[str]:
        offered = {str(value) for value, _label in self.choices(by)}
        wanted = _listed(given)
        if missing := next((one for one in wanted if one not in offered), None):
            raise no_choice(missing)
        return wanted

    def recall(self, kept: Any) -> list[str]:
        wanted = _listed(kept)
        if len(_named("member", wanted)) != _members(wanted).count():
            raise Unreadable(_("A colleague whom it names does not work here any more."))
        if len(_named("team", wanted)) != _teams(wanted).count():
            raise Unreadable(_("The team is gone."))
        return wanted

    def words(self, value: Any) -> str:
        names = [_("whoever has the ticket")] if ASSIGNEE in value else []
        names += [team.name for team in _teams(value)]
        return ", ".join([*names, *map(str, _members(value))])

    def whom(self, ticket: Ticket, value: Any) -> list[Member]:
        """Return those who may see the ticket: nobody is told of what they may not know."""
        pks = set(_named("member", value))
        if ASSIGNEE in value and ticket.assignee_id is not None:
            pks.add(ticket.assignee_id)
        of_teams = Member.teams.through.objects.filter(team__in=_named("team", value))
        pks |= set(of_teams.values_list("member_id", flat=True))
        return list(readers_of(ticket).filter(pk__in=pks).order_by("pk"))


class Notified(_People):
    name, label = "notify", gettext_lazy("Tell colleagues")

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        members = [member.pk for member in self.whom(ticket, value)]
        if not members:
            raise Unsuitable("nobody")
        Event.record(
            "ticket.rule_told", ticket, by=step.by, because=because, after={"members": members}
        )
        return members


class Following(_People, Deed):
    name, label = "followers_added", gettext_lazy("Have follow it")
    verbs = frozenset({"ticket.followed"})

    def choices(self, by: Member) -> Choices:
        return [pair for pair in super().choices(by) if pair[0] != ASSIGNEE]

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        ticket.must_stand()
        members = self.whom(ticket, value)
        if not members:
            raise Unsuitable("nobody")
        new = [one.pk for one in members if ticket.follow(one, by=step.by, because=because)]
        return new or None

    def same(self, value: Any, step: Step) -> Q:
        """No ticket: who of them may see it, and so would follow it, each ticket tells."""
        return Q(pk__in=[])

    def is_overtaken(self, since: Sequence[Event], was: Any) -> bool:
        return False  # each by themselves

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        followed = Event.of(ticket).filter(verb="ticket.followed").order_by("pk")
        last = dict(followed.values_list("after", "cause_id"))
        for member in Member.objects.filter(pk__in=was):
            # Who wanted to follow it since goes on.
            if last.get(member.pk, because.cause_id) == because.cause_id:
                ticket.unfollow(member, by=step.by, because=because)


def _listed(given: Any) -> list[str]:
    wanted = list(dict.fromkeys(map(str, given))) if isinstance(given, list) else []
    if not wanted or len(wanted) > MOST:
        raise Unreadable(_("Choose at least one value."))
    return wanted


def _named(kind: str, value: list[str]) -> list[int]:
    keys = [one.removeprefix(f"{kind}:") for one in value if one.startswith(f"{kind}:")]
    return [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19]


def _members(value: list[str]) -> Any:
    return Member.objects.active().filter(pk__in=_named("member", value))


def _teams(value: list[str]) -> Any:
    return Team.objects.filter(pk__in=_named("team", value))
