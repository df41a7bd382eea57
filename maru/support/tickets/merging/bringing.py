"""What else a merged ticket brings: tags, who follows it, who has part in it, mail that both hold.

Nobody sees or gets more by it than a person decided (S2, S8); what was brought is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maru.records.customers.contact_point import ContactKind
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction
from maru.support.tickets.composing import requester_address
from maru.support.tickets.message import Message, MessageQuerySet
from maru.support.tickets.participant import Admission, Participant

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

Brought = dict[str, Any]


def bring(one: Ticket, into: Ticket, *, by: Member, because: Event) -> Brought:
    """Give ``into`` what it lacks of ``one``, whose messages still stand there; return what."""
    return {
        "tags": _bring_tags(one, into, by=by, because=because),
        "followers": _bring_followers(one, into, by=by, because=because),
        "participants": _bring_participants(one, into),
        "copies": _show_once(one, into),
        "event": because.pk,
    }


def take_back(
    brought: Brought, into: Ticket, since: MessageQuerySet, *, by: Member, because: Event
) -> None:
    """Undo ``bring``, but for what somebody has decided, or one of the messages ``since`` names."""
    tags = list(into.tags.filter(pk__in=brought["tags"]))
    if tags:
        before = _names(into)
        into.tags.remove(*tags)
        Event.record("ticket.tags", into, by=by, before=before, after=_names(into), because=because)
    chosen = Event.of(into).filter(verb="ticket.followed", pk__gt=brought["event"])
    again = set(chosen.exclude(cause=brought["event"]).values_list("after", flat=True))
    for member in into.followers.filter(pk__in=brought["followers"]):
        if member.pk not in again:
            into.followers.remove(member)
            Event.record("ticket.unfollowed", into, by=by, before=member.pk, because=because)
    people = Participant.objects.filter(ticket=into, pk__in=brought["participants"])
    undecided = people.filter(decided_by=None)
    named = _named_in(since) if undecided else set()
    undecided.exclude(address__in=named).delete()


def _names(ticket: Ticket) -> list[str]:
    return sorted(ticket.tags.values_list("name", flat=True))


def _bring_tags(one: Ticket, into: Ticket, *, by: Member, because: Event) -> list[int]:
    new = list(one.tags.exclude(pk__in=into.tags.values("pk")))
    if new:
        before = _names(into)
        into.tags.add(*new)
        Event.record("ticket.tags", into, by=by, before=before, after=_names(into), because=because)
    return [tag.pk for tag in new]


def _bring_followers(one: Ticket, into: Ticket, *, by: Member, because: Event) -> list[int]:
    """Whoever saw to ``one`` follows ``into``, if it exists for them: following opens nothing."""
    had = {*into.followers.values_list("pk", flat=True), into.assignee_id}
    people = [*one.followers.all(), *([one.assignee] if one.assignee else [])]
    new = {each.pk: each for each in people if each.pk not in had and each.is_active}
    seeing = [each for each in new.values() if _sees(each, into)]
    into.followers.add(*seeing)
    for each in seeing:
        Event.record("ticket.followed", into, by=by, after=each.pk, because=because)
    return [each.pk for each in seeing]


def _sees(member: Member, ticket: Ticket) -> bool:
    return type(ticket).objects.visible_to(member).filter(pk=ticket.pk).exists()


def _bring_participants(one: Ticket, into: Ticket) -> list[int]:
    """Another requester and all others of ``one`` are seen in ``into`` and get nothing (S2)."""
    people = {
        each.address: (each.name, Admission.REMOVED if _is_removed(each) else Admission.SEEN)
        for each in one.participants.all()
    }
    if one.requester_id != into.requester_id and (address := requester_address(one)):
        name = one.requester.name if one.requester else ""
        people.setdefault(address.lower(), (name[:200], Admission.SEEN))
    theirs = set(into.participants.values_list("address", flat=True))
    if into.requester:
        points = into.requester.contact_points.filter(kind=ContactKind.EMAIL)
        theirs |= set(points.values_list("value", flat=True))
    new = [
        Participant(ticket=into, address=address, name=name, admission=admission)
        for address, (name, admission) in people.items()
        if address not in theirs
    ]
    return [row.pk for row in Participant.objects.bulk_create(new)]


def _is_removed(person: Participant) -> bool:
    return person.admission == Admission.REMOVED


def _show_once(one: Ticket, into: Ticket) -> list[int]:
    """A mail that both hold, because it named mailboxes of two teams, is shown once (D2)."""
    from maru.support.tickets.copies import face_of_message

    kept = Message.objects.once().filter(direction=Direction.FROM_CUSTOMER, envelope__isnull=False)
    here = kept.filter(ticket=into).exclude(message_id="")
    there = kept.filter(ticket=one, message_id__in=here.values("message_id"))
    mails = list(there.prefetch_related("attachments"))
    if not mails:
        return []
    same = here.filter(message_id__in=[mail.message_id for mail in mails])
    originals = {
        (each.message_id, repr(face_of_message(each))): each
        for each in same.prefetch_related("attachments")
    }
    copies = []
    for mail in mails:
        if original := originals.get((mail.message_id, repr(face_of_message(mail)))):
            Message.objects.filter(pk=mail.pk).update(copy_of=original)
            copies.append(mail.pk)
    return copies


def _named_in(messages: MessageQuerySet) -> set[str]:
    rows = messages.values_list("from_address", "to", "cc")
    return {
        address.lower()
        for writer, to, cc in rows
        for address in [writer, *(each[1] for each in [*to, *cc])]
    }
