"""The words of the brain, for people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.support.routing.brain.nouns import Out, Part
from maru.support.routing.brain.nouns import Strategy as Way


class Strategy(models.TextChoices):
    ROUND_ROBIN = Way.ROUND_ROBIN.value, _("In turn")
    LEAST_BUSY = Way.LEAST_BUSY.value, _("Who is least busy")
    BEST_FIT = Way.BEST_FIT.value, _("Who fits best")


STRATEGIES_EXPLAINED = {
    Strategy.ROUND_ROBIN: _("Whoever was given something longest ago is next."),
    Strategy.LEAST_BUSY: _("Whoever has the most of their capacity left; of equals, in turn."),
    Strategy.BEST_FIT: _("Skill, load, acquaintance, language and rest, by your weights."),
}

PARTS = {
    Part.SKILL.value: pgettext_lazy("routing", "Skill"),
    Part.FREE.value: pgettext_lazy("routing", "Free capacity"),
    Part.KNOWN.value: pgettext_lazy("routing", "Knows the customer"),
    Part.LANGUAGE.value: pgettext_lazy("routing", "Language"),
    Part.REST.value: pgettext_lazy("routing", "Longest without a new one"),
}

OUTS = {
    Out.AWAY.value: pgettext_lazy("routing", "away"),
    Out.BREAK.value: pgettext_lazy("routing", "on a break"),
    Out.OFF.value: pgettext_lazy("routing", "not on shift"),
    Out.LEAVE.value: pgettext_lazy("routing", "absent as planned"),
    Out.UNFIT.value: pgettext_lazy("routing", "does not work for the brand"),
    Out.DECLINED.value: pgettext_lazy("routing", "passed it on"),
    Out.SKILL.value: pgettext_lazy("routing", "lacks a skill"),
    Out.LANGUAGE.value: pgettext_lazy("routing", "does not speak the language"),
    Out.FULL.value: pgettext_lazy("routing", "full"),
}


class Because(models.TextChoices):
    """Why something stands in a queue."""

    NEW = "new", pgettext_lazy("queue", "new")
    MOVED = "moved", pgettext_lazy("queue", "given to this team")
    RETURNED = "returned", pgettext_lazy("queue", "has nobody any more")
    ABSENT = "absent", pgettext_lazy("queue", "its agent is away")
    DECLINED = "declined", pgettext_lazy("queue", "declined")
    TIMED_OUT = "timed_out", pgettext_lazy("queue", "an offer was not answered")
    OVERFLOW = "overflow", pgettext_lazy("queue", "waited too long in another team")
    ASKED = "asked", pgettext_lazy("queue", "put in by hand or by a rule")
