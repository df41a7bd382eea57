"""What rules may listen for. An upper app brings its own with ``occasions_with``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.definitions import fields_of
from maru.kit.tags.models import spelled
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import DONE, Kind, Priority, Status

Named = Iterable[tuple[Any, str | Promise]]
NOBODY = "none"
HAPPENS = _("What happens to it")


@dataclass(frozen=True)
class Occasion:
    """Something that happens to a ticket: events of ``verb`` for which ``fits``.

    Of a change, ``choices`` are what it may be from and to, as ``before`` and ``after`` of the
    event name them; with ``is_worded`` one writes the words that ``words_of`` finds in the event.
    """

    name: str
    label: str | Promise
    verb: str
    group: str | Promise = HAPPENS
    fits: Callable[[Event], bool] = lambda event: True
    choices: Callable[[Member | None], Named] | None = None
    is_worded: bool = False
    words_of: Callable[[Event], Iterable[str]] = lambda event: ()
    has_from: bool = True
    value_of: Callable[[Any], Any] = lambda side: side

    def is_meant(self, event: Event, asked: dict[str, Any]) -> bool:
        """Return whether ``event``, of its verb, is what ``asked`` says: occasion, from, to."""
        if not self.fits(event):
            return False
        if self.is_worded:
            wanted = set(asked.get("words") or ())
            return not wanted or not wanted.isdisjoint(self.words_of(event))
        return self._among(event.before, asked.get("from")) and self._among(
            event.after, asked.get("to")
        )

    def _among(self, side: Any, wanted: list[Any] | None) -> bool:
        if not wanted:
            return True
        value = self.value_of(side)
        return (NOBODY if value is None else value) in wanted


def _new_tags(event: Event) -> Iterable[str]:
    return set(event.after or ()) - set(event.before or ())


def _lost_tags(event: Event) -> Iterable[str]:
    return set(event.before or ()) - set(event.after or ())


def _teams(by: Member | None) -> Named:
    rows = Team.objects.all() if by is None else Team.objects.visible_to(by)
    return [(NOBODY, _("No team")), *rows.values_list("pk", "name")]


def _people(by: Member | None) -> Named:
    rows = Member.objects.active() if by is None else Member.objects.visible_to(by).active()
    return [(NOBODY, _("Unassigned")), *rows.values_list("pk", "name")]


def _fields(by: Member | None) -> Named:
    """Those in use; of other brands' own nobody is told."""
    known = [field for field in fields_of("ticket") if field.is_in_use]
    return [(f.key, f.label) for f in known if by is None or f.is_at(by.brand_ids)]


def _said(label: str | Promise, name: str, verb: str) -> Occasion:
    return Occasion(name, label, verb, _("What is said"))


_CHANGED = _("What changes")
_OWN: list[Occasion] = [
    _said(_("A ticket is opened"), "opened", "ticket.opened"),
    _said(_("The customer writes again"), "received", "ticket.received"),
    _said(_("Somebody answers the customer"), "replied", "ticket.replied"),
    _said(_("Somebody leaves a note"), "noted", "ticket.noted"),
    Occasion("status", _("Status"), "ticket.status", _CHANGED,
             choices=lambda by: Status.choices),
    Occasion("solved", _("It is solved"), "ticket.status", _CHANGED,
             lambda e: e.after in DONE and e.before not in DONE),
    Occasion("reopened", _("It is opened again"), "ticket.status", _CHANGED,
             lambda e: e.before in DONE and e.after not in DONE),
    Occasion("priority", _("Priority"), "ticket.priority", _CHANGED,
             choices=lambda by: Priority.choices),
    Occasion("kind", _("Kind"), "ticket.kind", _CHANGED, choices=lambda by: Kind.choices),
    Occasion("team", _("Team"), "ticket.team", _CHANGED, choices=_teams),
    Occasion("assigned", _("Assignee"), "ticket.assigned", _CHANGED, choices=_people),
    Occasion("tag_added", _("A tag is added"), "ticket.tags", _CHANGED,
             lambda e: bool(_new_tags(e)), is_worded=True, words_of=_new_tags),
    Occasion("tag_removed", _("A tag is removed"), "ticket.tags", _CHANGED,
             lambda e: bool(_lost_tags(e)), is_worded=True, words_of=_lost_tags),
    Occasion("field", _("A field of your own changes"), "ticket.field", _CHANGED,
             choices=_fields,
             has_from=False, value_of=lambda side: (side or {}).get("field")),
    Occasion("requester", _("It becomes another customer's"), "ticket.requester", _CHANGED),
    Occasion("woken", _("It comes back after it was put off"), "ticket.woken"),
    Occasion("merged", _("Another ticket is merged into it"), "ticket.merged",
             fits=lambda e: isinstance(e.after, dict) and "from" in e.after),
    Occasion("task_done", _("A task is done"), "ticket.task_done"),
    Occasion("clock_warned", _("A promise is nearly due"), "clock.warned"),
    Occasion("clock_breached", _("A promise is missed"), "clock.breached"),
    Occasion("virus", _("A virus is found"), "ticket.virus"),
]  # fmt: skip

Source = Callable[[], Iterable[Occasion]]
_sources: list[Source] = []


def occasions_with(source: Source) -> None:
    """Have ``source`` give more occasions. Registering twice is once."""
    if source not in _sources:
        _sources.append(source)


def occasions() -> dict[str, Occasion]:
    """Return all, by name, in the order in which they are offered."""
    every = [*_OWN, *(one for source in _sources for one in source())]
    return {one.name: one for one in every}


def spelled_words(given: str) -> list[str]:
    """Return tags as the company spells them, of what somebody wrote with commas between."""
    return sorted({name for word in given.replace("#", ",").split(",") if (name := spelled(word))})
