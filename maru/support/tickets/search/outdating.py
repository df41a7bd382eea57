"""Which tickets are to be indexed anew: those that an event tells of, and a renamed customer's."""

from __future__ import annotations

from maru.kit.search.models import Outdated
from maru.records.customers.organizations.placing import PLACED
from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket

KIND = "ticket"
# What they tell of is neither said in the ticket nor marked.
_SILENT = {"ticket.followed", "ticket.unfollowed"}
# A customer's name stands in their tickets; by addresses and organization these are found.
_OF_CUSTOMER = {"customer.edited", "customer.reached", "customer.unreached", PLACED}


def says_nothing(verb: str) -> None:
    """Have no document made anew for an upper app's ``verb``: nothing is found by it."""
    _SILENT.add(verb)


def note_changes(happened: list[Event]) -> None:
    """Write down, with the events themselves, which documents they make outdated."""
    numbers = {
        event.subject_id
        for event in happened
        if event.subject_kind == KIND and event.verb not in _SILENT
    }
    renamed = [e.subject_id for e in happened if e.verb in _OF_CUSTOMER]
    if renamed:
        theirs = Ticket.objects.filter(requester__in=renamed)
        numbers.update(theirs.values_list("pk", flat=True))
    if numbers:
        Outdated.note(KIND, numbers)
