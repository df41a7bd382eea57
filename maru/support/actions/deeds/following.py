"""Whoever does it follows the tickets, or follows them no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Choices
from maru.support.actions.deeds.deed import Deed
from maru.support.actions.deeds.fields import yes_or_no
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step


class Followed(Deed):
    name, label = "follow", gettext_lazy("Follow")
    is_own = True
    # Only they themselves, or a colleague who asks them, write these; and undoing what is so
    # already does nothing.
    verbs: frozenset[str] = frozenset()

    def choices(self, by: Member) -> Choices:
        return [("yes", gettext_lazy("I follow them")), ("no", gettext_lazy("I stop following"))]

    def read(self, given: Any, by: Member) -> bool:
        return yes_or_no(given)

    def words(self, value: Any) -> str:
        return _("I follow them") if value else _("I stop following")

    def same(self, value: Any, step: Step) -> Q:
        rows = Ticket.followers.through.objects.filter(
            ticket_id=OuterRef("pk"), member_id=step.asker.pk
        )
        follows = Q(Exists(rows))
        return follows if value else ~follows

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        ticket.must_stand()
        return [not value] if self._set(ticket, value, step, because) else None

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        self._set(ticket, was[0], step, because)

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        follow = ticket.follow if value else ticket.unfollow
        return follow(step.asker, by=step.by, because=because)
