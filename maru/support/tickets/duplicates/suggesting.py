from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from maru.kit.text.alike import LOOKED_AT, is_near
from maru.staff.members.models import Member
from maru.support.tickets.duplicates.dismissal import NotDuplicate
from maru.support.tickets.models import Link, Message, Ticket
from maru.support.tickets.subjects import bare_subject

WITHIN = timedelta(days=14)  # opened so near to one another, two tickets may be about one thing
LOOKED_BACK = timedelta(days=180)  # for the same subject or words
LATEST = 30  # tickets of the customer that are looked at
MOST = 5  # that are suggested


@dataclass(frozen=True)
class Suggested:
    """A ticket that may be about the same, and by what."""

    ticket: Ticket
    because: str  # same_subject, near_text, same_customer

    @property
    def words(self) -> str:
        return {
            "same_subject": _("same subject"),
            "near_text": _("nearly the same words"),
        }.get(self.because, _("same customer"))


def duplicates_of(ticket: Ticket, member: Member) -> list[Suggested]:
    """Return at most five other tickets of the same customer that may be about the same.

    Of the 30 last changed: what was opened within 14 days of it, and what within half a year has
    the same subject or nearly the same first words. Unsolved ones first, then the likest, then
    the newest. Nothing for a ticket that is done or spam, nor what is linked to it, was said not
    to be the same, or is the same mail in another team's mailbox. Costs five queries, one more
    where somebody else wrote the first message, whatever the customer has.
    """
    if ticket.is_done or ticket.is_spam or ticket.merged_into_id:
        return []
    first = ticket.messages.order_by("id").first()
    customers = {ticket.requester_id, first.customer_id if first else None} - {None}
    text, mail = (first.text, first.message_id) if first else ("", "")
    apart = {ticket.pk, ticket.follow_up_of_id, *NotDuplicate.of(ticket), *_linked(ticket)}
    found = []
    for other in (each for customer in customers for each in _latest(ticket, customer, member)):
        if other.pk in apart or (mail and other.first_mail == mail):  # type: ignore[attr-defined]
            continue
        apart.add(other.pk)
        words = other.first_words or ""  # type: ignore[attr-defined]
        if because := _alike(ticket, other, text, words):
            found.append(Suggested(other, because))
    return sorted(found, key=_rank)[:MOST]


def _rank(each: Suggested) -> tuple[bool, bool, float]:
    opened = each.ticket.created_at.timestamp()
    return each.ticket.is_done, each.because == "same_customer", -opened


def _latest(ticket: Ticket, customer: int | None, member: Member) -> list[Ticket]:
    """Read from the index of a customer's tickets by their last change, no more than it needs."""
    first = Message.objects.filter(ticket=OuterRef("pk")).order_by("id")
    rows = Ticket.objects.visible_to(member).genuine().filter(requester_id=customer)
    rows = rows.filter(brand_id=ticket.brand_id).order_by("-updated_at")
    return list(
        rows.select_related("requester").annotate(
            first_words=Subquery(first.values(words=Left("text", 4 * LOOKED_AT))[:1]),
            first_mail=Subquery(first.values("message_id")[:1]),
        )[:LATEST]
    )


def _linked(ticket: Ticket) -> set[int]:
    rows = Link.objects.filter(Q(ticket=ticket) | Q(other=ticket))
    return {number for pair in rows.values_list("ticket_id", "other_id") for number in pair}


def _alike(ticket: Ticket, other: Ticket, text: str, words: str) -> str:
    apart = abs(ticket.created_at - other.created_at)
    if apart > LOOKED_BACK:
        return ""
    subject = bare_subject(ticket.subject).casefold()
    if subject and subject == bare_subject(other.subject).casefold():
        return "same_subject"
    if is_near(text, words):
        return "near_text"
    return "same_customer" if apart <= WITHIN else ""
