"""Because of what something happened: which rules brought it about."""

from __future__ import annotations

from dataclasses import dataclass

from maru.staff.journal.models import Event

FIRED = "ticket.rule"
DEEPEST = 6  # rules of one chain; a longer one is a loop that somebody has spread over many rules
LONGEST = 60  # events that are looked through


@dataclass(frozen=True)
class Chain:
    """The rules that brought an event about, the last first."""

    rules: tuple[int, ...] = ()

    @property
    def is_too_deep(self) -> bool:
        return len(self.rules) >= DEEPEST

    def holds_back(self, rule: int) -> bool:
        """Return whether ``rule`` must not be carried out because of this event: it would cause
        itself."""
        return rule in self.rules


def chain_of(event: Event) -> Chain:
    """Return what brought ``event`` about. Costs a query for each event before it."""
    rules: list[int] = []
    cause_id = event.cause_id
    for _step in range(LONGEST):
        if cause_id is None:
            break
        row = Event.objects.filter(pk=cause_id).values_list("verb", "actor_id", "cause_id").first()
        if row is None:
            break
        verb, actor, cause_id = row
        if verb == FIRED and actor is not None:
            rules.append(actor)
    return Chain(tuple(rules))
