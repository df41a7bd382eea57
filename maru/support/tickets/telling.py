"""Events of a ticket in words: what changed, from what, to what.

An upper app adds the words of its own verbs with ``tell_with``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from maru.kit.ui.times import exact
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import Kind, Priority, Status
from maru.support.tickets.holding import CHECKED
from maru.support.tickets.linking.link import LinkKind
from maru.support.tickets.scheduling.scheduled import Because

# These stand in the conversation as the message itself.
MESSAGES = {
    "ticket.opened",
    "ticket.received",
    "ticket.replied",
    "ticket.noted",
    "ticket.auto_answered",
}

# What open pages must hear of, and nobody needs to read.
QUIET = {CHECKED, "ticket.answer_left"}

# Verbs whose before and after are ids, and of what.
NAMING = {
    "ticket.assigned": "member",
    "ticket.followed": "member",
    "ticket.unfollowed": "member",
    "ticket.team": "team",
    "ticket.requester": "customer",
}


@dataclass(frozen=True)
class Told:
    """One change as a person reads it. ``who`` is '' for the system itself."""

    at: datetime
    who: str
    topic: str  # "Status"
    text: str  # "New → Open"
    event: int = 0  # its id

    @property
    def place(self) -> str:
        """Its id in the page."""
        return f"change-{self.event}"


@dataclass
class Names:
    """The names behind the ids that events hold: two queries for any number of events, two
    more where the requester changed."""

    members: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[Event]) -> Names:
        ids: dict[str, set[int]] = {"member": set(), "team": set(), "customer": set(), "": set()}
        for event in events:
            named = {v for v in (event.before, event.after) if isinstance(v, int)}
            ids[NAMING.get(event.verb, "")] |= named
        members = Member.objects.get_queryset().filter(pk__in=ids["member"])
        teams = Team.objects.filter(pk__in=ids["team"])
        return cls(
            {m.pk: str(m) for m in members},
            {t.pk: t.name for t in teams},
            _customers(ids["customer"]),
        )

    def member(self, pk: Any) -> str:
        return self.members.get(pk, _("nobody")) if pk else _("nobody")

    def team(self, pk: Any) -> str:
        return self.teams.get(pk, _("no team")) if pk else _("no team")

    def customer(self, pk: Any) -> str:
        return self.customers.get(pk, _("nobody")) if pk else _("nobody")


def _customers(ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = Customer.objects.filter(pk__in=ids).prefetch_related("contact_points")
    return {customer.pk: str(customer) for customer in rows}


Teller = Callable[[Event, Names], tuple[str, str]]  # -> topic, text
_tellers: dict[str, Teller] = {}


def tell_with(verb: str, teller: Teller) -> None:
    """Register the words of one verb; the same verb replaces it."""
    _tellers[verb] = teller


def quiet(verb: str) -> None:
    """Leave an upper app's ``verb`` out of the history: open pages alone hear of it."""
    QUIET.add(verb)


def told(events: Sequence[Event]) -> list[Told]:
    """Return these events in words, without those that are messages. Costs as ``Names.of``."""
    names = Names.of(events)
    return [
        Told(
            event.at,
            event.actor_name,
            *_tellers.get(event.verb, _unknown)(event, names),
            event=event.pk,
        )
        for event in events
        if event.verb not in MESSAGES | QUIET or _is_detached(event)
    ]


def _is_detached(event: Event) -> bool:
    return isinstance(event.after, dict) and "detached_from" in event.after


def _unknown(event: Event, names: Names) -> tuple[str, str]:
    return event.verb.rpartition(".")[2].replace("_", " "), ""


def _arrow(before: object, after: object) -> str:
    return f"{before} → {after}"


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value)


def _tags(event: Event, names: Names) -> tuple[str, str]:
    before, after = set(event.before or []), set(event.after or [])
    return _("Tags"), " ".join(
        [
            *(f"+{tag}" for tag in sorted(after - before)),
            *(f"−{tag}" for tag in sorted(before - after)),
        ]
    )


def _participant(event: Event, names: Names) -> tuple[str, str]:
    change = event.after or {}
    words = {
        "admitted": _("gets the answers from now on"),
        "removed": _("gets no answers any more"),
    }
    return _(
        "Recipients"
    ), f"{change.get('address', '')}: {words.get(str(change.get('admission')), '')}"


def _moved(event: Event, names: Names) -> tuple[str, str]:
    change = event.after or {}
    return _("Message moved"), _arrow(f"#{change.get('from')}", f"#{change.get('to')}")


def _merged(event: Event, names: Names) -> tuple[str, str]:
    change = event.after or {}
    into = change.get("into")
    way = _arrow("", f"#{into}").strip() if into else _arrow(f"#{change.get('from')}", _("here"))
    why = str(change.get("why") or "")
    return _("Merged"), f"{way} · {why}" if why else way


