from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.automation.book import RuleBook

if TYPE_CHECKING:
    from maru.support.tickets.models import Ticket

# What a version keeps of a rule, beside its brands and teams.
CONTENT = ("name", "when", "conditions", "changes", "is_everywhere")


class RuleKind(models.TextChoices):
    TRIGGER = "trigger", _("When something happens")
    TIMER = "timer", _("At a time")


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, member: Member) -> RuleQuerySet:
        """Return the rules that ``member`` may know of: who makes rules knows those of their
        brands, and none that reaches into a private team of others."""
        return self._of(member).filter(removed_at=None)

    def removed_from(self, member: Member) -> RuleQuerySet:
        """Return what ``visible_to`` would give, had it not been removed."""
        return self._of(member).exclude(removed_at=None)

    def _of(self, member: Member) -> RuleQuerySet:
        if not member.can(Power.AUTOMATE):
            return self.none()
        brands = Rule.brands.through.objects.filter(brand__in=member.brand_ids).values("rule")
        hidden = Rule.teams.through.objects.filter(team__in=member.hidden_team_ids).values("rule")
        return self.filter(Q(is_everywhere=True) | Q(pk__in=brands)).exclude(pk__in=hidden)

    def on(self) -> RuleQuerySet:
        return self.filter(is_on=True, removed_at=None)


class Rule(Actor, models.Model):
    """What is done by itself: ``when`` something happens, to a ticket of which ``conditions``
    hold, the actions of ``changes``.

    It acts as itself, for no member: in the tickets of ``brands`` (``is_everywhere``: of all), and
    of private teams only in those of ``teams``. Whoever saves it must see all of these (0410).
    """

    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(max_length=8, choices=RuleKind.choices, default=RuleKind.TRIGGER)
    is_on = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)  # in the order in which rules are asked
    when = models.JSONField(default=dict)
    conditions = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)  # name of an action: what it keeps
    is_everywhere = models.BooleanField(default=False)
    brands = models.ManyToManyField(Brand, blank=True, related_name="rules")
    teams = models.ManyToManyField(Team, blank=True, related_name="rules")
    version = models.PositiveIntegerField(default=1)
    # Of a timer: what passed before it was switched on is no business of its own.
    on_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # of one that comes again and again
    # What it names was gone, so that it was switched off by itself.
    is_broken = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)  # whether what it names is there
    fired = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)  # actions that could not be done
    last_fired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_timer(self) -> bool:
        return self.kind == RuleKind.TIMER

    def may_be_changed_by(self, member: Member) -> bool:
        """Return whether ``member``, who sees it, may change it: all that it reaches must be
        theirs."""
        brands = None if self.is_everywhere else self.brands.all()
        return may_reach(member, brands, self.teams.all())

    def reaches(self, ticket: Ticket, brand_ids: set[int], team_ids: set[int]) -> bool:
        """Return whether ``ticket`` is one of its own. Costs a query for its team, unless that is
        loaded."""
        if not self.is_everywhere and ticket.brand_id not in brand_ids:
            return False
        return ticket.team is None or not ticket.team.is_private or ticket.team.pk in team_ids

    @classmethod
    def make(
        cls, *, by: Actor, brands: Iterable[Brand] = (), teams: Iterable[Team] = (), **fields: Any
    ) -> Rule:
        """Save a rule, at the end of their order and switched off unless ``is_on``. Whether ``by``
        may is asked before, with ``may_reach``; what is wrong with it, of ``faults``."""
        with transaction.atomic():
            RuleBook.hold()
            last = cls.objects.aggregate(last=Max("place"))["last"]
            if fields.get("is_on"):
                fields["on_since"] = timezone.now()
            rule = cls.objects.create(place=0 if last is None else last + 1, **fields)
            rule.brands.set(brands)
            rule.teams.set(teams)
            rule._keep_version(by)
            Event.record("rule.added", rule, by=by, after=rule.told())
            RuleBook.renew()
        return rule

    def revise(self, *, by: Actor, why: str = "", **fields: Any) -> bool:
        """Change it, ``brands`` and ``teams`` too, and keep what it is now as a new version; return
        False if nothing differed, or it was removed meanwhile. It is healed."""
        with transaction.atomic():
            RuleBook.hold()
            held = Rule.objects.select_for_update().filter(pk=self.pk, removed_at=None).first()
            if held is None:
                return False
            before = held.told()
            for name in ("brands", "teams"):
                if name in fields:
                    getattr(held, name).set(fields.pop(name))
            for name, value in fields.items():
                setattr(held, name, value)
            after = held.told()
            if before == after:
                return False
            held.version += 1
            held.is_broken = False
            held.next_at = None  # that of a timer is reckoned anew
            held.save(update_fields=[*fields, "version", "is_broken", "next_at"])
            held._keep_version(by, why)
            Event.record("rule.changed", held, by=by, before=before, after=after)
            RuleBook.renew()
        self.refresh_from_db()
        return True

    def switch(self, on: bool, *, by: Actor | None, broken: bool = False) -> bool:
        """Switch it on or off, ``broken`` because of what it names; False if it was so."""
        with transaction.atomic():
            RuleBook.hold()
            rows = Rule.objects.filter(pk=self.pk, removed_at=None, is_on=not on)
            since = timezone.now() if on else None
            if not rows.update(is_on=on, is_broken=broken, on_since=since, next_at=None):
                return False
            self.is_on, self.is_broken = on, broken
            verb = "rule.switched_on" if on else "rule.broken" if broken else "rule.switched_off"
            Event.record(verb, self, by=by, after={"version": self.version})
            RuleBook.renew()
        return True

    def remove(self, *, by: Actor) -> bool:
        """Take it out, until it is ``bring_back``; False if it was gone already."""
        return self._set_removed(timezone.now(), by, "rule.removed")

    def bring_back(self, *, by: Actor) -> bool:
        return self._set_removed(None, by, "rule.added")

    def _set_removed(self, at: Any, by: Actor, verb: str) -> bool:
        with transaction.atomic():
            RuleBook.hold()
            rows = Rule.objects.filter(pk=self.pk, removed_at__isnull=at is not None)
            if not rows.update(removed_at=at):
                return False
            Event.record(verb, self, by=by, after=self.told())
            RuleBook.renew()
        return True

    def told(self) -> dict[str, Any]:
        """Return all that a version keeps. Asked anew: brands and teams may have been set."""
        return {name: getattr(self, name) for name in CONTENT} | {
            "brands": sorted(self.brands.values_list("pk", flat=True)),
            "teams": sorted(self.teams.values_list("pk", flat=True)),
        }

    def _keep_version(self, by: Actor, why: str = "") -> None:
        from maru.support.automation.rule_version import RuleVersion

        RuleVersion.objects.create(
            rule=self, number=self.version, content=self.told(), why=why,
            by_name=by.actor_name[:200], by_id=by.actor_id,
        )  # fmt: skip


