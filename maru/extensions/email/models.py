from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.kit.secrets import seal, unseal
from maru.staff.company.models import Brand


class Security(models.TextChoices):
    NONE = "none", _("No encryption")
    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS"


class Relay(models.Model):
    """The mail server that a brand's answers leave by."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="relay")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=587)
    security = models.CharField(max_length=8, choices=Security.choices, default=Security.STARTTLS)
    user = models.CharField(max_length=254, blank=True, default="")
    sealed_password = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def password(self) -> str:
        return unseal(self.sealed_password)

    @password.setter
    def password(self, password: str) -> None:
        self.sealed_password = seal(password)