def _unmerged(event: Event, names: Names) -> tuple[str, str]:
    change = event.before or {}
    out = _arrow(f"#{change.get('into')}", _("here"))
    return _("Merger undone"), out if "into" in change else f"#{change.get('from')}"


def _linked(event: Event, names: Names) -> tuple[str, str]:
    what = event.after or event.before or {}
    kind = _label(LinkKind, what.get("as"))
    topic = _("Linked") if event.after else _("No longer linked")
    return topic, f"{kind} #{what.get('number')}"


def _unlike(event: Event, names: Names) -> tuple[str, str]:
    topic = _("Not the same") if event.after else _("Perhaps the same after all")
    return topic, f"#{event.after or event.before}"


def _spam(event: Event, names: Names) -> tuple[str, str]:
    return _("Spam"), _("marked as spam") if event.after else _("not spam")


def _snoozed(event: Event, names: Names) -> tuple[str, str]:
    until = parse_datetime(str((event.after or {}).get("until") or ""))
    return _("Was put off"), exact(until) if until else _("until the customer answers")


def _woken(event: Event, names: Names) -> tuple[str, str]:
    why = _("the customer answered") if event.cause_id else _("its time has come")
    return _("Back in the lists"), "" if event.actor_id else why


def _field(event: Event, names: Names) -> tuple[str, str]:
    before, after = event.before or {}, event.after or {}
    label = str(after.get("label") or before.get("label") or "")
    return label, _arrow(before.get("words") or "–", after.get("words") or "–")


def _opened(event: Event, names: Names) -> tuple[str, str]:
    return _("Ticket opened"), _("detached from #%(number)s") % {
        "number": (event.after or {}).get("detached_from")
    }


def _imported(event: Event, names: Names) -> tuple[str, str]:
    return _("Imported"), str((event.after or {}).get("name", ""))


def _file(event: Event) -> str:
    change = event.after or {}
    return " · ".join(filter(None, (str(change.get("file", "")), str(change.get("virus", "")))))


def _scheduled(event: Event, names: Names) -> tuple[str, str]:
    at = parse_datetime(str((event.after or {}).get("send_at") or ""))
    return _("Answer scheduled"), exact(at) if at else ""


def _held_back(event: Event, names: Names) -> tuple[str, str]:
    return _("Scheduled answer held back"), _label(Because, (event.after or {}).get("because"))


tell_with("ticket.imported", _imported)
tell_with("ticket.answer_scheduled", _scheduled)
tell_with("ticket.answer_rescheduled", _scheduled)
tell_with("ticket.answer_held", _held_back)
tell_with("ticket.answer_unscheduled", lambda e, n: (
    _("Scheduled answer"), _("taken back into a draft")))  # fmt: skip
tell_with("ticket.status", lambda e, n: (
    _("Status"), _arrow(_label(Status, e.before), _label(Status, e.after))))  # fmt: skip
tell_with("ticket.priority", lambda e, n: (
    _("Priority"), _arrow(_label(Priority, e.before), _label(Priority, e.after))))  # fmt: skip
tell_with("ticket.kind", lambda e, n: (
    _("Kind"), _arrow(_label(Kind, e.before), _label(Kind, e.after))))  # fmt: skip
tell_with("ticket.field", _field)
tell_with("ticket.subject", lambda e, n: (_("Subject"), _arrow(e.before, e.after)))
tell_with("ticket.team", lambda e, n: (_("Team"), _arrow(n.team(e.before), n.team(e.after))))
tell_with("ticket.requester", lambda e, n: (
    _("Customer"), _arrow(n.customer(e.before), n.customer(e.after))))  # fmt: skip
tell_with("ticket.assigned", lambda e, n: (
    _("Assignee"), _arrow(n.member(e.before), n.member(e.after))))  # fmt: skip
tell_with("ticket.followed", lambda e, n: (_("Follows"), n.member(e.after)))
tell_with("ticket.unfollowed", lambda e, n: (_("No longer follows"), n.member(e.before)))
tell_with("ticket.tags", _tags)
tell_with("ticket.participant", _participant)
tell_with("message.moved", _moved)
tell_with("ticket.opened", _opened)
tell_with("ticket.not_duplicate", _unlike)
tell_with("ticket.linked", _linked)
tell_with("ticket.unlinked", _linked)
tell_with("ticket.merged", _merged)
tell_with("ticket.unmerged", _unmerged)
tell_with("ticket.spam", _spam)
tell_with("ticket.snoozed", _snoozed)
tell_with("ticket.woken", _woken)
tell_with("ticket.virus", lambda e, n: (_("Virus found"), _file(e)))
tell_with("ticket.file_released", lambda e, n: (_("File released"), _file(e)))
tell_with("ticket.taken_back", lambda e, n: (_("Answer"), _("taken back before it was sent")))
tell_with("ticket.joined_again", lambda e, n: (_("Parts of a mail"), _("put together again")))
tell_with("ticket.file_held", lambda e, n: (_("File held back again"), _file(e)))
