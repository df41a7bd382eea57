"""Why a member is told something, and the ways in which they may want it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.staff.members.roles import Role
from maru.support.tickets.notices.notice import Occasion


class Reason(models.TextChoices):
    """What weighs more stands further up: of several reasons for one event the first counts."""

    MENTIONED = "mentioned", _("Somebody mentions me or a team of mine")
    ASKED = "asked", _("Somebody asks me to look on")
    RULE = "rule", _("A rule tells me, or a team of mine, of a ticket")
    ESCALATED = "escalated", _("An escalation concerns me: it reaches my level, is due or over")
    ASSIGNED = "assigned", _("Somebody gives me a ticket")
    ANSWERED = "answered", _("A customer writes in a ticket of mine")
    COLLEAGUE = "colleague", _("A colleague writes in a ticket of mine")
    FOLLOWED = "followed", _("Somebody writes in a ticket that I follow")
    SIDE = "side", _("Somebody writes in a side conversation that I take part in")
    PROMISE = "promise", _("What was promised in a ticket of mine is nearly due, or missed")
    HELD = "held", _("An answer that I scheduled is held back")
    HANDOVER = "handover", _("Somebody hands their shift over to me or a team of mine")
    REMINDER = "reminder", _("A reminder is due that I set, or for a team of mine")
    TASK = "task", _("Somebody gives me a task")
    WOKEN = "woken", _("A ticket comes back that I put off")
    TEAM = "team", _("A ticket is handed to a team of mine")


WEIGHT = {reason: len(Reason) - place for place, reason in enumerate(Reason)}
ICONS = {
    Reason.MENTIONED: "at",
    Reason.ASKED: "eye",
    Reason.RULE: "bolt",
    Reason.ESCALATED: "up",
    Reason.ASSIGNED: "headset",
    Reason.ANSWERED: "mail",
    Reason.COLLEAGUE: "lock",
    Reason.FOLLOWED: "star",
    Reason.SIDE: "chat",
    Reason.PROMISE: "clock",
    Reason.HELD: "pause",
    Reason.HANDOVER: "forward",
    Reason.REMINDER: "calendar",
    Reason.TASK: "list",
    Reason.WOKEN: "clock",
    Reason.TEAM: "users",
}
# As which kind of mail it is told.
OCCASIONS = {
    Reason.MENTIONED: Occasion.MENTION,
    Reason.ASKED: Occasion.ASKED,
    Reason.RULE: Occasion.ASKED,
    Reason.ESCALATED: Occasion.ESCALATED,
    Reason.ASSIGNED: Occasion.ASSIGNED,
    Reason.ANSWERED: Occasion.MESSAGE,
    Reason.COLLEAGUE: Occasion.WRITTEN,
    Reason.FOLLOWED: Occasion.FOLLOWED,
    Reason.SIDE: Occasion.WRITTEN,  # has a mail of its own
    Reason.PROMISE: Occasion.PROMISE,
    Reason.HELD: Occasion.HELD,
    Reason.HANDOVER: Occasion.ASSIGNED,  # so has this
    Reason.REMINDER: Occasion.REMINDER,
    Reason.TASK: Occasion.TASK,
    Reason.WOKEN: Occasion.WOKEN,
    Reason.TEAM: Occasion.ASSIGNED,
}


class Way(models.TextChoices):
    DESK = "desk", _("In the desk")
    MAIL = "mail", _("By mail at once")
    DIGEST = "digest", _("In the morning's mail")
    PUSH = "push", _("In my browser")


# A team's tickets are many: whoever wants to hear of each says so. What need not be known at once
# makes no sound while the desk is closed.
UNWANTED = {
    (Reason.TEAM, Way.DESK), (Reason.TEAM, Way.PUSH), (Reason.FOLLOWED, Way.PUSH),
    (Reason.COLLEAGUE, Way.PUSH),
}  # fmt: skip
# What is asked of somebody. A colleague of another department does not sit in the desk.
PERSONAL = {Reason.MENTIONED, Reason.ASKED, Reason.ASSIGNED, Reason.SIDE, Reason.TASK}


def is_usual(reason: str, way: str, role: str = "") -> bool:
    """Whether who never chose is told ``reason`` in this way: in the desk, and no mail, which a
    colleague of another department gets of what is asked of them; in those browsers that they let
    Maru push to (0390)."""
    if role == Role.COLLEAGUE and way == Way.MAIL:
        return reason in PERSONAL
    return way in {Way.DESK, Way.PUSH} and (reason, way) not in UNWANTED
