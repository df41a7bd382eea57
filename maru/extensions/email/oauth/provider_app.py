from __future__ import annotations

from django.db import models

from maru.extensions.email.oauth.services import SERVICES, Service
from maru.kit.secrets.sealed import Sealed
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

ANY_TENANT = "common"


class ProviderAppQuerySet(models.QuerySet["ProviderApp"]):
    def visible_to(self, member: Member) -> ProviderAppQuerySet:
        """Return all to who sets up the company: mailboxes of every brand sign in by them."""
        return self if member.can(Power.COMPANY) else self.none()


class ProviderApp(models.Model):
    """Maru as Google or Microsoft knows it, registered there by the company. One for each.

    The mailboxes that people sign in to by it use its secret, so that a new one is
    entered once. The secret is sealed.
    """

    provider = models.CharField(
        max_length=10, unique=True, choices=[(s.key, s.name) for s in SERVICES.values()]
    )
    client_id = models.CharField(max_length=300)
    sealed_client_secret = models.TextField()
    client_secret = Sealed()
    tenant = models.CharField(max_length=100, default=ANY_TENANT)  # Microsoft's; else not used
    server = models.URLField(max_length=200, blank=True, default="")  # "": the provider's own

    objects = ProviderAppQuerySet.as_manager()

    def __str__(self) -> str:
        return self.service.name

    @property
    def service(self) -> Service:
        return SERVICES[self.provider]

    @property
    def authorize_url(self) -> str:
        path = self.service.authorize_path.format(tenant=self.tenant)
        return (self.server or self.service.sign_in_server) + path

    @property
    def token_url(self) -> str:
        path = self.service.token_path.format(tenant=self.tenant)
        return (self.server or self.service.token_server) + path

    @property
    def scope(self) -> str:
        return self.service.scope(self.server)
