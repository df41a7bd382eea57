"""Tags are added to those that a ticket has, or taken off it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.tags.models import spelled
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Unreadable
from maru.support.actions.deeds.deed import Deed
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step

MOST = 20  # tags of one step


class _Tags(Deed):
    verbs = frozenset({"ticket.tags"})

    def read(self, given: Any, by: Member) -> list[str]:
        words = given.replace("\n", ",").replace("#", ",").split(",") if is_text(given) else given
        if not isinstance(words, list) or not all(is_text(word) for word in words):
            raise Unreadable(_("Write tags, parted by commas."))
        names = sorted({name for word in words if (name := spelled(word))})
        if not names:
            raise Unreadable(_("Write tags, parted by commas."))
        if len(names) > MOST:
            raise Unreadable(_("At most %(num)s tags at once.") % {"num": MOST})
        return names

    def words(self, value: Any) -> str:
        return ", ".join(value)

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        now = set(names_of(ticket))
        ticket.tag_only(self._before(now, set(was)), by=step.by, because=because)

    def is_overtaken(self, since: Sequence[Event], was: Any) -> bool:
        """Only where the same tags were touched: others may have come and gone."""
        mine = set(was)
        touched = (set(event.before or []) ^ set(event.after or []) for event in since)
        return any(mine & each for each in touched)

    @abstractmethod
    def _before(self, now: set[str], mine: set[str]) -> set[str]:
        """Return the tags that there were, of those ``now`` and those it touched."""


class Tagged(_Tags):
    name, label = "tags_added", gettext_lazy("Add tags")

    def same(self, value: Any, step: Step) -> Q:
        found = Q()
        for name in value:
            found &= Q(_has(name))
        return found

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        now = names_of(ticket)
        new = sorted(set(value) - set(now))
        changed = new and ticket.tag_only([*now, *new], by=step.by, because=because)
        return new if changed else None

    def _before(self, now: set[str], mine: set[str]) -> set[str]:
        return now - mine


class Untagged(_Tags):
    name, label = "tags_removed", gettext_lazy("Remove tags")

    def same(self, value: Any, step: Step) -> Q:
        found = Q()
        for name in value:
            found &= ~Q(_has(name))
        return found

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        now = names_of(ticket)
        gone = sorted(set(value) & set(now))
        changed = gone and ticket.tag_only(set(now) - set(gone), by=step.by, because=because)
        return gone if changed else None

    def _before(self, now: set[str], mine: set[str]) -> set[str]:
        return now | mine


def _has(name: str) -> Exists:
    tagged = Ticket.tags.through.objects.filter(ticket_id=OuterRef("pk"), tag__name=name)
    return Exists(tagged)


def names_of(ticket: Ticket) -> list[str]:
    # Asked anew: another deed of the step may have written them a moment ago.
    return list(ticket.tags.order_by("name").values_list("name", flat=True))


def is_text(given: Any) -> bool:
    """Return whether a database keeps it as text."""
    if not isinstance(given, str) or "\x00" in given:
        return False
    try:
        given.encode()
    except UnicodeEncodeError:
        return False
    return True
