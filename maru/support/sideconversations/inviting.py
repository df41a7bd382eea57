"""Who is asked: read from what was typed, added, taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.lines import one_line
from maru.records.channels.models import Channel
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.sideconversations.models import SideConversation, SideParticipant
from maru.support.tickets.forms import assignable, teams_for
from maru.support.tickets.models import Ticket

MOST = 50  # participants of one conversation


class Uninvited(Refusal):
    """Somebody cannot be asked."""


@dataclass(frozen=True)
class Invited:
    """Somebody to be asked: a member, a team, or an address outside."""

    member: Member | None = None
    team: Team | None = None
    address: str = ""
    name: str = ""

    @property
    def key(self) -> tuple[str, Any]:
        if self.member:
            return "member", self.member.pk
        return ("team", self.team.pk) if self.team else ("address", self.address)

    @property
    def fields(self) -> dict[str, Any]:
        return {"member": self.member, "team": self.team, "address": self.address,
                "name": self.name}  # fmt: skip


def askable_in(ticket: Ticket) -> Any:
    """Return the members who may be asked beside ``ticket``: its brand's, whoever sees it or not.

    Asking somebody of another team shows them what they are asked, not the ticket.
    """
    return assignable(ticket.brand_id)


def invited_in(text: str, ticket: Ticket, by: Member) -> list[Invited]:
    """Return whom ``text`` names, one after a comma, semicolon or line: members by their name or
    address, teams by their name, others by their address.

    Raises Uninvited for nobody, or for a name that means nobody or several.
    """
    found: dict[tuple[str, Any], Invited] = {}
    for word in re.split(r"[,;\n]+", text.replace("\x00", "")):
        if word.strip():
            one = _named(word.strip(), ticket, by)
            found[one.key] = one
    if not found:
        raise Uninvited(422, "nobody", _("Say whom to ask: a colleague, a team or an address."))
    return list(found.values())


def _named(word: str, ticket: Ticket, by: Member) -> Invited:
    members = askable_in(ticket)
    if "@" in word:
        return _addressed(word, ticket, members)
    people = list(members.filter(name__iexact=word)[:2])
    teams = list(teams_for(by).filter(name__iexact=word)[:2])
    if len(people) + len(teams) > 1:
        words = _("“%s” is the name of several. Write the e-mail address of the one you mean.")
        raise Uninvited(422, "several", words % word[:80])
    if people:
        return Invited(member=people[0])
    if teams:
        return Invited(team=teams[0])
    raise Uninvited(
        422, "unknown", _("Nobody is called “%s” here, and it is no address.") % word[:80]
    )


def _addressed(word: str, ticket: Ticket, members: Any) -> Invited:
    [(name, address)] = getaddresses([word])[:1] or [("", "")]
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        words = _("“%s” is no e-mail address.")
        raise Uninvited(422, "no_address", words % word[:80]) from None
    if member := members.filter(email__iexact=address).first():
        return Invited(member=member)
    if Channel.objects.addresses_among({address}):
        words = _("%s is a mailbox of ours. Ask a colleague or a team by their name.")
        raise Uninvited(422, "own_mailbox", words % address)
    if ticket.requester and ticket.requester.contact_points.filter(value__iexact=address).exists():
        words = _("%s is the customer of this ticket. Answer them in the ticket itself.")
        raise Uninvited(422, "customer", words % address)
    return Invited(address=address[:254], name=one_line(name)[:200])


def must_be_allowed(invited: Iterable[Invited], by: Member) -> None:
    """Raise PermissionDenied where the role asks colleagues only and somebody is outside."""
    if not by.can(Power.NOTE) or (any(one.address for one in invited) and not by.can(Power.REPLY)):
        raise PermissionDenied


def invite(
    conversation: SideConversation, invited: Sequence[Invited], *, by: Member,
    because: Event | None = None,
) -> list[SideParticipant]:  # fmt: skip
    """Let further people take part, who get what is said from now on; return those who are new.

    Members among them see all that was said before. Raises Uninvited or PermissionDenied.
    """
    must_be_allowed(invited, by)
    with transaction.atomic():
        conversation.hold()
        there = {_key(each) for each in conversation.participants.all()}
        new = [one for one in invited if one.key not in there]
        if len(there) + len(new) > MOST:
            words = _("A side conversation has at most %s participants.")
            raise Uninvited(422, "too_many", words % MOST)
        rows = [
            SideParticipant.objects.create(conversation=conversation, **one.fields) for one in new
        ]
        if rows:
            after = {**conversation.told, "whom": [row.short for row in rows]}
            Event.record("ticket.side_invited", conversation.ticket, by=by, after=after,
                         because=because)  # fmt: skip
    return rows


def take_out(participant: SideParticipant, *, by: Member) -> bool:
    """Let somebody take part no more; return False if they did not."""
    conversation = participant.conversation
    must_be_allowed([Invited(address=participant.address)], by)
    with transaction.atomic():
        if not SideParticipant.objects.filter(pk=participant.pk).delete()[0]:
            return False
        before = {**conversation.told, "whom": [participant.short]}
        Event.record("ticket.side_left", conversation.ticket, by=by, before=before)
    return True


def _key(row: SideParticipant) -> tuple[str, Any]:
    if row.member_id:
        return "member", row.member_id
    return ("team", row.team_id) if row.team_id else ("address", row.address)


def suggestions(ticket: Ticket, by: Member) -> list[dict[str, str]]:
    """Return who may be asked beside ``ticket``: colleagues, teams, and the people outside who
    were asked lately for this brand. Three queries."""
    people = [
        {"words": member.email, "label": str(member), "note": member.get_role_display(),
         "icon": "user"}
        for member in askable_in(ticket).exclude(pk=by.pk).order_by("name")
    ]  # fmt: skip
    teams = [
        {"words": team.name, "label": team.name, "note": _("Team"), "icon": "users"}
        for team in teams_for(by).order_by("name")
    ]
    return [*people, *teams, *(_known_outside(ticket, by) if by.can(Power.REPLY) else [])]


def _known_outside(ticket: Ticket, by: Member) -> list[dict[str, str]]:
    rows = SideParticipant.objects.outside().filter(
        conversation__in=SideConversation.objects.visible_to(by).filter(
            ticket__brand=ticket.brand_id
        ),
    )
    lately = rows.order_by("-id").values_list("address", "name")[:200]
    known = dict(reversed(list(lately)))
    return [
        {"words": f"{name} <{address}>" if name else address, "label": name or address,
         "note": address if name else _("Outside"), "icon": "mail"}
        for address, name in known.items()
    ]  # fmt: skip
