"""What happens in a ticket holds the answers that wait in it: its author decides anew (D8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from maru.kit.ui.times import spoken
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import DONE, MACHINES
from maru.support.tickets.models import Message, ScheduledAnswer, Ticket
from maru.support.tickets.scheduling.scheduled import Because

# A receipt, an out-of-office reply: no reason to wait. What came back undelivered is one.
_IDLE = {kind for kind in MACHINES if kind != "bounce"}
_BECAUSE = {
    "ticket.received": Because.NEWER,
    "ticket.replied": Because.NEWER,
    "ticket.status": Because.DONE,
    "ticket.spam": Because.SPAM,
    "ticket.merged": Because.MERGED,
}


def hold_along(events: Collection[Event]) -> None:
    """Hold what waits in the tickets of ``events``, in their transaction.

    Costs nothing for events that hold nothing; one query for any number of others, one more
    where something waits.
    """
    about = [event for event in events if _because(event)]
    if not about:
        return
    rows = ScheduledAnswer.objects.waiting().filter(ticket__in={e.subject_id for e in about})
    of: defaultdict[int, list[ScheduledAnswer]] = defaultdict(list)
    for row in rows.select_related("member", "ticket"):
        of[row.ticket_id].append(row)
    about = [event for event in about if event.subject_id in of]
    said = Message.objects.in_bulk([_said(event) for event in about]) if about else {}
    for event in about:
        for row in of[event.subject_id]:
            _look_at(row, event, said.get(_said(event)))


def _because(event: Event) -> str:
    if event.verb == "ticket.status" and event.after not in DONE:
        return ""
    if event.verb == "ticket.spam" and not event.after:
        return ""
    return _BECAUSE.get(event.verb, "")


def _said(event: Event) -> int:
    """Return the id of the message that it is about; 0 for none."""
    return int(event.after.get("message", 0)) if isinstance(event.after, dict) else 0


def _look_at(row: ScheduledAnswer, event: Event, message: Message | None) -> None:
    is_own = event.actor_kind == "member" and event.actor_id == row.member_id
    is_idle = message is not None and message.automatic in _IDLE
    if message is not None and message.copy_of_id:
        return  # it was said, and looked at, before
    if message is not None and ((event.verb == "ticket.replied" and is_own) or is_idle):
        # One's own, which whoever wrote has seen; or what a machine says and nobody waits for.
        row.seen = max(row.seen, message.pk)
        ScheduledAnswer.objects.filter(pk=row.pk).update(seen=row.seen)
        return
    row.hold(_because(event), by=_actor(event), cause=event)


def _actor(event: Event) -> Member | None:
    """Return the member who did it: they are not told of it."""
    if event.actor_kind != "member" or event.actor_id is None:
        return None
    return Member.objects.get_queryset().filter(pk=event.actor_id).first()


def hold_of_leaver(member: Member, to: Member | Team | None, by: Member) -> None:
    """Whoever leaves sends nothing more; whoever has the ticket now is told."""
    rows = ScheduledAnswer.objects.waiting().filter(member=member)
    for row in rows.select_related("member", "ticket"):
        row.hold(Because.LEFT, by=by)


def words_before_done(ticket: Ticket) -> str:
    """Say to whoever solves ``ticket`` that an answer waits in it; '' where none does."""
    row = ScheduledAnswer.objects.waiting().filter(ticket=ticket).select_related("member").first()
    if row is None:
        return ""
    words = _("An answer of %(who)s is to be sent %(when)s: it is held back once this is solved.")
    return words % {"who": row.member, "when": spoken(row.send_at)}


def where_waiting() -> Q:
    """Return what finds the tickets in which an answer waits."""
    return Q(Exists(ScheduledAnswer.objects.waiting().filter(ticket=OuterRef("pk"))))


def hold_after_restore(made_at: datetime) -> int:
    """Hold what waited when the backup was made: it may have been sent since, or taken back."""
    rows = list(ScheduledAnswer.objects.waiting().select_related("member", "ticket"))
    return sum(row.hold(Because.RESTORED) for row in rows)
