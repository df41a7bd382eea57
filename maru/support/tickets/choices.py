from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


def label_of(choices: type[models.Choices], value: Any) -> str:
    """Return the word for ``value``; itself when it is none of them.

    Django's own get_FOO_display() translates all labels to find one: a page of the list asks
    for two hundred.
    """
    return _label(choices, value, get_language())


@lru_cache(maxsize=1_000)
def _label(choices: type[models.Choices], value: Any, _language: str | None) -> str:
    try:
        return str(choices(value).label)
    except ValueError:
        return str(value)


class Status(models.TextChoices):
    NEW = "new", pgettext_lazy("status", "New")
    OPEN = "open", pgettext_lazy("status", "Open")
    PENDING = "pending", pgettext_lazy("status", "Pending")  # waits for the customer
    ON_HOLD = "on_hold", pgettext_lazy("status", "On hold")  # waits for somebody else
    SOLVED = "solved", pgettext_lazy("status", "Solved")
    CLOSED = "closed", pgettext_lazy("status", "Closed")


UNSOLVED = [Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD]
DONE = [Status.SOLVED, Status.CLOSED]

# A moment after all others, for what has none: an order has no place for NULL.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class Priority(models.IntegerChoices):
    LOW = 1, pgettext_lazy("priority", "Low")
    NORMAL = 2, pgettext_lazy("priority", "Normal")
    HIGH = 3, pgettext_lazy("priority", "High")
    URGENT = 4, pgettext_lazy("priority", "Urgent")


class Kind(models.TextChoices):
    QUESTION = "question", _("Question")
    PROBLEM = "problem", _("Problem")
    REQUEST = "request", _("Request")
    COMPLAINT = "complaint", _("Complaint")


class Source(models.TextChoices):
    """How the ticket came to be."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    VISIT = "visit", _("Visit")
    API = "api", _("API")
    FORM = "form", _("Web form")
    IMPORT = "import", _("Import")


class Direction(models.TextChoices):
    FROM_CUSTOMER = "in", _("From the customer")
    TO_CUSTOMER = "out", _("To the customer")
    INTERNAL = "note", _("Internal note")


# What a program wrote (Message.automatic): shown, never answered by another program.
# Mail of a list is a person's.
MACHINES = ["bounce", "auto_reply", "report", "notification"]
# In Message.marks: no machine may answer it, though a person may have written it (S5).
SILENT = "silent"


class ThreadedBy(models.TextChoices):
    """Why a message stands in its ticket."""

    NEW = "new", _("opened this ticket")
    TOKEN = "token", _("answers a message that carried our mark")
    REFERENCES = "references", _("refers to a message of this ticket")
    SUBJECT = "subject", _("same subject and sender")
    COPY = "copy", _("the same mail came by another mailbox of the team")
    PIECES = "pieces", _("belongs to a mail that came in pieces")
    BOUNCE = "bounce", _("report about a message we sent")
    FOLLOW_UP = "follow_up", _("answers a ticket solved long ago")
    HAND = "hand", _("put here by hand")
    MERGER = "merger", _("tells that a ticket was merged into this one")
