"""The rules that are on, ready to be asked: found by what happened, their conditions compiled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from maru.kit.conditions import All, Asking, BadCondition, Condition, Not, Test
from maru.kit.conditions import Any as AnyOf
from maru.kit.conditions.tree import tests_of
from maru.staff.journal.models import Event
from maru.support.automation.book import RuleBook
from maru.support.automation.occasions import Occasion, occasions
from maru.support.automation.rule import Rule, RuleKind
from maru.support.automation.vocabulary import RULES, Happening, read_with
from maru.support.tickets.models import Ticket


@dataclass
class Look:
    """One look at one ticket. What a test said is kept: rules ask much the same."""

    happening: Happening
    asking: Asking = field(default_factory=Asking)
    said: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.happening.ticket.happening = self.happening  # type: ignore[attr-defined]

    @property
    def ticket(self) -> Ticket:
        return self.happening.ticket


Holds = Callable[[Look], bool]


@dataclass(frozen=True)
class Ready:
    """A rule with what is asked before it is carried out."""

    rule: Rule
    asked: list[tuple[Occasion, dict[str, Any]]]
    by: frozenset[str]
    condition: Condition
    holds: Holds
    brand_ids: set[int]
    team_ids: set[int]

    def occasion_of(self, event: Event) -> Occasion | None:
        """Return for what in ``event`` it listens; None if it does not."""
        if self.by and event.actor_kind not in self.by:
            return None
        for occasion, asked in self.asked:
            if occasion.verb == event.verb and occasion.is_meant(event, asked):
                return occasion
        return None

    def reaches(self, ticket: Ticket) -> bool:
        return self.rule.reaches(ticket, self.brand_ids, self.team_ids)


@dataclass
class ReadyRules:
    revision: str
    by_verb: dict[str, list[Ready]]
    fields: set[str]  # that their conditions ask about

    def stirred_by(self, event: Event) -> list[Ready]:
        """Return the rules that listen for ``event``, in their order."""
        among = self.by_verb.get(event.verb, ())
        return [ready for ready in among if ready.occasion_of(event)]

    @property
    def read_with(self) -> list[str]:
        return read_with(self.fields)


class Compiler:
    """Makes functions of conditions; the same test of several rules is one, asked once a look."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._tests: dict[int, Holds] = {}

    def compile(self, condition: Condition) -> Holds:
        match condition:
            case All(parts):
                every = [self.compile(part) for part in parts]
                return lambda look: all(part(look) for part in every)
            case AnyOf(parts):
                some = [self.compile(part) for part in parts]
                return lambda look: any(part(look) for part in some)
            case Not(part):
                inner = self.compile(part)
                return lambda look: not inner(look)
            case Test():
                return self._test(condition)

    def _test(self, test: Test) -> Holds:
        number = self._numbers.setdefault((test.field, test.op, repr(test.value)), len(self._tests))
        if number not in self._tests:
            self._tests[number] = _asked_once(test, number)
        return self._tests[number]


def _asked_once(test: Test, number: int) -> Holds:
    asked = RULES[test.field]
    get, value = asked.get, test.value
    compare = asked.kind.operators[test.op].holds

    def holds(look: Look) -> bool:
        said = look.said.get(number)
        if said is None:
            said = look.said[number] = compare(get(look.ticket), value, look.asking)
        return said

    return holds


def ready_of(rule: Rule, compiler: Compiler | None = None) -> Ready:
    """Return ``rule`` ready to be asked. Raises BadCondition. Costs a query each for its brands
    and teams, unless they are loaded."""
    known = occasions()
    condition = RULES.read(rule.conditions or {"all": []})
    return Ready(
        rule,
        [(known[one["occasion"]], one) for one in rule.when.get("on", [])
         if one["occasion"] in known],
        frozenset(rule.when.get("by", [])),
        condition,
        (compiler or Compiler()).compile(condition),
        {brand.pk for brand in rule.brands.all()},
        {team.pk for team in rule.teams.all()},
    )  # fmt: skip


def fields_in(condition: Condition) -> set[str]:
    return {test.field for test in tests_of(condition)}


_kept: list[ReadyRules] = []  # the one that this process knows


def ready_rules() -> ReadyRules:
    """Return the triggers that are on. Costs one query while none has changed, else four."""
    revision, _verbs = RuleBook.now()
    if not _kept or _kept[0].revision != revision:
        rules = Rule.objects.on().filter(kind=RuleKind.TRIGGER)
        _kept[:] = [_made_ready(revision, rules.prefetch_related("brands", "teams"))]
    return _kept[0]


def _made_ready(revision: str, rules: Iterable[Rule]) -> ReadyRules:
    by_verb: defaultdict[str, list[Ready]] = defaultdict(list)
    fields, compiler = set[str](), Compiler()
    for rule in rules:
        try:
            ready = ready_of(rule, compiler)
        except BadCondition:
            continue  # it is about to be switched off, and shown as broken (checking.py)
        fields |= fields_in(ready.condition)
        for verb in {occasion.verb for occasion, _asked in ready.asked}:
            by_verb[verb].append(ready)
    return ReadyRules(revision, dict(by_verb), fields)
