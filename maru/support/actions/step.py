"""What is done to each of some tickets, by a member or a rule, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, CharField, Q, Value, When
from django.db.models.expressions import Combinable

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.actions.action import Action
from maru.support.actions.deeds.deed import Deed
from maru.support.actions.registry import actions
from maru.support.tickets.models import Ticket

MERGED = When(merged_into__isnull=False, then=Value("merged"))


class Step:
    """Changes that were read, ready to be done by one member, or recalled, by a rule; it remembers
    whom and what they name, so make one anew for each transaction."""

    def __init__(self, changes: Mapping[str, Any], by: Actor, *, asker: Member | None = None):
        self.changes = changes
        self.by = by
        self._asker = asker or by
        self._members: dict[int, Member | None] = {}
        self._teams: dict[int, Team | None] = {}

    @property
    def asker(self) -> Member:
        """Whoever asked for it. Raises TypeError for a rule, which is given nothing that is one's
        own."""
        if not isinstance(self._asker, Member):
            raise TypeError(f"{self._asker} is nobody")
        return self._asker

    @cached_property
    def actions(self) -> list[tuple[Action, Any]]:
        """Each with its value, in their order; what an app took away since is left out."""
        known = actions()
        return [(each, self.changes[each.name]) for each in known if each.name in self.changes]

    @property
    def deeds(self) -> list[tuple[Deed, Any]]:
        return [(each, value) for each, value in self.actions if isinstance(each, Deed)]

    def member(self, pk: int) -> Member | None:
        if pk not in self._members:
            self._members[pk] = Member.objects.get_queryset().filter(pk=pk).first()
        return self._members[pk]

    def team(self, pk: int) -> Team | None:
        if pk not in self._teams:
            self._teams[pk] = Team.objects.filter(pk=pk).first()
        return self._teams[pk]

    def left(self) -> Combinable:
        """Return the code of the reason for which a ticket is left out, '' for none, in SQL."""
        whens = [When(where, then=Value(code)) for code, where in self._refusals()]
        return Case(MERGED, *whens, default=Value(""), output_field=CharField())

    def _refusals(self) -> Iterator[tuple[str, Q]]:
        for deed, value in self.deeds:
            yield from deed.refusals(value, self)

    def same(self) -> Combinable:
        """Return whether a ticket is so already in everything, in SQL."""
        everything = Q()
        for deed, value in self.deeds:
            everything &= deed.same(value, self)
        return Case(When(everything, then=True), default=False, output_field=BooleanField())

    def foresee(self, ticket: Ticket) -> dict[str, str]:
        """Return what each would do to one ticket: '' for a change, «same» where it is so
        already, or the code of the reason why it cannot be done. Costs one query."""
        columns = {f"a{place}": self._column(*each) for place, each in enumerate(self.actions)}
        row = Ticket.objects.filter(pk=ticket.pk).values_list(*columns.values()).get()
        return {
            action.name: code if self._may(action) else "not_allowed"
            for (action, _value), code in zip(self.actions, row, strict=True)
        }

    def _may(self, action: Action) -> bool:
        return not isinstance(self.by, Member) or self.by.can(action.power)

    def _column(self, action: Action, value: Any) -> Combinable:
        whens = [MERGED]
        if isinstance(action, Deed):
            whens += [When(q, then=Value(code)) for code, q in action.refusals(value, self)]
            whens.append(When(action.same(value, self), then=Value("same")))
        return Case(*whens, default=Value(""), output_field=CharField())

    def do(self, ticket: Ticket, because: Event) -> dict[str, Any]:
        """Change the locked ``ticket``; return what it was, {} if it was so already.

        Raises Refusal, and then nothing of it has changed.
        """
        # What one verb refuses it has not begun; of several the first would stand.
        with transaction.atomic() if len(self.actions) > 1 else nullcontext():
            was = {
                action.name: action.do(ticket, value, self, because)
                for action, value in self.actions
            }
        return {name: before for name, before in was.items() if before is not None}

    def take_back(
        self, ticket: Ticket, was: Mapping[str, Any], since: list[Event], because: Event
    ) -> str:
        """Make the locked ``ticket`` as it was; return why something stays, '' for nothing.

        ``since``: its events after the step that are not the step's. What was said stays said.
        """
        stays = ""
        # The last thing done is the first to go.
        for deed, value in reversed(self.deeds):
            if deed.name not in was:
                continue
            theirs = [event for event in since if event.verb in deed.verbs]
            try:
                if deed.is_overtaken(theirs, was[deed.name]):
                    stays = stays or "since"
                    continue
                with transaction.atomic():
                    deed.take_back(ticket, was[deed.name], value, self, because)
            except Refusal as why:
                stays = stays or why.code
        return stays

    @property
    def verbs(self) -> frozenset[str]:
        return frozenset().union(*(deed.verbs for deed, _value in self.deeds))
