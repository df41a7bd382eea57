"""One turn of a team's routing: what waits is given, in its order, to whom the brain names."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from maru.support.routing.brain.deciding import decide
from maru.support.routing.brain.nouns import Person, Presence, Rules, Work
from maru.support.routing.brain.queueing import in_order
from maru.support.routing.giving.giving import Outcome, give
from maru.support.routing.kinds import Kind
from maru.support.routing.models import Offer, Queued, RoutingRule
from maru.support.routing.offers.offering import passed_by
from maru.support.routing.people import members_of, people_of
from maru.support.routing.rules.needing import needs_of

BATCH = 100  # given in one turn, so that no team waits for another's whole morning


class Turn:
    """What is known while one team's queue of one kind is gone through."""

    def __init__(self, rule: RoutingRule, kind: Kind) -> None:
        self.rule, self.kind, self.rules = rule, kind, rule.rules
        self.people = people_of(rule, kind, members_of(rule))
        self._by_key = {person.key: person for person in self.people}
        # What nobody could have once, nobody can have in the same turn: rooms only fill.
        self._hopeless: dict[Hashable, dict[str, int]] = {}

    def run(self) -> int:
        """Give what can be given, BATCH at most; return how much that was."""
        if not any(self._is_free(person) for person in self.people):
            self._nobody_is_free()
            return 0
        rows = {row.item: row for row in self._rows()}
        given = 0
        for work in in_order(self._works(rows)):
            given += self._place(work, rows[work.key])
            if given == BATCH:
                break
        self._say_why(rows)
        return given

    def _rows(self) -> list[Queued]:
        """What waits, but for what somebody is offered."""
        asked = Offer.objects.open().filter(kind=self.kind.name, item=OuterRef("item"))
        rows = Queued.objects.filter(kind=self.kind.name, team=self.rule.team_id)
        return list(rows.filter(~Exists(asked)))

    def _works(self, rows: dict[int, Queued]) -> list[Work]:
        days = self.rule.known_days
        after = timezone.now() - timedelta(days=days) if days else None
        since = {item: row.since for item, row in rows.items()}
        works = self.kind.works(since, known_after=after, with_language=self.rule.minds_language)
        needs = needs_of(self.rule, self.kind, rows.keys())
        now = timezone.now()
        return [
            replace(one, needs=needs.get(one.key, ()), passed_by=passed_by(rows[one.key], now))
            for one in works
        ]

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
        rows = Queued.objects.filter(kind=self.kind.name, team=self.rule.team_id)
        rows.exclude(outs=outs).update(outs=outs)

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
