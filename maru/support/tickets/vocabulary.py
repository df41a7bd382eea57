"""What may be asked of a ticket: of the database, and of one that is at hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import (
    CHOICE,
    FLAG,
    OWN_FLAG,
    SET,
    TEXT,
    TIME,
    Asking,
    Condition,
    Field,
    Vocabulary,
)
from maru.kit.conditions.tree import tests_of
from maru.kit.fields.asking import AskedFields
from maru.kit.search.condition import saying
from maru.kit.tags.models import spelled
from maru.support.tickets.choices import UNSOLVED, Direction, Kind, Priority, Source, Status
from maru.support.tickets.models import Attachment, Message, ScheduledAnswer, Ticket
from maru.support.tickets.reading.unread import is_unread, where_unread


def _waits_for_us(ticket: Ticket) -> bool:
    newest = [m for m in ticket.messages.all() if m.pk == ticket.last_public_id]
    is_theirs = any(message.direction == Direction.FROM_CUSTOMER for message in newest)
    return ticket.status in UNSOLVED and is_theirs


def _where_it_waits_for_us() -> Q:
    theirs = Message.objects.filter(
        pk=OuterRef("last_public_id"), ticket=OuterRef("pk"), direction=Direction.FROM_CUSTOMER
    )
    return Q(status__in=UNSOLVED) & Q(Exists(theirs))


def _is_unread(ticket: Ticket, asking: Asking) -> bool:
    return is_unread(ticket, asking.me, asking.now)


def _where_it_is_unread(asking: Asking) -> Q:
    return where_unread(asking.me, asking.now)


def _has_files(ticket: Ticket) -> bool:
    return any(not f.is_inline for message in ticket.messages.all() for f in _files(message))


def _files(message: Message) -> Iterable[Attachment]:
    return message.attachments.all()


def _where_it_has_files() -> Q:
    return Q(Exists(Attachment.objects.filter(message__ticket=OuterRef("pk"), is_inline=False)))


def _has_scheduled(ticket: Ticket) -> bool:
    return bool(ticket.scheduledanswers.all())


def _where_it_has_scheduled() -> Q:
    return Q(Exists(ScheduledAnswer.objects.filter(ticket=OuterRef("pk"))))


def _has_held(ticket: Ticket) -> bool:
    return any(row.is_held for row in ticket.scheduledanswers.all())


def _where_it_has_held() -> Q:
    return Q(Exists(ScheduledAnswer.objects.held().filter(ticket=OuterRef("pk"))))


def _addresses(ticket: Ticket) -> list[str]:
    customer = ticket.requester
    return [point.value for point in customer.contact_points.all()] if customer else []


def _organization(ticket: Ticket) -> int | None:
    return ticket.requester.organization_id if ticket.requester else None


TICKETS = Vocabulary(
    [
        Field("status", _("Status"), CHOICE, lambda t: t.status, "status",
              choices=lambda: Status.choices),
        Field("assignee", _("Assignee"), CHOICE, lambda t: t.assignee_id, "assignee_id",
              of=int, is_person=True),
        Field("team", _("Team"), CHOICE, lambda t: t.team_id, "team_id", of=int),
        Field("priority", _("Priority"), CHOICE, lambda t: t.priority, "priority", of=int,
              choices=lambda: Priority.choices),
        Field("kind", _("Kind"), CHOICE, lambda t: t.kind, "kind", choices=lambda: Kind.choices),
        Field("channel", _("Channel"), CHOICE, lambda t: t.source, "source",
              choices=lambda: Source.choices),
        Field("brand", _("Brand"), CHOICE, lambda t: t.brand_id, "brand_id", of=int),
        Field("tags", _("Tags"), SET, lambda t: [tag.name for tag in t.tags.all()], "tags__name",
              spelled=spelled),
        Field("waiting", _("Waits for us"), FLAG, _waits_for_us, where=_where_it_waits_for_us),
        Field("unread", _("Unread"), OWN_FLAG, lambda t: partial(_is_unread, t),
              where_for=_where_it_is_unread),
        Field("created", _("Created"), TIME, lambda t: t.created_at, "created_at"),
        Field("updated", _("Last activity"), TIME, lambda t: t.updated_at, "updated_at"),
        Field("answered", _("First answered"), TIME, lambda t: t.first_answered_at,
              "first_answered_at"),
        Field("solved", _("Solved on"), TIME, lambda t: t.solved_at, "solved_at"),
        Field("subject", _("Subject"), TEXT, lambda t: t.subject, "subject"),
        Field("text", _("What was said"), saying("ticket"), lambda t: t.pk, "pk"),
        Field("customer", _("Customer's name"), TEXT, lambda t: t.requester and t.requester.name,
              "requester__name"),
        Field("address", _("Customer's address"), SET, _addresses,
              "requester__contact_points__value"),
        Field("requester", _("Customer's number"), CHOICE, lambda t: t.requester_id,
              "requester_id", of=int),
        Field("organization", _("Organization"), CHOICE, _organization,
              "requester__organization_id", of=int),
        Field("followers", _("Followed by"), SET, lambda t: [m.pk for m in t.followers.all()],
              "followers", of=int, is_person=True),
        Field("attachment", _("Has attachments"), FLAG, _has_files, where=_where_it_has_files),
        Field("snoozed", _("Is put off"), FLAG, lambda t: t.is_snoozed, "is_snoozed"),
        Field("snoozed_until", _("Put off until"), TIME, lambda t: t.snoozed_until,
              "snoozed_until"),
        Field("scheduled", _("Has a scheduled answer"), FLAG, _has_scheduled,
              where=_where_it_has_scheduled),
        Field("scheduled_held", _("A scheduled answer is held back"), FLAG, _has_held,
              where=_where_it_has_held),
        Field("scheduled_by", _("Answer scheduled by"), SET,
              lambda t: [row.member_id for row in t.scheduledanswers.all()],
              "scheduledanswers__member", of=int, is_person=True),
        Field("spam", _("Spam"), FLAG, lambda t: t.is_spam, "is_spam"),
    ],
    model=Ticket,
    heaviest=100,
)  # fmt: skip
# Those of the ticket itself, and of its customer.
TICKETS.add_family(AskedFields("ticket", "fields."))
TICKETS.add_family(
    AskedFields("customer", "customer.", "requester_id", lambda t: t.requester, _("Customer"))
)
TICKETS.add_family(
    AskedFields(
        "organization",
        "organization.",
        "requester__organization_id",
        lambda t: t.requester and t.requester.organization,
        _("Organization"),
    )
)
# What is read of a ticket that is asked; loaded ahead for many.
ASKED_OF = (
    "tags", "followers", "messages__attachments", "requester__contact_points", "seen",
    "scheduledanswers",
)  # fmt: skip


def names(condition: Condition, field: str) -> bool:
    """Return whether ``condition`` asks about ``field`` anywhere."""
    return any(test.field == field for test in tests_of(condition))
