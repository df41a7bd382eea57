from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from maru.kit.tags.models import tags_named
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.tickets.changing import Changing


class Describing(Changing):
    """What it is about: subject, kind, priority, tags."""

    class Meta:
        abstract = True

    def rename(self, subject: str, *, by: Actor | None) -> bool:
        return self.change("subject", subject.strip()[:500], by=by)

    def set_priority(
        self, priority: int, *, by: Actor | None, because: Event | None = None
    ) -> bool:
        return self.change("priority", priority, by=by, because=because)

    def set_kind(self, kind: str, *, by: Actor | None, because: Event | None = None) -> bool:
        return self.change("kind", kind, by=by, because=because)

    def tag_only(
        self, words: Iterable[str], *, by: Actor | None, because: Event | None = None
    ) -> bool:
        """Make ``words`` the ticket's tags; return False if they were already.

        Raises Merged where the ticket has gone into another.
        """
        ticket = self._me
        ticket.must_stand()
        with transaction.atomic():
            before = sorted(tag.name for tag in ticket.tags.all())
            tags = tags_named(words)
            after = sorted(tag.name for tag in tags)
            if before == after:
                return False
            ticket.tags.set(tags)
            self._row.update(updated_at=timezone.now())
            Event.record("ticket.tags", ticket, by=by, before=before, after=after, because=because)
        return True
