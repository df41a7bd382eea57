from __future__ import annotations

from django.db import models
from django.db.models import Q

from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.staff.teams.models import Team
from maru.support.tickets.mentioning.naming import named_in
from maru.support.tickets.message import Message
from maru.support.tickets.readers import readers_of


class Mention(models.Model):
    """A member or a team that a note names. What stands in the note is the truth of it: renaming
    somebody changes no note."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="mentions")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="mentions")
    words = models.CharField(max_length=400)  # as they stand in the note: "@최지수"
    # Whether the ticket existed for them, or for one of the team, when the note was written.
    is_told = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(team=None), name="mention_of_member_or_team"
            ),
            models.UniqueConstraint(fields=["message", "member"], name="member_mentioned_once"),
            models.UniqueConstraint(fields=["message", "team"], name="team_mentioned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.words} in message {self.message_id}"

    @classmethod
    def keep(cls, message: Message, *, by: Member) -> list[Member]:
        """Write down whom the note ``message`` names; return those who follow its ticket from now
        on, because they see only what they are asked about.

        Costs nothing without an @ in it, else three or four queries, two more for who is asked.
        """
        named = named_in(message.text, by)
        if not named:
            return []
        asked = _ask(message, [who for who in named.values() if isinstance(who, Member)], by)
        readers = readers_of(message.ticket)
        reading = set(readers.values_list("pk", flat=True))
        of_teams = readers.filter(teams__in=[w.pk for w in named.values() if isinstance(w, Team)])
        told_teams = set(of_teams.values_list("teams", flat=True))
        Mention.objects.bulk_create(
            Mention(message=message, member=who, words=words, is_told=who.pk in reading)
            if isinstance(who, Member)
            else Mention(message=message, team=who, words=words, is_told=who.pk in told_teams)
            for words, who in named.items()
        )
        return asked


def _ask(message: Message, members: list[Member], by: Member) -> list[Member]:
    """Let colleagues of other departments see the ticket, where ``by`` may let them."""
    if not by.can(Power.CHANGE):
        return []
    wanted = [member for member in members if member.role == Role.COLLEAGUE]
    may_see = readers_of(message.ticket, as_asked=True).filter(pk__in=[m.pk for m in wanted])
    seen = set(readers_of(message.ticket).filter(pk__in=may_see).values_list("pk", flat=True))
    asked = [member for member in may_see if member.pk not in seen] if wanted else []
    message.ticket.followers.add(*asked)
    return asked
