"""A ticket as it is read: messages in their order, and between them what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BooleanField, Case, F, Prefetch, TextField, Value, When

from maru.records.channels.models import MailPiece
from maru.staff.journal.models import Event
from maru.support.tickets.message import MessageQuerySet
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.telling import Told, told

PAGE = 50  # messages
EVENTS = 300  # the newest of one page


@dataclass
class Item:
    """One message and the changes just before it."""

    message: Message
    changes: list[Told] = field(default_factory=list)


@dataclass
class Conversation:
    items: list[Item]
    tail: list[Told]  # what changed after the last message
    earlier: int | None = None  # id before which there are more messages

    @property
    def last(self) -> int:
        """Id of the last message, 0 without any."""
        return self.items[-1].message.pk if self.items else 0


def latest(ticket: Ticket) -> Conversation:
    """Return the newest 50 messages. Costs five queries, however many there are."""
    rows = list(_loaded(ticket).order_by("-id")[: PAGE + 1])
    return _assembled(ticket, rows)


def before(ticket: Ticket, message: Message) -> Conversation:
    """Return the 50 messages before ``message``."""
    rows = list(_loaded(ticket).filter(pk__lt=message.pk).order_by("-id")[: PAGE + 1])
    return _assembled(ticket, rows, until=message.created_at)


def after(ticket: Ticket, last: int) -> Conversation:
    """Return what came after the message with id ``last`` (0: everything), at most 50 messages."""
    rows = list(_loaded(ticket).filter(pk__gt=last).order_by("id")[:PAGE])
    # The newest of those that still stand here: that one may have been taken back, or moved.
    seen = (
        Message.objects.filter(ticket=ticket, pk__lte=last)
        .order_by("-id")
        .values_list("created_at", flat=True)
        .first()
    )
    return _assembled(ticket, rows[::-1], since=seen)


def pieces_before(ticket: Ticket, talk: Conversation) -> list[Message]:
    """Return the pieces that stand before ``talk`` and belong to a mail that it brings more of.

    Costs six queries if it brings a piece, or a mail that was put together.
    """
    new = [item.message for item in talk.items]
    if not any("partial" in m.marks or m.joined_from for m in new):  # type: ignore[attr-defined]
        return []
    here = MailPiece.objects.filter(envelope__message__in=new) | MailPiece.objects.filter(
        of__joined__message__in=new
    )
    rows = _loaded(ticket).filter(envelope__piece__of__in=here.values("of"))
    return list(rows.exclude(pk__in=[message.pk for message in new]).order_by("id"))


def all_pieces(ticket: Ticket, message: Message) -> list[Message]:
    """Return ``message`` and the pieces of the same mail in its ticket; [] if it is none."""
    of = MailPiece.objects.filter(envelope__message=message).values("of")
    return list(_loaded(ticket).filter(envelope__piece__of__in=of).order_by("id"))


def _loaded(ticket: Ticket) -> MessageQuerySet:
    """Leave the heavy columns where they are: HTML, headers and sent mail have their own pages."""
    rows: MessageQuerySet = (
        Message.objects.filter(ticket=ticket)
        .once()
        .select_related("member", "customer", "delivery")
        # Named whole: else Django makes the attachments' query anew for each message.
        .prefetch_related(
            Prefetch("attachments", Attachment.objects.all()),
            "mentions",
            "customer__contact_points",
            "copies__envelope__channel",
        )
        .defer("html", "headers", "delivery__outgoing")
        .annotate(
            has_html=Case(
                When(html="", then=Value(False)), default=True, output_field=BooleanField()
            ),
            # What was written here is shown in the page; mail stays behind glass.
            form=Case(
                When(envelope=None, then=F("html")),
                default=Value(""),
                output_field=TextField(),
            ),
            came_by=F("envelope__channel__kind"),
            joined_from=F("envelope__transport__joined_from"),
        )
    )
    return rows


def _assembled(
    ticket: Ticket,
    newest_first: list[Message],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Conversation:
    messages = newest_first[:PAGE][::-1]
    has_more = len(newest_first) > PAGE
    if has_more:
        since = messages[0].created_at
    events = Event.of(ticket)
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    changes = told(list(events.order_by("-id")[:EVENTS])[::-1])
    items = [Item(message) for message in messages]
    tail = _dealt_out(items, changes)
    return Conversation(items, tail, messages[0].pk if has_more else None)


def _dealt_out(items: list[Item], changes: list[Told]) -> list[Told]:
    """Put each change before the message that came after it; return what came after all."""
    waiting = list(items)
    tail: list[Told] = []
    for change in changes:
        while waiting and waiting[0].message.created_at <= change.at:
            waiting.pop(0)
        (waiting[0].changes if waiting else tail).append(change)
    return tail
