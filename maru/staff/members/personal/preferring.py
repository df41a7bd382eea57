from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("density", "Normal")
    DENSE = "dense", pgettext_lazy("density", "Dense")


class Sounds(models.TextChoices):
    """What is heard while the desk is open."""

    NONE = "none", _("None")
    NAMED = "named", _("When I am mentioned or asked")
    ALL = "all", _("For every notification")


def evening() -> time:
    return time(19)


def morning() -> time:
    return time(8)


class Preferring(models.Model):
    """What a member chose for themselves, on every machine. In the row of the member: each page
    asks for it, and it costs no query."""

    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    density = models.CharField(max_length=6, choices=Density.choices, default=Density.NORMAL)
    sounds = models.CharField(max_length=5, choices=Sounds.choices, default=Sounds.NONE)
    has_quiet_hours = models.BooleanField(default=False)
    # Every day from one to the other, past midnight too, by the member's own clock.
    quiet_from = models.TimeField(default=evening)
    quiet_to = models.TimeField(default=morning)
    # Names of whole days that are quiet: mon..sun.
    quiet_days = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True
