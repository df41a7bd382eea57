"""Events become notifications, in the transaction of the event: what happened is told, or has not
happened. Whoever did it is told nothing, nor who may not see the ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from maru.kit.jobs import bell
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.personal.quiet import is_quiet
from maru.support.notifications.digest import Digest
from maru.support.notifications.notification import Notification
from maru.support.notifications.push.browser import who_has_a_browser
from maru.support.notifications.reason import WEIGHT, Reason, Way
from maru.support.notifications.wish import Wishes, wishes_of
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Mention, Message, Ticket
from maru.support.tickets.readers import readers_of

SAYING = {"ticket.received", "ticket.replied", "ticket.noted"}
# Events that name themselves whom they concern, and why.
NAMING = {
    "ticket.reminded": Reason.REMINDER, "ticket.rule_told": Reason.RULE,
    "clock.warned": Reason.PROMISE, "clock.breached": Reason.PROMISE,
    "ticket.answer_held": Reason.HELD, "ticket.escalated": Reason.ESCALATED,
    "ticket.escalation_returned": Reason.ESCALATED,
    "ticket.escalation_taken_back": Reason.ESCALATED,
    "ticket.escalation_warned": Reason.ESCALATED, "ticket.escalation_overdue": Reason.ESCALATED,
}  # fmt: skip
VERBS = SAYING | NAMING.keys() | {
    "ticket.assigned", "ticket.followed", "ticket.team", "ticket.woken", "ticket.task_given",
    "ticket.answer_unscheduled",
}  # fmt: skip

_summed: set[str] = set()


def sum_up(verb: str) -> None:
    """Tell of all that an event of ``verb`` caused as of one thing, and leave its mail to whoever
    registers it."""
    _summed.add(verb)


@dataclass
class Telling:
    """One event, and why each member is told of it."""

    event: Event
    ticket: Ticket
    message: Message | None = None
    reasons: dict[int, str] = field(default_factory=dict)

    def add(self, member: int | None, reason: str) -> None:
        event = self.event
        if member is None or (event.actor_kind == "member" and event.actor_id == member):
            return
        before = self.reasons.get(member)
        if before is None or WEIGHT[Reason(reason)] > WEIGHT[Reason(before)]:
            self.reasons[member] = reason

    @property
    def said(self) -> int:
        """The id of the message that the event is about; 0 for none."""
        after = self.event.after
        return int(after.get("message", 0)) if isinstance(after, dict) else 0

    @property
    def cause(self) -> Event | None:
        """The one step of which this is a part; None for most, and for what is said: each
        ticket's is read for itself."""
        cause = None if self.event.verb in SAYING else self.event.cause
        return cause if cause and cause.verb in _summed else None


def notify(events: Collection[Event]) -> None:
    """Write down who is told of ``events``. Goes along with every event.

    Costs nothing for events that nobody is told of; two or three queries for any number of
    others, and where somebody is told three more, with one for each ticket.
    """
    about = [event for event in events if event.verb in VERBS]
    if not about:
        return
    tickets = Ticket.objects.select_related("team").in_bulk({e.subject_id for e in about})
    tellings = [Telling(e, tickets[e.subject_id]) for e in about if e.subject_id in tickets]
    _who_said_something([each for each in tellings if each.event.verb in SAYING])
    for each in tellings:
        _who_got_something(each)
    _keep([each for each in tellings if each.reasons and _is_worth(each)])


def _is_worth(telling: Telling) -> bool:
    # That an answer of one's own is held because it went among the spam is told all the same.
    return not telling.ticket.is_spam or telling.event.verb == "ticket.answer_held"


def _who_got_something(telling: Telling) -> None:
    event, after = telling.event, telling.event.after
    if event.verb == "ticket.woken":
        telling.add((event.before or {}).get("by"), Reason.WOKEN)
    elif event.verb == "ticket.task_given" and isinstance(after, dict):
        telling.add(after.get("member"), Reason.TASK)
    elif event.verb in NAMING and isinstance(after, dict):
        for member in after.get("members", []):
            telling.add(member, NAMING[event.verb])
    elif event.verb == "ticket.answer_unscheduled":
        for member in (event.before or {}).get("members", []):
            telling.add(member, Reason.HELD)
    if not isinstance(after, int):
        return
    if event.verb == "ticket.assigned":
        telling.add(after, Reason.ASSIGNED)
    elif event.verb == "ticket.followed" and not (event.cause and event.cause.verb in SAYING):
        telling.add(after, Reason.ASKED)
    elif event.verb == "ticket.team":
        for member in Member.teams.through.objects.filter(team=after).values_list(
            "member", flat=True
        ):
            telling.add(member, Reason.TEAM)


