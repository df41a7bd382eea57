from django.db import models
from django.utils.translation import gettext_lazy as _


class Occasion(models.TextChoices):
    RECEIVED = "received", _("When a new ticket comes in")
    CLOSED = "closed", _("Outside office hours")
