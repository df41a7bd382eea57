"""A rule is carried out on one ticket: each of its actions by itself, what fails is shown."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maru.kit.conditions import All, Condition, Test
from maru.kit.database.leases import went_away
from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.support.actions.action import Action, Unreadable
from maru.support.actions.registry import actions
from maru.support.actions.step import Step
from maru.support.automation.chain import FIRED
from maru.support.automation.firing import Firing
from maru.support.automation.halt import Halt
from maru.support.automation.ready import Look, Ready
from maru.support.automation.rule import Rule
from maru.support.automation.vocabulary import RULES, SAID
from maru.support.tickets.models import Ticket

log = logging.getLogger(__name__)

AN_HOUR = 10  # times that one rule is carried out on one ticket; then it is held back there
SHOWN = 60  # characters of a value that a firing keeps


def is_halted(rule: Rule, ticket: Ticket) -> bool:
    """Return whether ``rule`` is held back on ``ticket``; hold it back if it was carried out too
    often there. Costs two queries."""
    if Halt.objects.standing().filter(rule=rule, ticket=ticket).exists():
        return True
    since = timezone.now() - timedelta(hours=1)
    lifted = Halt.objects.filter(rule=rule, ticket=ticket).values_list("lifted_at", flat=True)
    since = max([since, *filter(None, lifted)])
    if Firing.objects.filter(ticket=ticket, rule=rule, at__gt=since).count() < AN_HOUR:
        return False
    Halt.objects.bulk_create([Halt(rule=rule, ticket=ticket)], ignore_conflicts=True)
    Event.record("ticket.rule_halted", ticket, after={"rule": rule.pk, "name": rule.name})
    return True


def carry_out(ready: Ready, look: Look, *, key: str, occasion: str = "") -> Firing | None:
    """Do what the rule does to the ticket of ``look``, which is held; return what came of it, None
    where it was done for ``key`` before. In the caller's transaction."""
    rule, ticket, event = ready.rule, look.ticket, look.happening.event
    firing, is_new = Firing.objects.get_or_create(
        rule=rule, key=key,
        defaults={
            "ticket": ticket, "version": rule.version, "event": event, "occasion": occasion,
            "matched": _matched(ready.condition, ticket),
        },
    )  # fmt: skip
    if not is_new:
        return None
    cause = Event.record(
        FIRED, ticket, by=rule, because=event,
        after={"firing": firing.pk, "version": rule.version, "occasion": occasion},
    )  # fmt: skip
    firing.cause = cause
    firing.save(update_fields=["cause"])
    _do_all(firing, rule, ticket, cause)
    firing.failed = sum(one["became"] == "failed" for one in firing.did)
    firing.save(update_fields=["did", "was", "failed"])
    Rule.objects.filter(pk=rule.pk).update(
        fired=F("fired") + 1, failed=F("failed") + firing.failed, last_fired_at=firing.at
    )
    return firing


def _do_all(firing: Firing, rule: Rule, ticket: Ticket, cause: Event) -> None:
    values, did = recalled(rule.changes)
    step = Step(values, rule)
    known = {action.name for action, _value in step.actions}
    did += [_failed(name, rule.changes[name], "gone_action") for name in values.keys() - known]
    for action, value in step.actions:
        did.append(_do(action, value, rule.changes[action.name], step, ticket, cause, firing))
    firing.did = did


def _do(
    action: Action, value: Any, kept: Any, step: Step, ticket: Ticket, cause: Event, firing: Firing
) -> dict[str, Any]:
    try:
        with transaction.atomic():
            before = action.do(ticket, value, step, cause)
    except Refusal as why:
        return _failed(action.name, kept, why.code, why.words)
    except Exception as error:
        if went_away(error):
            raise  # the whole of it is tried again
        log.exception("Rule %s could not do %s", firing.rule_id, action.name)
        return _failed(action.name, kept, "error")
    if before is None:
        return {"name": action.name, "kept": kept, "became": "same"}
    firing.was[action.name] = before
    return {"name": action.name, "kept": kept, "became": "done"}


def recalled(changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the values of what can be done, and what cannot as a firing tells it."""
    values, wrong = dict[str, Any](), list[dict[str, Any]]()
    known = {action.name: action for action in actions()}
    for name, kept in changes.items():
        try:
            values[name] = known[name].recall(kept)
        except KeyError:
            wrong.append(_failed(name, kept, "gone_action"))
        except Unreadable as why:
            wrong.append(_failed(name, kept, "unreadable", str(why)))
    return values, wrong


def _failed(name: str, kept: Any, code: str, words: str = "") -> dict[str, Any]:
    return {"name": name, "kept": kept, "became": "failed", "code": code, "words": words[:300]}


def _matched(condition: Condition, ticket: Ticket) -> list[dict[str, Any]]:
    """Return what was asked and what the ticket said: of what must all hold, which is most."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return [_said(part, ticket) for part in parts if isinstance(part, Test)]


def _said(test: Test, ticket: Ticket) -> dict[str, Any]:
    # What was written stands in its message alone (firing.said_in).
    value = "" if test.field == SAID else RULES[test.field].get(ticket)
    if not isinstance(value, str | int | bool | None):
        value = ", ".join(map(str, value)) if isinstance(value, list | set | tuple) else ""
    return {"field": test.field, "said": value[:SHOWN] if isinstance(value, str) else value}
