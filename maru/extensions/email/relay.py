from __future__ import annotations

from django.db import models, transaction
from django.db.models import Q

from maru.extensions.email.mailbox import Mailbox, SignInBy
from maru.extensions.email.relaying import Route
from maru.extensions.email.security import Security
from maru.extensions.email.sending import trial
from maru.extensions.email.sending.key_trial import try_key
from maru.extensions.email.sending.providers import PROVIDERS, Provider, Region, RelayKind
from maru.extensions.email.sending.trouble import Trouble
from maru.kit.secrets.sealed import Sealed
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power


class RelayQuerySet(models.QuerySet["Relay"]):
    def visible_to(self, member: Member) -> RelayQuerySet:
        """Return the relays of the brands, and their addresses, that ``member`` sets up."""
        if not member.can(Power.COMPANY):
            return self.none()
        brands = Brand.objects.visible_to(member)
        return self.filter(Q(brand__in=brands) | Q(channel__brand__in=brands))


class Relay(models.Model):
    """The mail server that answers leave by: a brand's, or one address's own."""

    brand = models.OneToOneField(Brand, null=True, on_delete=models.CASCADE, related_name="relay")
    channel = models.OneToOneField(
        Channel, null=True, on_delete=models.CASCADE, related_name="relay"
    )
    kind = models.CharField(max_length=10, choices=RelayKind.choices, default=RelayKind.SMTP)
    # Of a mail server:
    host = models.CharField(max_length=253, blank=True, default="")
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, choices=Security.choices, default=Security.STARTTLS)
    user = models.CharField(max_length=254, blank=True, default="")
    # Of a provider: in which part of the world, and as which of its domains (Mailgun).
    region = models.CharField(max_length=2, choices=Region.choices, blank=True, default="")
    domain = models.CharField(max_length=253, blank=True, default="")

    # An address's mailbox that was signed in to at its provider: that sign-in sends, too.
    as_mailbox = models.BooleanField(default=False)
    sealed_password = models.TextField(blank=True, default="")  # or a provider's key
    password = Sealed()

    objects = RelayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(brand__isnull=False, channel__isnull=True)
                | Q(brand__isnull=True, channel__isnull=False),
                name="a_relay_of_a_brand_or_a_channel",
            )
        ]

    def __str__(self) -> str:
        return self.provider.name if self.provider else f"{self.host}:{self.port}"

    @classmethod
    def of(cls, channel: Channel) -> Relay | None:
        """Return the server of the address itself, else of its brand; None if neither has one."""
        own = cls.objects.filter(channel=channel).first()
        return own or cls.objects.filter(brand=channel.brand_id).first()

    def sends_for(self) -> Channel | None:
        """Return the first address whose answers leave by this server; None if there is none."""
        if self.channel_id:
            return self.channel
        mail = Channel.objects.filter(kind="email", is_active=True, brand=self.brand_id)
        return mail.filter(relay=None).first()

    def forget(self, *, by: Actor) -> None:
        """Delete it, with its password: mail leaves by the next road. Records an event."""
        with transaction.atomic():
            Event.record("relay.removed", self, by=by, before={"host": str(self)})
            self.delete()

    @property
    def provider(self) -> Provider | None:
        """The provider whose API this is; None for a mail server."""
        return PROVIDERS.get(self.kind)

    def domain_for(self, sender: str) -> str:
        """Return as which of the provider's domains ``sender`` sends."""
        return self.domain or sender.rpartition("@")[2]

    def try_out(self, *, sender: str, recipient: str) -> Trouble | None:
        """Return what keeps a mail of ``sender`` from leaving, None if nothing is known to."""
        if self.provider:
            return try_key(
                self.provider,
                key=self.password,
                region=self.region,
                domain=self.domain_for(sender),
            )
        return trial.try_out(self.route, sender=sender, recipient=recipient)

    @property
    def route(self) -> Route:
        mailbox = self.mailbox if self.as_mailbox else None
        user = mailbox.user if mailbox else self.user
        return Route(
            self.host,
            self.port,
            self.security,
            user,
            self.password,
            is_guarded=True,
            mailbox=mailbox,
        )

    @property
    def mailbox(self) -> Mailbox | None:
        """The address's mailbox, if it is signed in to by OAuth2. Costs a query."""
        mine = Mailbox.objects.filter(channel=self.channel_id, sign_in_by=SignInBy.OAUTH2)
        return mine.select_related("app").first() if self.channel_id else None
