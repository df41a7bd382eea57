from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Happening(models.TextChoices):
    """What an outlet may hear of, about the tickets of its team."""

    NEW = "new", _("A new ticket")
    HANDED = "handed", _("A ticket is handed to the team")
    ANSWERED = "answered", _("A customer writes")
    ASSIGNED = "assigned", _("A ticket is given to somebody")
    MENTIONED = "mentioned", _("A note mentions the team")
    REMINDER = "reminder", _("A reminder of the team is due")
    DUE = "due", _("Tasks that are due, at nine in the morning")
    SOLVED = "solved", _("A ticket is solved")


USUAL = [Happening.NEW, Happening.HANDED, Happening.MENTIONED, Happening.REMINDER]