def _who_said_something(tellings: list[Telling]) -> None:
    if not tellings:
        return
    followers = _followers({each.ticket.pk for each in tellings})
    is_heard = [
        each for each in tellings
        if each.ticket.assignee_id or followers[each.ticket.pk] or each.event.verb == "ticket.noted"
    ]  # fmt: skip
    if not is_heard:
        return
    heard = Message.objects.defer("html", "headers", "text", "quoted")
    messages = heard.in_bulk({each.said for each in is_heard})
    noted = [m.pk for m in messages.values() if m.direction == Direction.INTERNAL]
    mentioned = _mentioned(noted) if noted else {}
    for each in is_heard:
        message = messages.get(each.said)
        if message is None or message.automatic or message.copy_of_id:
            continue
        each.message = message
        is_customer = message.direction == Direction.FROM_CUSTOMER
        each.add(each.ticket.assignee_id, Reason.ANSWERED if is_customer else Reason.COLLEAGUE)
        for member in followers[each.ticket.pk]:
            each.add(member, Reason.FOLLOWED)
        for member in mentioned.get(message.pk, ()):
            each.add(member, Reason.MENTIONED)


def _followers(tickets: Collection[int]) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = Ticket.followers.through.objects.filter(ticket__in=tickets)
    for ticket, member in rows.values_list("ticket_id", "member_id"):
        found[ticket].append(member)
    return found


def _mentioned(messages: list[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Mention.objects.filter(message__in=messages)
    for message, member, of_team in rows.values_list("message_id", "member_id", "team__members"):
        found[message] |= {member, of_team} - {None}
    return found


def _keep(tellings: list[Telling]) -> None:
    if not tellings:
        return
    members = {member for each in tellings for member in each.reasons}
    wishes, reachable = wishes_of(members), who_has_a_browser(members)
    for unreachable in members - reachable:
        _push_nothing(wishes[unreachable])
    rows: list[Notification] = []
    planned: dict[int, Member] = {}
    for telling in tellings:
        wanting = [m for m, why in telling.reasons.items() if any(wishes[m][why].values())]
        if not wanting:
            continue
        for member in readers_of(telling.ticket).filter(pk__in=wanting):
            ways = wishes[member.pk][telling.reasons[member.pk]]
            rows.append(_row(telling, member, ways))
            if ways[Way.DIGEST]:
                planned[member.pk] = member
    alone = [row for row in rows if row.ticket_id]
    Notification.objects.bulk_create(alone, ignore_conflicts=True)
    _sum([row for row in rows if not row.ticket_id])
    if planned:
        Digest.plan(planned.values())
    if any(row.push_due for row in rows):
        bell.ring("notifications.push")


def _push_nothing(wishes: Wishes) -> None:
    for ways in wishes.values():
        ways[Way.PUSH] = False


def _row(telling: Telling, member: Member, ways: dict[str, bool]) -> Notification:
    cause = telling.cause
    return Notification(
        member=member,
        event=cause or telling.event,
        ticket=None if cause else telling.ticket,
        message=telling.message,
        reason=telling.reasons[member.pk],
        in_desk=ways[Way.DESK],
        mail_due=ways[Way.MAIL] and cause is None,
        in_digest=ways[Way.DIGEST],
        push_due=ways[Way.PUSH],
    )


def _sum(rows: Iterable[Notification]) -> None:
    """Count on what is there of the same step, in this transaction's part of it."""
    for (member, event), same in _grouped(rows):
        Notification.objects.bulk_create([_emptied(same[0])], ignore_conflicts=True)
        there = Notification.objects.filter(member=member, event=event)
        there.update(count=F("count") + len(same), read_at=None)


def _emptied(row: Notification) -> Notification:
    row.count = 0
    return row


def _grouped(rows: Iterable[Notification]) -> Iterator[tuple[tuple[int, int], list[Notification]]]:
    found: defaultdict[tuple[int, int], list[Notification]] = defaultdict(list)
    for row in rows:
        found[row.member_id, row.event_id].append(row)
    yield from found.items()


def tell_at_once(
    event: Event, member: Member, reason: Reason, *, count: int, ticket: Ticket | None = None
) -> bool:
    """Tell ``member`` of ``event``, which is about ``count`` tickets, or about ``ticket`` alone:
    once, however much of it was told as a part of it already. In its transaction; return whether
    a mail of it is to be queued now. In quiet hours that of ``letters_with`` is, once they end."""
    ways = wishes_of({member.pk})[member.pk][reason]
    must_wait = ways[Way.MAIL] and is_quiet(member, timezone.now())
    ways[Way.PUSH] = ways[Way.PUSH] and bool(who_has_a_browser({member.pk}))
    told = {
        "reason": reason, "count": count, "in_desk": ways[Way.DESK],
        "in_digest": ways[Way.DIGEST], "push_due": ways[Way.PUSH], "read_at": None,
        "ticket": ticket, "mail_due": must_wait,
    }  # fmt: skip
    if any(ways.values()):
        Notification.objects.update_or_create(member=member, event=event, defaults=told)
    else:
        Notification.objects.filter(member=member, event=event).delete()
    if ways[Way.DIGEST]:
        Digest.plan([member])
    return ways[Way.MAIL] and not must_wait


def whom(events: Sequence[Event]) -> dict[int, set[int]]:
    """Return whom the desk tells of these events: for pages that are open. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Notification.objects.filter(event__in=[each.pk for each in events], in_desk=True)
    for event, member in rows.values_list("event_id", "member_id"):
        found[event].add(member)
    return found
