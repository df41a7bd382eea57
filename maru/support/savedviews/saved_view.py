from __future__ import annotations

import logging
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import Asking, BadCondition, Condition
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.whose import Whose, may_change
from maru.staff.teams.models import Team
from maru.support.savedviews.columns import usual
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.vocabulary import TICKETS, names

log = logging.getLogger(__name__)
TOLD = ("name", "member_id", "team_id", "conditions", "sort", "group", "columns")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, member: Member) -> SavedViewQuerySet:
        """Return the member's own, their teams', and for who may read, everybody's."""
        return self._of(member).filter(removed_at=None)

    def removed_from(self, member: Member) -> SavedViewQuerySet:
        """Return what ``visible_to`` would give, had it not been removed."""
        return self._of(member).exclude(removed_at=None)

    def _of(self, member: Member) -> SavedViewQuerySet:
        if not member.is_active:
            return self.none()
        theirs = Q(member=member) | Q(team__in=member.teams.values("pk"))
        if member.can(Power.READ):
            theirs |= Q(member=None, team=None)
        return self.filter(theirs)


class SavedView(models.Model):
    """Conditions on tickets under a name, with how their list looks.

    What it shows is asked for whoever looks: never more than they may see, and
    "me" is the reader.
    """

    name = models.CharField(_("Name"), max_length=80)
    # Whose it is: one member's, one team's, or with neither everybody's.
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    conditions = models.JSONField(default=dict)  # in the language of kit/conditions
    # Names of ordering.orders_for and groups_for: of a field that is gone they mean nothing more.
    sort = models.CharField(_("Order"), max_length=60, default="newest")
    group = models.CharField(_("Groups"), max_length=60, blank=True, default="")
    columns = models.JSONField(default=usual)  # names of columns.COLUMNS
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # None: it is there
    is_on_rail = False  # of whoever looks: set by place.views_of

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) | Q(team=None), name="savedview_of_member_or_team"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> Whose:
        if self.member_id:
            return Whose.OWN
        return Whose.TEAM if self.team_id else Whose.COMPANY

    def may_be_changed_by(self, member: Member) -> bool:
        """Return whether ``member``, who sees it, may change it. Costs a query for a team's."""
        return may_change(member, self.whose, self.team_id)

    def condition(self) -> Condition | None:
        """Return what is asked; None when it cannot be read any more."""
        try:
            return TICKETS.read(self.conditions)
        except BadCondition as error:
            log.warning("View %s cannot be read: %s", self.pk, error)
            return None

    def of(self, member: Member) -> TicketQuerySet:
        """Return the tickets that ``member`` sees in it; none when it cannot be read any more."""
        condition = self.condition()
        if condition is None:
            return Ticket.objects.none()
        return Ticket.objects.visible_to(member).filter(meeting(condition, member))

    @classmethod
    def make(cls, *, by: Member, **fields: Any) -> SavedView:
        """Save a view. Whether ``by`` may is asked before, with ``may_change``."""
        with transaction.atomic():
            view = cls.objects.create(**fields)
            Event.record("savedview.added", view, by=by, after=view._told())
        return view

    def revise(self, *, by: Actor, **fields: Any) -> bool:
        """Change the view; return False if nothing differed."""
        before = self._told()
        for name, value in fields.items():
            setattr(self, name, value)
        if before == self._told():
            return False
        with transaction.atomic():
            self.save(update_fields=list(fields))
            Event.record("savedview.changed", self, by=by, before=before, after=self._told())
        return True

    def remove(self, *, by: Actor) -> bool:
        """Take the view away from everybody it was for, until it is ``bring_back``; False if it
        was gone already."""
        with transaction.atomic():
            if not self._row.filter(removed_at=None).update(removed_at=timezone.now()):
                return False
            Event.record("savedview.removed", self, by=by, before=self._told())
        return True

    def bring_back(self, *, by: Actor) -> bool:
        """Undo a removal: it stands where each had it. Return False if it was not removed."""
        with transaction.atomic():
            if not self._row.exclude(removed_at=None).update(removed_at=None):
                return False
            Event.record("savedview.added", self, by=by, after=self._told())
        return True

    @property
    def _row(self) -> SavedViewQuerySet:
        return SavedView.objects.filter(pk=self.pk)

    def _told(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in TOLD}


def meeting(condition: Condition, member: Member) -> Q:
    """Return what finds the tickets that meet ``condition``, among those ``member`` may see.

    Spam only where the condition asks about it; merged ones never: they are in others.
    """
    kept = Q(merged_into=None)
    if not names(condition, "spam"):
        kept &= Q(is_spam=False)
    return kept & TICKETS.query(condition, Asking(me=member.pk))
