"""One turn of a team's routing: what waits is given, in its order, to whom the brain names.

A queue may be long, so it is read from its head, a window at a time, and no further than there is
somebody free and something to give. What nobody can have keeps nothing waiting behind it: once the
head was looked at, a turn goes on where the last one stopped, until it has been everywhere (0423).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from maru.kit.database.keyset import after
from maru.support.routing.brain.deciding import decide
from maru.support.routing.brain.nouns import Person, Presence, Rules, Work
from maru.support.routing.brain.queueing import in_order
from maru.support.routing.giving.giving import Outcome, give
from maru.support.routing.giving.resting import mind_rest
from maru.support.routing.kinds import Kind
from maru.support.routing.models import Offer, Queued, RoutingRule
from maru.support.routing.offers.offering import passed_by
from maru.support.routing.people import members_of, people_of
from maru.support.routing.queue.queued import ORDER
from maru.support.routing.rules.needing import needs_of

BATCH = 100  # given in one turn, so that no team waits for another's whole morning
WINDOW = 500  # rows that are read at once
HEAD, ON = (
    2,
    2,
)  # windows of a turn: from the head of the queue, and from where the last one stopped

Place = tuple[datetime, datetime, int, int]
# Where the last turn of a queue stopped. Lost with the process: then it begins behind the head.
_stopped: dict[tuple[int, str], Place] = {}


class Turn:
    """What is known while one team's queue of one kind is gone through."""

    def __init__(self, rule: RoutingRule, kind: Kind) -> None:
        self.rule, self.kind, self.rules = rule, kind, rule.rules
        members = members_of(rule)
        self.people = people_of(rule, kind, members)
        mind_rest(self.people, members)
        self._by_key = {person.key: person for person in self.people}
        # What nobody could have once, nobody can have in the same turn: rooms only fill.
        self._hopeless: dict[Hashable, dict[str, int]] = {}

    def run(self) -> int:
        """Give what can be given, BATCH at most; return how much that was."""
        if not self._somebody_is_free():
            self._nobody_is_free()
            return 0
        given = 0
        for window in self._windows():
            rows = {row.item: row for row in window}
            for work in in_order(self._works(rows)):
                given += self._place(work, rows[work.key])
                if given == BATCH:
                    break
            self._say_why(rows)
            if given == BATCH or not self._somebody_is_free():
                break
        return given

    def _windows(self) -> Iterator[list[Queued]]:
        """Yield what waits, in its order: the head, then on from where the last turn stopped. That
        it stopped further on is noted once somebody asks for more."""
        queue = (self.rule.team_id, self.kind.name)
        place: Place | None = None
        for n in range(HEAD + ON):
            if n == HEAD and place is not None:
                place = max(place, _stopped.get(queue, place))
            rows = self._rows(place)
            if rows:
                yield rows
            if len(rows) < WINDOW:
                _stopped.pop(queue, None)
                return
            place = rows[-1].place
            if n >= HEAD:
                _stopped[queue] = place

    def _rows(self, behind: Place | None) -> list[Queued]:
        """Return what waits ``behind`` that place, but for what somebody is offered."""
        asked = Offer.objects.open().filter(kind=self.kind.name, item=OuterRef("item"))
        rows = self._queue().filter(~Exists(asked))
        if behind is not None:
            rows = rows.filter(after(ORDER, behind))
        return list(rows[:WINDOW])

    def _queue(self) -> QuerySet[Queued]:
        rows = Queued.objects.filter(kind=self.kind.name, team=self.rule.team_id)
        return rows.order_by(*ORDER)

    def _works(self, rows: dict[int, Queued]) -> list[Work]:
        days = self.rule.known_days
        known = timezone.now() - timedelta(days=days) if days else None
        since = {item: row.since for item, row in rows.items()}
        works = self.kind.works(since, known_after=known, with_language=self.rule.minds_language)
        needs = needs_of(self.rule, self.kind, rows.keys())
        now = timezone.now()
        return [
            replace(one, needs=needs.get(one.key, ()), passed_by=passed_by(rows[one.key], now))
            for one in works
        ]

    def _somebody_is_free(self) -> bool:
        return any(self._is_free(person) for person in self.people)

    def _is_free(self, person: Person) -> bool:
        return person.presence == Presence.HERE and person.room(self.kind.name) > 0

    def _place(self, work: Work, row: Queued) -> bool:
        if (like := _likeness(work, self.rules)) in self._hopeless:
            row.outs = self._hopeless[like]
            return False
        # Each further try follows a change of somebody, and whoever changed is full or absent now.
        for _try in range(len(self.people) + 1):
            choice = decide(work, self.people, self.rules)
            if choice.person is None:
                row.outs = self._hopeless[like] = choice.outs
                return False
            person = self._by_key[choice.person]
            outcome = give(self.rule, self.kind, row, choice, person)
            if outcome != Outcome.CHANGED:
                return outcome == Outcome.GIVEN
        return False

    def _nobody_is_free(self) -> None:
        anything = Work(0, self.kind.name, 0.0)
        people = [replace(person, brands=None) for person in self.people]
        outs = decide(anything, people, Rules()).outs
        # Of what is further behind it is said once it comes nearer.
        head = list(self._queue().values_list("pk", flat=True)[: HEAD * WINDOW])
        Queued.objects.filter(pk__in=head).exclude(outs=outs).update(outs=outs)

    def _say_why(self, rows: dict[int, Queued]) -> None:
        before = dict(
            Queued.objects.filter(pk__in=[row.pk for row in rows.values()]).values_list(
                "pk", "outs"
            )
        )
        changed = [r for r in rows.values() if r.pk in before and r.outs != before[r.pk]]
        Queued.objects.bulk_update(changed, ["outs"], batch_size=500)


def _likeness(work: Work, rules: Rules) -> Hashable:
    """What decides who can have a piece of work: alike ones find the same people."""
    language = work.language if rules.needs_language else ""
    return work.brand, work.needs, language, work.passed_by
