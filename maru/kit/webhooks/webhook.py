from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.secrets.sealed import Sealed
from maru.kit.webhooks.signing import new_secret

OVERLAP = timedelta(days=1)  # during which the secret of before signs too
LONG = timedelta(days=1)  # of failing, after which it is switched off
PATIENT = timedelta(days=3)  # the same, where a program outside may be away for a weekend


class Form(models.TextChoices):
    """What the other side understands."""

    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")
    PLAIN = "plain", _("Signed JSON")


class Webhook(Leased):
    """An address outside that is told things, one at a time and in their order.

    Its lease is that of its oldest waiting Call; ``due_at`` is when it may be asked again.
    """

    form = models.CharField(max_length=5, choices=Form.choices)
    host = models.CharField(max_length=255)  # of its address, which itself is a secret
    sealed_url = models.TextField()
    url = Sealed()
    sealed_secret = models.TextField(blank=True, default="")  # PLAIN: what it is signed with
    secret = Sealed()
    sealed_former_secret = models.TextField(blank=True, default="")
    former_secret = Sealed()
    former_until = models.DateTimeField(null=True)
    is_on = models.BooleanField(default=True)
    is_patient = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=0)  # since it took something
    failing_since = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)  # by Maru, for long failing
    trouble = models.CharField(max_length=40, blank=True, default="")  # a code of trouble.py
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.form} at {self.host}"

    def point_to(self, url: str) -> None:
        """Tell ``url`` from now on; the caller saves."""
        self.url, self.host = url, (urlsplit(url).hostname or "")[:255]
        self.due_at = AT_ONCE

    def new_secret(self, *, now: datetime | None = None) -> str:
        """Sign with a new secret, and return it: nobody is shown it again. The one of before
        signs along for a day. The caller saves."""
        made = new_secret()
        if self.sealed_secret:
            self.former_secret = self.secret
            self.former_until = (now or timezone.now()) + OVERLAP
        self.secret = made
        return made

    def renew_secret(self) -> str:
        """As ``new_secret``, saved at once, of two who press together one after the other. Call it
        in a transaction."""
        held = Webhook.objects.select_for_update(no_key=True).get(pk=self.pk)
        secret = held.new_secret()
        held.save(update_fields=["sealed_secret", "sealed_former_secret", "former_until"])
        return secret

    @property
    def signing_secrets(self) -> list[str]:
        is_former_good = self.former_until is not None and timezone.now() < self.former_until
        return [each for each in (self.secret, self.former_secret * is_former_good) if each]

    @property
    def patience(self) -> timedelta:
        """How long it may fail, and what it is told may wait."""
        return PATIENT if self.is_patient else LONG

    @property
    def was_switched_off(self) -> bool:
        return self.switched_off_at is not None

    def switch(self, on: bool) -> bool:
        """Switch it on, with a clean sheet, or off by hand; return False if it was so."""
        kept: dict[str, object] = {"is_on": on, "switched_off_at": None}
        if on:
            kept |= {"failures": 0, "failing_since": None, "trouble": "", "due_at": AT_ONCE}
        changed = Webhook.objects.filter(pk=self.pk, is_on=not on).update(**kept)
        self.refresh_from_db()
        return bool(changed)

    def give_up(self, trouble: str) -> None:
        """Switch it off because it has failed for long: what waits is told no more, and stands in
        the log to be repeated."""
        from maru.kit.webhooks.call import CallState

        now = timezone.now()
        with transaction.atomic():
            Webhook.objects.filter(pk=self.pk, is_on=True).update(
                is_on=False, switched_off_at=now, trouble=trouble
            )
            self.calls.filter(state=CallState.WAITING).update(
                state=CallState.FAILED, trouble="switched_off", done_at=now
            )
