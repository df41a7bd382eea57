from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from maru.extensions.webhooks.occasion import occasion_of
from maru.kit.conditions import Asking, BadCondition, Condition
from maru.kit.webhooks.models import Call, Webhook
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.vocabulary import TICKETS


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def visible_to(self, member: Member) -> EndpointQuerySet:
        """Return all for who sets up the company, none for others."""
        if not member.can(Power.COMPANY):
            return self.none()
        return self.select_related("webhook")

    def hearing(self) -> EndpointQuerySet:
        return self.filter(webhook__is_on=True).prefetch_related("brands", "teams")

    def told_by_hand(self) -> EndpointQuerySet:
        """Return those that whoever changes tickets may tell of one: by a macro, a rule."""
        return self.filter(is_by_hand=True)

    def offered_to(self, member: Member) -> EndpointQuerySet:
        """Return those of ``told_by_hand`` of which ``member`` may know: not what is for brands
        or private teams of others alone (S8)."""
        brands = Q(brands=None) | Q(brands__in=member.brand_ids)
        teams = Q(teams=None) | Q(teams__in=Team.objects.visible_to(member))
        return self.told_by_hand().filter(brands).filter(teams).distinct()


class Endpoint(models.Model):
    """A program outside that is told what happens to tickets, as signed JSON.

    It hears of the brands it names, of all where it names none; of a private team's tickets only
    where it names the team.
    """

    name = models.CharField(max_length=80)
    webhook = models.OneToOneField(Webhook, on_delete=models.PROTECT, related_name="endpoint")
    hears = models.JSONField(default=list)  # of Occasion
    brands = models.ManyToManyField(Brand, blank=True, related_name="+")
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    conditions = models.JSONField(default=dict, blank=True)  # of kit/conditions; {}: all
    is_by_hand = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.webhook.is_on

    def hears_of(self, verb: str) -> bool:
        return occasion_of(verb) in self.hears

    def condition(self) -> Condition | None:
        """Return what a ticket must meet. Raises BadCondition when what it names is gone."""
        return TICKETS.read(self.conditions) if self.conditions else None

    @property
    def is_readable(self) -> bool:
        """Whether its conditions can still be asked; if not, it is told nothing."""
        try:
            self.condition()
        except BadCondition:
            return False
        return True

    def among(self, tickets: TicketQuerySet) -> TicketQuerySet:
        """Return those of ``tickets`` that it may be told of; none while its conditions cannot be
        read: a filter that is lost must not tell everything."""
        brands, teams = ({row.pk for row in of.all()} for of in (self.brands, self.teams))
        reach = Q(brand__in=brands) if brands else Q()
        if teams:
            reach &= Q(team__in=teams)
        else:
            reach &= Q(team=None) | Q(team__is_private=False)
        try:
            condition = self.condition()
        except BadCondition:
            return tickets.none()
        if condition is not None:
            reach &= TICKETS.query(condition, Asking())
        return tickets.filter(reach)

    def may_be_told_of(self, ticket: Ticket) -> bool:
        return self.among(Ticket.objects.filter(pk=ticket.pk)).exists()

    def switch(self, on: bool, *, by: Member) -> bool:
        with transaction.atomic():
            changed = self.webhook.switch(on)
            if changed:
                Event.record("endpoint.switched", self, by=by, before=not on, after=on)
        return changed

    def new_secret(self, *, by: Member) -> str:
        """Sign with a new secret, and return it: it is shown this once. The one of before signs
        along for a day."""
        with transaction.atomic():
            secret = self.webhook.renew_secret()
            Event.record("endpoint.secret", self, by=by)
        return secret

    def repeat_failed(self, since: Any, *, by: Member) -> int:
        """Tell once more what failed of what was to be told since then; return how many."""
        with transaction.atomic():
            count = Call.repeat_failed(self.webhook, since)
            if count:
                after = {"since": since.isoformat(), "calls": count}
                Event.record("endpoint.repeated", self, by=by, after=after)
        return count

    def remove(self, *, by: Member) -> None:
        """Tell it no more; what waits for it and its log go along."""
        with transaction.atomic():
            told = {"name": self.name, "host": self.webhook.host}
            Event.record("endpoint.removed", self, by=by, before=told)
            webhook = self.webhook
            self.delete()
            webhook.delete()