def move_rule(rule: Rule, place: int, *, by: Actor) -> bool:
    """Let ``rule`` stand at ``place`` among those that are there, from 0; beyond the last it is
    the last. Return False if it stood there. Costs a query for each that moves."""
    with transaction.atomic():
        RuleBook.hold()
        rows = list(Rule.objects.filter(removed_at=None).order_by("place", "id"))
        before = [row.pk for row in rows]
        if rule.pk not in before:
            return False
        moved = rows.pop(before.index(rule.pk))
        rows.insert(max(0, min(place, len(rows))), moved)
        after = [row.pk for row in rows]
        if before == after:
            return False
        changed = [row for n, row in enumerate(rows) if row.place != n]
        for n, row in enumerate(rows):
            row.place = n
        Rule.objects.bulk_update(changed, ["place"])
        told = {"from": before.index(rule.pk) + 1, "to": after.index(rule.pk) + 1}
        Event.record("rule.moved", rule, by=by, after=told)
        RuleBook.renew()
    return True


def may_reach(member: Member, brands: Iterable[Brand] | None, teams: Iterable[Team]) -> bool:
    """Return whether ``member`` may make and change rules that reach so far; None: all brands,
    which is for whoever sets up the company."""
    if not member.can(Power.AUTOMATE):
        return False
    if {team.pk for team in teams} & set(member.hidden_team_ids):
        return False
    if brands is None:
        return member.can(Power.COMPANY) or not member.hidden_brand_ids
    return {brand.pk for brand in brands} <= set(member.brand_ids)
