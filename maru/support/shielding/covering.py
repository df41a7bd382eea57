"""What stands in place of an abusive message, and above it for whoever has opened it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.support.shielding.models import Abuse, Opening, StepTaken
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.readers import readers_of
from maru.support.tickets.veiling import Veil

TEMPLATE = "shielding/_veil.html"
LEADS = [Role.LEAD, Role.MANAGER, Role.ADMIN]
MOST = 20  # of them


@dataclass(frozen=True)
class Covered:
    abuse: Abuse
    times: int  # of its customer in 90 days
    may_act: bool
    may_reply: bool
    steps: list[StepTaken] = field(default_factory=list)
    leads: list[Member] = field(default_factory=list)


def cover(messages: Sequence[Message], member: Member) -> Mapping[int, Veil]:
    """Return what covers these. Three queries, and one for each abusive message."""
    ids = [message.pk for message in messages]
    rows = Abuse.objects.standing().filter(message__in=ids).select_related("message__ticket")
    found = list(rows.prefetch_related("steps__member", "steps__to"))
    opened = set(
        Opening.objects.filter(member=member, abuse__in=found).values_list("abuse_id", flat=True)
    )
    leads = leads_of(found[0].message.ticket, member) if found else []
    may_act, may_reply = member.can(Power.CHANGE), member.can(Power.REPLY)
    return {
        each.message_id: Veil(
            TEMPLATE, each.pk in opened,
            Covered(each, each.times(), may_act, may_reply, list(each.steps.all()), leads),
        )
        for each in found
    }  # fmt: skip


def leads_of(ticket: Ticket, besides: Member) -> list[Member]:
    """Return who may be given such a ticket: leads and above of its brand, who see it. Costs one
    query, and one for its team."""
    leads = readers_of(ticket).filter(role__in=LEADS).exclude(pk=besides.pk)
    return list(leads.order_by("name")[:MOST])
