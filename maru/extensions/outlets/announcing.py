"""Events become calls of webhooks, in the transaction of the event: what happened is told, or has
not happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from maru.extensions.outlets.happening import Happening
from maru.extensions.outlets.outlet import Outlet
from maru.extensions.outlets.wording import Happened, in_words_of
from maru.kit.webhooks.models import Call
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.reminders.models import Reminder
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Mention, Message, Ticket

SAYING = {"ticket.opened", "ticket.received", "ticket.noted"}
VERBS = SAYING | {"ticket.team", "ticket.assigned", "ticket.status", "ticket.reminded"}


def announce(events: Collection[Event]) -> None:
    """Write down what outlets are told of ``events``. Goes along with every event.

    Costs nothing for events that no outlet hears of, else one query while there is no outlet.
    What a step does to many tickets at once is told nobody: a chat is no list.
    """
    about = [e for e in events if e.verb in VERBS and not _is_of_many(e)]
    if not about:
        return
    outlets = list(Outlet.objects.hearing())
    if not outlets:
        return
    related = ("team", "assignee", "requester", "brand")
    tickets = Ticket.objects.select_related(*related).in_bulk({e.subject_id for e in about})
    happened = [
        each for event in about
        if (ticket := tickets.get(event.subject_id)) and not ticket.is_spam
        for each in [Happened(event, ticket)]
    ]  # fmt: skip
    _add_messages(happened)
    for each in happened:
        _tell(each, outlets)


def _is_of_many(event: Event) -> bool:
    return event.cause is not None and event.cause.verb.startswith(("bulk", "handover"))


def _add_messages(happened: Iterable[Happened]) -> None:
    saying = {each.said: each for each in happened if each.event.verb in SAYING and each.said}
    if not saying:
        return
    found = Message.objects.defer("html", "headers", "quoted").in_bulk(saying)
    for pk, each in saying.items():
        each.message = found.get(pk)


def _tell(happened: Happened, outlets: Iterable[Outlet]) -> None:
    teams = _teams_of(happened)
    told = {}
    for outlet in outlets:
        happening = teams.get(outlet.team_id)
        if happening and happening in outlet.hears:
            told[outlet.webhook_id] = in_words_of(outlet, happening, happened)
    Call.queue(told)


def _teams_of(happened: Happened) -> dict[int, str]:
    """Return what it is to which team."""
    event, ticket = happened.event, happened.ticket
    teams: dict[int, str] = {}
    for team, happening in _asked(happened):
        teams.setdefault(team, happening)
    if event.verb == "ticket.team":
        if isinstance(event.after, int):
            teams[event.after] = Happening.HANDED
    elif ticket.team_id and (own := _own(happened)):
        teams.setdefault(ticket.team_id, own)
    return teams


def _own(happened: Happened) -> str:
    """Return what it is to the team of the ticket; "" for nothing."""
    event, message = happened.event, happened.message
    if event.verb == "ticket.opened":
        # A ticket that was split off, or that a merger gave back, is none that came.
        return Happening.NEW if message else ""
    if event.verb == "ticket.received":
        is_said = message is not None and not message.automatic and not message.copy_of_id
        is_theirs = message is not None and message.direction == Direction.FROM_CUSTOMER
        return Happening.ANSWERED if is_said and is_theirs else ""
    if event.verb == "ticket.assigned":
        happened.whom = _member(event.after)
        return Happening.ASSIGNED if happened.whom else ""
    if event.verb == "ticket.status" and event.after == Status.SOLVED:
        return Happening.SOLVED
    return ""


def _member(after: Any) -> Member | None:
    return Member.objects.filter(pk=after).first() if isinstance(after, int) else None


def _asked(happened: Happened) -> list[tuple[int, str]]:
    """Return the teams that it names itself."""
    if happened.event.verb == "ticket.noted" and happened.message:
        rows = Mention.objects.filter(message=happened.message, team__isnull=False)
        return [(team, Happening.MENTIONED) for team in rows.values_list("team_id", flat=True)]
    after: Any = happened.event.after
    if happened.event.verb == "ticket.reminded" and isinstance(after, dict):
        asked = int(after.get("reminder") or 0)
        reminder = Reminder.objects.filter(pk=asked, team__isnull=False).first()
        if reminder and reminder.team_id:
            happened.text = reminder.text
            return [(reminder.team_id, Happening.REMINDER)]
    return []
