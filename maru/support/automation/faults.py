"""What is wrong with a rule: it names what is gone, or asks for what can never be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maru.kit.conditions import All, BadCondition, Condition, Not, Test
from maru.kit.conditions.tree import tests_of
from maru.kit.fields.asking import AskedField
from maru.kit.fields.field import State
from maru.records.customers.models import Customer, Organization
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.actions.registry import actions
from maru.support.automation.at import read_at
from maru.support.automation.carrying_out import recalled
from maru.support.automation.rule import Rule
from maru.support.automation.vocabulary import OF_WORDS, RULES
from maru.support.automation.when import BadWhen, is_timed, read_when

# Fields whose values are numbers of rows, and which of these there are.
_ROWS: dict[str, Callable[[], Any]] = {
    "assignee": Member.objects.active,
    "followers": Member.objects.active,
    "team": Team.objects.all,
    "brand": Brand.objects.all,
    "organization": Organization.objects.all,
    "requester": Customer.objects.all,
}


def faults_of(rule: Rule) -> list[str]:
    """Return in the reader's language what keeps ``rule`` from being carried out, [] for nothing.
    Costs a query for each thing that it names."""
    return list(
        faults(
            rule.when, rule.conditions, rule.changes,
            is_anywhere=rule.is_everywhere or rule.brands.exists(),
        )
    )  # fmt: skip


def faults(
    when: Any, conditions: Any, changes: Mapping[str, Any], *, is_anywhere: bool = True
) -> Iterator[str]:
    """Yield what is wrong with such a rule."""
    if not is_anywhere:
        yield _("The brand that it was for is gone.")
    is_timer = isinstance(when, Mapping) and is_timed(when)
    try:
        read_at(when) if is_timer else read_when(when)
    except BadWhen as why:
        yield str(why)
    yield from faults_of_conditions(conditions, is_timer=is_timer)
    labels = {action.name: str(action.label) for action in actions()}
    for wrong in recalled(changes)[1]:
        words = wrong["words"] or _("There is no such action any more.")
        yield f"{labels.get(wrong['name'], wrong['name'])}: {words}"
    if not changes:
        yield _("It does nothing: choose what it is to do.")


def faults_of_conditions(conditions: Any, *, is_timer: bool = False) -> Iterator[str]:
    try:
        condition = RULES.read(conditions or {"all": []})
    except BadCondition as why:
        yield _("Conditions: %(why)s") % {"why": why.message}
        return
    for test in tests_of(condition):
        field = RULES[test.field]
        if is_timer and test.field in OF_WORDS:
            words = _("“%(field)s” is for rules that look when somebody writes.")
            yield words % {"field": field.label}
        if isinstance(field, AskedField) and field.definition.state == State.OFF:
            yield _("The field “%(field)s” is not in use any more.") % {"field": field.label}
        elif gone := _gone(test):
            words = _("“%(field)s” names what is gone: %(what)s.")
            yield words % {"field": field.label, "what": ", ".join(map(str, gone))}
    for name in impossible(condition):
        words = _("The conditions contradict one another: “%(field)s” can never be so.")
        yield words % {"field": RULES[name].label}


def _gone(test: Test) -> list[int]:
    if test.field not in _ROWS:
        return []
    wanted = {one for one in _values(test) if isinstance(one, int)}
    if not wanted:
        return []
    there = _ROWS[test.field]().filter(pk__in=wanted).values_list("pk", flat=True)
    return sorted(wanted - set(there))


def impossible(condition: Condition) -> list[str]:
    """Return the fields of which everything that must hold together cannot: of choices and flags,
    where one can tell."""
    allowed: dict[str, set[Any]] = {}
    denied: defaultdict[str, set[Any]] = defaultdict(set)
    for test, is_denied in _needed(condition):
        values = _one_of(test)
        if values is None:
            continue
        if is_denied:
            denied[test.field] |= values
        else:
            allowed[test.field] = allowed.get(test.field, values) & values
    return [name for name, values in allowed.items() if not values - denied[name]]


def _needed(condition: Condition, is_denied: bool = False) -> Iterator[tuple[Test, bool]]:
    """Yield each test that must hold, or must not, for the whole to hold."""
    match condition:
        case Test():
            yield condition, is_denied
        case Not(part):
            yield from _needed(part, not is_denied) if isinstance(part, Test | Not) else ()
        case All(parts) if not is_denied:
            for part in parts:
                yield from _needed(part)
        case _:
            pass


def _one_of(test: Test) -> set[Any] | None:
    """Return the values of which one is meant; None where that cannot be told."""
    kind = RULES[test.field].kind.name
    if kind == "flag":
        return {test.value}
    if kind == "choice" and test.op in {"is", "in"}:
        return set(_values(test))
    if kind == "choice" and test.op == "is_empty":
        return {None}
    return None


def _values(test: Test) -> Iterable[Any]:
    return test.value if isinstance(test.value, tuple) else (test.value,)
