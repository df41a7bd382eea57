from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.secrets import digest, new_token
from maru.kit.secrets.sealed import Sealed
from maru.kit.webhooks.signing import new_secret
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

OVERLAP = timedelta(days=1)  # during which the address and the secret of before count, too


class Does(models.TextChoices):
    """What becomes of what comes."""

    OPENS = "opens", _("It opens a ticket")
    ADDS = "adds", _("It is added to a ticket that is there")


class InletQuerySet(models.QuerySet["Inlet"]):
    def visible_to(self, member: Member) -> InletQuerySet:
        """Return all for who sets up the company, none for others."""
        if not member.can(Power.COMPANY):
            return self.none()
        return self.select_related("brand", "member")

    def of(self, token: str) -> Inlet | None:
        """Return the one with this secret address, or with it until a day ago; None for none."""
        known = digest(token)
        former = Q(former_token_hash=known, former_token_until__gt=timezone.now())
        return self.filter(Q(token_hash=known) | former).first()


class Inlet(models.Model):
    """A secret address at which a program hands something over that becomes a ticket, or a note
    in one. It acts as ``member``, who set it up last: what they may not see or do, it may not."""

    name = models.CharField(max_length=80)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    does = models.CharField(max_length=5, choices=Does.choices, default=Does.OPENS)
    mapping = models.JSONField(default=dict)  # of mapping.py: target -> path or text
    is_on = models.BooleanField(default=True)
    token_hash = models.CharField(max_length=64, unique=True)
    former_token_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    former_token_until = models.DateTimeField(null=True)
    is_signed = models.BooleanField(default=False)
    sealed_secret = models.TextField(blank=True, default="")
    secret = Sealed()
    sealed_former_secret = models.TextField(blank=True, default="")
    former_secret = Sealed()
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = InletQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def new_address(self) -> str:
        """Return a new secret address: it is shown this once. The one of before is good for a
        day. The caller saves."""
        if self.token_hash:
            self.former_token_hash = self.token_hash
            self.former_token_until = timezone.now() + OVERLAP
        token = new_token()
        self.token_hash = digest(token)
        return settings.PUBLIC_URL + reverse("programs:inlet", args=[token])

    def new_secret(self) -> str:
        """Return a new secret for signatures: it is shown this once. The one of before counts for
        a day. The caller saves."""
        if self.sealed_secret:
            self.former_secret = self.secret
            self.former_until = timezone.now() + OVERLAP
        self.secret = made = new_secret()
        return made

    @property
    def secrets(self) -> list[str]:
        """Return what a signature is checked with now."""
        is_former_good = self.former_until is not None and timezone.now() < self.former_until
        return [each for each in (self.secret, self.former_secret * is_former_good) if each]

    @property
    def former_address_ends(self) -> datetime | None:
        until = self.former_token_until
        return until if until and until > timezone.now() else None

    def renew(self, what: str, *, by: Member) -> str:
        """Give it a new «address» or «secret», and return it. Leaves an event."""
        with transaction.atomic():
            found = Inlet.objects.select_for_update(no_key=True).get(pk=self.pk)
            made = found.new_address() if what == "address" else found.new_secret()
            found.save()
            Event.record(f"inlet.{what}", found, by=by)
        return made

    def switch(self, on: bool, *, by: Member) -> bool:
        with transaction.atomic():
            changed = Inlet.objects.filter(pk=self.pk, is_on=not on).update(is_on=on)
            if changed:
                Event.record("inlet.switched", self, by=by, before=not on, after=on)
        self.is_on = on
        return bool(changed)

    def remove(self, *, by: Member) -> None:
        """Its address is good no more, at once; what came stands in its tickets, its log goes."""
        with transaction.atomic():
            told: dict[str, Any] = {"name": self.name, "mapping": self.mapping}
            Event.record("inlet.removed", self, by=by, before=told)
            self.delete()
