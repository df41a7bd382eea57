from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.whose import Whose, may_change
from maru.staff.teams.models import Team
from maru.support.tickets.models import Ticket

TOLD = ("name", "shortcut", "text", "changes", "whose", "member_id")


class MacroQuerySet(models.QuerySet["Macro"]):
    def visible_to(self, member: Member) -> MacroQuerySet:
        """Return what the member may use or look after: their own, their teams', everybody's; of
        their brands. Who forms teams sees those of every team they know of."""
        return self._of(member).filter(removed_at=None)

    def removed_from(self, member: Member) -> MacroQuerySet:
        """Return what ``visible_to`` would give, had it not been removed."""
        return self._of(member).exclude(removed_at=None)

    def _of(self, member: Member) -> MacroQuerySet:
        teams = Q(teams__in=member.teams.values("pk"))
        if member.can(Power.PEOPLE):
            teams |= Q(teams__in=Team.objects.visible_to(member).values("pk"))
        return self._among(teams, member)

    def for_use_by(self, member: Member) -> MacroQuerySet:
        """Return those that the member is offered: not those of teams they are not in."""
        mine = self._among(Q(teams__in=member.teams.values("pk")), member)
        return mine.filter(removed_at=None)

    def fitting(self, ticket: Ticket) -> MacroQuerySet:
        """Narrow to those that the brand of ``ticket`` may use."""
        return self.filter(_of_brands([ticket.brand_id]))

    def _among(self, teams: Q, member: Member) -> MacroQuerySet:
        if not member.can(Power.NOTE):
            return self.none()
        theirs = Q(whose=Whose.COMPANY) | Q(whose=Whose.OWN, member=member)
        theirs |= Q(whose=Whose.TEAM) & teams
        # By their numbers: a macro of two teams of theirs is one.
        found = Macro.objects.filter(theirs & _of_brands(member.brand_ids))
        return self.filter(pk__in=found.values("pk"))


def _of_brands(brand_ids: Iterable[int]) -> Q:
    return Q(brands=None) | Q(brands__in=list(brand_ids))


class Macro(models.Model):
    """An answer, things to be done, or both, under a name: said and done again and again.

    ``whose`` says whom it is for: ``member`` alone, the ``teams``, or everybody; at ``brands``,
    or without any at all of them.
    """

    name = models.CharField(_("Name"), max_length=80)
    # A short word by which it is found at once: "환불".
    shortcut = models.CharField(_("Short word"), max_length=30, blank=True, default="")
    text = models.TextField(_("Answer"), blank=True, default="")
    changes = models.JSONField(default=dict)  # name of an action: what it keeps
    whose = models.CharField(
        _("Who uses it?"), max_length=10, choices=Whose.choices, default=Whose.OWN
    )
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.CASCADE, related_name="macros"
    )
    teams = models.ManyToManyField(Team, blank=True, related_name="macros")
    brands = models.ManyToManyField(Brand, blank=True, related_name="macros")
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # None: it is there

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(whose=Whose.OWN) ^ Q(member=None), name="macro_of_member_or_more"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, member: Member) -> bool:
        """Return whether ``member``, who sees it, may change it: their own anybody, teams' who
        leads in each of them, everybody's a manager. Who forms teams may in any they know of."""
        return may_own(member, self.whose, self.teams.all(), self.brands.all())

    @classmethod
    def make(
        cls, *, by: Member, teams: Iterable[Team] = (), brands: Iterable[Brand] = (), **fields: Any
    ) -> Macro:
        """Save a macro. Whether ``by`` may is asked before, with ``may_own``."""
        with transaction.atomic():
            macro = cls.objects.create(**fields)
            macro.teams.set(teams)
            macro.brands.set(brands)
            Event.record("macro.added", macro, by=by, after=macro._told())
        return macro

    def revise(self, *, by: Actor, **fields: Any) -> bool:
        """Change it, ``teams`` and ``brands`` too; return False if nothing differed, or it was
        removed meanwhile."""
        with transaction.atomic():
            held = Macro.objects.select_for_update().filter(pk=self.pk, removed_at=None).first()
            if held is None:
                return False
            before = held._told()
            for name in ("teams", "brands"):
                if name in fields:
                    getattr(held, name).set(fields.pop(name))
            for name, value in fields.items():
                setattr(held, name, value)
                setattr(self, name, value)
            after = held._told()
            if before == after:
                return False
            if fields:
                held.save(update_fields=list(fields))
            Event.record("macro.changed", self, by=by, before=before, after=after)
        return True

    def remove(self, *, by: Actor) -> bool:
        """Take it away from everybody, until it is ``bring_back``; False if it was gone already."""
        with transaction.atomic():
            rows = Macro.objects.filter(pk=self.pk, removed_at=None)
            if not rows.update(removed_at=timezone.now()):
                return False
            Event.record("macro.removed", self, by=by, before=self._told())
        return True

    def bring_back(self, *, by: Actor) -> bool:
        """Undo a removal; return False if it was not removed."""
        with transaction.atomic():
            if (
                not Macro.objects.filter(pk=self.pk)
                .exclude(removed_at=None)
                .update(removed_at=None)
            ):
                return False
            Event.record("macro.added", self, by=by, after=self._told())
        return True

    def count(self) -> None:
        """Count one more use. It is no event: that stands at the ticket."""
        rows = Macro.objects.filter(pk=self.pk)
        rows.update(used=F("used") + 1, used_at=timezone.now())

    def _told(self) -> dict[str, Any]:
        """Return what events keep. Asked anew: teams and brands may have been set just now."""
        own = {n: getattr(self, n) for n in TOLD}
        return own | {
            "teams": sorted(self.teams.values_list("pk", flat=True)),
            "brands": sorted(self.brands.values_list("pk", flat=True)),
        }


def may_own(
    member: Member, whose: str, teams: Iterable[Team] = (), brands: Iterable[Brand] = ()
) -> bool:
    """Return whether ``member`` may make and change such macros. Costs a query for teams'."""
    if not member.can(Power.NOTE):
        return False
    if whose == Whose.OWN:
        return True
    # What stands at other brands too is not for whoever works at one of them to change.
    known = set(member.brand_ids)
    if not member.can(Power.COMPANY) and not {brand.pk for brand in brands} <= known:
        return False
    if whose == Whose.COMPANY or member.can(Power.PEOPLE):
        return may_change(member, Whose.COMPANY)
    led = [may_change(member, Whose.TEAM, team) for team in teams]
    return bool(led) and all(led)
