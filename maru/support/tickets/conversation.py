"""A ticket as it is read: messages in their order, and between them what changed or happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BooleanField, Case, F, Prefetch, TextField, Value, When

from maru.records.channels.models import MailPiece
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.message import MessageQuerySet
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.telling import Told, told
from maru.support.tickets.timeline.entries import Entry, entries_of

PAGE = 50  # messages
MOST = 200  # messages of a page that reaches as far as somebody had read, or is looking for
EVENTS = 300  # the newest of one page


@dataclass
class Between:
    """What happened between two messages, in its order."""

    happened: list[Told | Entry] = field(default_factory=list)

    @property
    def runs(self) -> list[list[Told] | Entry]:
        """Changes that follow one another as one list, and every entry by itself."""
        runs: list[list[Told] | Entry] = []
        for each in self.happened:
            if isinstance(each, Entry):
                runs.append(each)
            elif runs and isinstance(runs[-1], list):
                runs[-1].append(each)
            else:
                runs.append([each])
        return runs


@dataclass
class Item:
    """One message and what happened just before it."""

    message: Message
    before: Between = field(default_factory=Between)


@dataclass
class Conversation:
    items: list[Item]
    tail: Between  # what happened after the last message
    earlier: int | None = None  # id before which there are more messages

    @property
    def last(self) -> int:
        """Id of the last message, 0 without any."""
        return self.items[-1].message.pk if self.items else 0


def latest(ticket: Ticket, *, reaching: int = 0) -> Conversation:
    """Return the newest 50 messages, up to 200 where they reach to the message with the id
    ``reaching`` so. Costs five queries, however many there are."""
    return _page(ticket, _loaded(ticket), reaching)


def before(ticket: Ticket, message: Message, *, reaching: int = 0) -> Conversation:
    """Return the 50 messages before ``message``, or so many as ``latest`` does."""
    rows = _loaded(ticket).filter(pk__lt=message.pk)
    return _page(ticket, rows, reaching, until=message.created_at)


def whole(ticket: Ticket, reader: Member) -> Conversation:
    """Return all of it that ``reader`` may see, from the first message on, with every change."""
    seen = Message.objects.visible_to(reader).values("pk")
    rows = list(_loaded(ticket).filter(pk__in=seen).order_by("id"))
    return _assembled(ticket, rows, most_events=None)


def _page(
    ticket: Ticket, rows: MessageQuerySet, reaching: int, *, until: datetime | None = None
) -> Conversation:
    size, newest_first = PAGE, rows.order_by("-id")
    found = list(newest_first[: PAGE + 1])
    if reaching and len(found) > PAGE and found[-2].pk > reaching:
        size = min(rows.filter(pk__gte=reaching).count(), MOST)
        found += newest_first[PAGE + 1 : size + 1]
    has_more = len(found) > size
    return _assembled(ticket, found[:size][::-1], until=until, has_more=has_more)


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
    return _assembled(ticket, rows, since=seen)


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
    messages: list[Message],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    has_more: bool = False,
    most_events: int | None = EVENTS,
) -> Conversation:
    if has_more:
        since = messages[0].created_at
    events = Event.of(ticket)
    if since:
        events = events.filter(at__gte=since)
    if until:
        events = events.filter(at__lt=until)
    changes = told(list(events.order_by("-id")[:most_events])[::-1])
    happened: list[Told | Entry] = [*changes, *entries_of(ticket, since, until)]
    happened.sort(key=lambda each: each.at)
    items = [Item(message) for message in messages]
    tail = _dealt_out(items, happened)
    return Conversation(items, tail, messages[0].pk if has_more else None)


def _dealt_out(items: list[Item], happened: list[Told | Entry]) -> Between:
    """Put each before the message that came after it; return what came after all."""
    waiting = list(items)
    tail = Between()
    for each in happened:
        while waiting and waiting[0].message.created_at <= each.at:
            waiting.pop(0)
        (waiting[0].before if waiting else tail).happened.append(each)
    return tail
