from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.servicelevels.level import PAUSING, usual_pauses

if TYPE_CHECKING:
    from maru.support.escalations.paths.level import EscalationLevel
    from maru.support.tickets.models import Ticket

__all__ = ["PAUSING", "EscalationPath"]


class EscalationPathQuerySet(models.QuerySet["EscalationPath"]):
    def visible_to(self, member: Member) -> EscalationPathQuerySet:
        """Return those that ``member`` may use: in use, for a brand of theirs, and for a team of
        theirs where they are for some teams alone."""
        if not member.can(Power.CHANGE):
            return self.none()
        return self.for_brands(member.brand_ids)._for_teams(member)

    def for_ticket(self, ticket: Ticket) -> EscalationPathQuerySet:
        """Return those in use that its brand has."""
        return self.for_brands([ticket.brand_id])

    def known_to(self, member: Member) -> EscalationPathQuerySet:
        """Return those in use of their brands, whoever may use them: for who makes rules."""
        return self.for_brands(member.brand_ids)

    def for_brands(self, brands: list[int]) -> EscalationPathQuerySet:
        rows = EscalationPath.brands.through.objects.filter(escalationpath=OuterRef("pk"))
        theirs = Exists(rows.filter(brand__in=brands))
        return self.filter(~Exists(rows) | theirs, is_on=True)

    def _for_teams(self, member: Member) -> EscalationPathQuerySet:
        rows = EscalationPath.teams.through.objects.filter(escalationpath=OuterRef("pk"))
        inside = Team.objects.filter(members=member).values("pk")
        return self.filter(~Exists(rows) | Exists(rows.filter(team__in=inside)))


class EscalationPath(models.Model):
    """Levels that stand one above the other, and who may hand tickets up along them."""

    name = models.CharField(_("Name"), max_length=80)
    place = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(_("In use"), default=True)
    # None of them: of every brand, and for every team.
    brands = models.ManyToManyField(Brand, blank=True, related_name="+")
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    pauses = models.JSONField(default=usual_pauses)
    warn_before = models.PositiveIntegerField(default=60)  # minutes; 0: no warning

    objects = EscalationPathQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.name

    def numbered(self) -> list[EscalationLevel]:
        """Return its levels in order, each with its ``number`` from 1. Costs a query unless they
        are loaded."""
        levels = list(self.levels.all())
        for number, level in enumerate(levels, start=1):
            level.number, level.path = number, self
        return levels

    def put_last(self) -> None:
        self.place = (type(self).objects.aggregate(last=Max("place"))["last"] or 0) + 1

    def remove(self, *, by: Actor) -> bool:
        """Offer it no more; what was handed up along it goes on. False if it is gone."""
        with transaction.atomic():
            pk, told = self.pk, self.told
            if not type(self).objects.filter(pk=pk).delete()[0]:
                return False
            self.pk = pk  # for the event
            Event.record("escalationpath.removed", self, by=by, before=told)
        return True

    @property
    def told(self) -> dict[str, Any]:
        return {"name": self.name, "levels": [level.told for level in self.numbered()]}

    @property
    def is_broken(self) -> bool:
        return any(level.is_broken for level in self.levels.all())


def where_usable_by(member: Member) -> Q:
    """Return what finds the levels of the paths that ``member`` may use."""
    return Q(path__in=EscalationPath.objects.visible_to(member).values("pk"))
