from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.oauth.provider_app import ProviderApp
from maru.extensions.email.security import Security
from maru.kit.database.leases import Leased
from maru.kit.secrets.sealed import Sealed
from maru.records.channels.models import Channel
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

LATE = timedelta(minutes=5)


class AfterReading(models.TextChoices):
    """What becomes of a mail on the server once Maru has stored it."""

    SEEN = "seen", _("Mark as read")
    MOVE = "move", _("Move to another folder")
    LEAVE = "leave", _("Leave as it is")


class SignInBy(models.TextChoices):
    PASSWORD = "password", _("Password")
    OAUTH2 = "oauth2", _("OAuth2 (XOAUTH2)")


class BeginWith(models.TextChoices):
    """Which mail of a mailbox that is connected for the first time comes in."""

    NEW = "new", _("Only mail from now on")
    UNREAD = "unread", _("Mail from now on, and what is unread")


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def visible_to(self, member: Member) -> MailboxQuerySet:
        """Return the mailboxes of ``member``'s brands, if they set up the company."""
        if not member.can(Power.COMPANY):
            return self.none()
        return self.filter(channel__brand_id__in=member.brand_ids)

    def to_read(self) -> MailboxQuerySet:
        """Return those that are switched on, and whose address takes mail.

        No join: who claims a mailbox locks it alone.
        """
        return self.filter(is_active=True, channel__in=Channel.objects.filter(is_active=True))


class Mailbox(Leased):
    """A mailbox on somebody's mail server that Maru reads over IMAP, for one of our addresses.

    One process at a time reads it, by a lease that it renews. Secrets are sealed.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="mailbox")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    sign_in_by = models.CharField(max_length=8, choices=SignInBy.choices, default=SignInBy.PASSWORD)
    user = models.CharField(max_length=254)
    sealed_password = models.TextField(blank=True, default="")
    password = Sealed()
    # Whose client OAuth2 speaks for: of the company's app, or one given for this mailbox alone.
    app = models.ForeignKey(
        ProviderApp, null=True, on_delete=models.PROTECT, related_name="mailboxes"
    )
    token_url = models.URLField(max_length=500, blank=True, default="")
    client_id = models.CharField(max_length=300, blank=True, default="")
    sealed_client_secret = models.TextField(blank=True, default="")
    client_secret = Sealed()
    sealed_refresh_token = models.TextField(blank=True, default="")
    refresh_token = Sealed()

    folders = models.JSONField(default=list)  # names to read; the first is also waited on by IDLE
    after_reading = models.CharField(
        max_length=5, choices=AfterReading.choices, default=AfterReading.SEEN
    )
    move_to = models.CharField(max_length=200, blank=True, default="")
    begin_with = models.CharField(max_length=6, choices=BeginWith.choices, default=BeginWith.NEW)
    interval = models.PositiveIntegerField(default=60)  # seconds between two looks
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    looked_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    last_mail_at = models.DateTimeField(null=True)  # when one was last taken from it
    failures = models.PositiveIntegerField(default=0)  # in a row
    trouble = models.CharField(max_length=30, blank=True, default="")  # a code of imap/trouble.py
    trouble_detail = models.CharField(max_length=500, blank=True, default="")
    trouble_since = models.DateTimeField(null=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user} at {self.host}:{self.port}"

    @property
    def is_late(self) -> bool:
        """Return whether it has not been read for five minutes, or three of its intervals."""
        if not self.is_active:
            return False
        patience = max(LATE, timedelta(seconds=3 * self.interval))
        return (self.succeeded_at or self.created_at) < timezone.now() - patience

    @property
    def token_address(self) -> str:
        """Where access tokens are asked for."""
        return self.app.token_url if self.app else self.token_url

    @property
    def client(self) -> tuple[str, str]:
        """Client id and secret that they are asked for with."""
        if self.app:
            return self.app.client_id, self.app.client_secret
        return self.client_id, self.client_secret

    @property
    def wants_sign_in(self) -> bool:
        """Return whether it is read again only once somebody has signed in at the provider."""
        if self.sign_in_by != SignInBy.OAUTH2:
            return False
        return not self.sealed_refresh_token or self.trouble in {"grant", "sign_in"}

    def begin_anew(self) -> None:
        """Have it looked at now with these settings: who reads it stops. Does not save."""
        self.due_at, self.lease_owner, self.lease_until = timezone.now(), "", None
        self.failures = 0
