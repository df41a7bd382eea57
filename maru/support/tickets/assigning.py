from __future__ import annotations

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.changing import Changing


class Assigning(Changing):
    """Whose ticket it is, and who follows it."""

    class Meta:
        abstract = True

    def assign(self, to: Member | None, *, by: Actor | None, because: Event | None = None) -> bool:
        """Give the ticket to ``to`` (None: to nobody); return False if it was theirs already."""
        return self.change("assignee", to, by=by, verb="ticket.assigned", because=because)

    def hand_to(self, team: Team | None, *, by: Actor | None, because: Event | None = None) -> bool:
        """Give the ticket to ``team``; return False if it was theirs already."""
        return self.change("team", team, by=by, because=because)

    def follow(self, member: Member, *, by: Actor | None, because: Event | None = None) -> bool:
        ticket = self._me
        if ticket.followers.filter(pk=member.pk).exists():
            return False
        ticket.followers.add(member)
        Event.record("ticket.followed", ticket, by=by, after=member.pk, because=because)
        return True

    def unfollow(self, member: Member, *, by: Actor | None, because: Event | None = None) -> bool:
        ticket = self._me
        if not ticket.followers.filter(pk=member.pk).exists():
            return False
        ticket.followers.remove(member)
        Event.record("ticket.unfollowed", ticket, by=by, before=member.pk, because=because)
        return True
