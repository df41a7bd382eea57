from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from maru.kit.webhooks.models import Webhook
from maru.staff.company.languages import LANGUAGES
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team


class OutletQuerySet(models.QuerySet["Outlet"]):
    def visible_to(self, member: Member) -> OutletQuerySet:
        """Return those of the teams that ``member`` forms."""
        if not member.can(Power.PEOPLE):
            return self.none()
        seen = self.filter(team__in=Team.objects.visible_to(member))
        return seen.select_related("team", "webhook")

    def hearing(self) -> OutletQuerySet:
        return self.filter(webhook__is_on=True).select_related("team")


class Outlet(models.Model):
    """A channel of a team's chat, or a program, that hears of the team's tickets."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="outlets")
    name = models.CharField(max_length=80)
    webhook = models.OneToOneField(Webhook, on_delete=models.PROTECT, related_name="outlet")
    hears = models.JSONField(default=list)  # of Happening
    language = models.CharField(max_length=5, choices=LANGUAGES, default="ko")
    # Whether what customers and colleagues wrote goes along, their names and the subject included.
    tells_words = models.BooleanField(default=True)
    due_told_on = models.DateField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.webhook.is_on

    def switch(self, on: bool, *, by: Member) -> bool:
        with transaction.atomic():
            changed = self.webhook.switch(on)
            if changed:
                Event.record("outlet.switched", self, by=by, before=not on, after=on)
        return changed

    def new_secret(self, *, by: Member) -> str:
        """Sign with a new secret, and return it: it is shown this once."""
        with transaction.atomic():
            secret = self.webhook.renew_secret()
            Event.record("outlet.secret", self, by=by)
        return secret

    def remove(self, *, by: Member) -> None:
        """Tell it no more; what waits for it and its log go along."""
        with transaction.atomic():
            Event.record("outlet.removed", self, by=by, before=self._as_recorded())
            webhook = self.webhook
            self.delete()
            webhook.delete()

    def _as_recorded(self) -> dict[str, Any]:
        return {"name": self.name, "team": self.team_id, "host": self.webhook.host}
