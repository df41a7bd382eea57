from django.db import models
from django.utils.translation import gettext_lazy as _


class Security(models.TextChoices):
    NONE = "none", _("No encryption")
    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS"
