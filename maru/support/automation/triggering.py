"""What happened goes to the rules that listen for it: claimed, matched in memory, carried out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from django.db import models, transaction
from django.db.models import Q

from maru.kit.database.leases import claims, given_back, went_away
from maru.kit.jobs import sweep
from maru.staff.journal.models import Event
from maru.support.automation.carrying_out import carry_out, is_halted
from maru.support.automation.chain import Chain, chain_of
from maru.support.automation.ready import Look, Ready, ReadyRules, ready_rules
from maru.support.automation.stir import LEASE, TRIES, Stir
from maru.support.automation.vocabulary import Happening
from maru.support.tickets.models import Message, Ticket

log = logging.getLogger(__name__)

TOGETHER = 100


@sweep("automation.triggers", every=5, gives_way=1.0)
def carry_out_waiting() -> int:
    """Ask the rules about one batch of what happened; return how many were looked at."""
    done = 0
    for claimed in claims(Stir.objects.waiting(), limit=TOGETHER, lease=LEASE):
        if claimed:
            with given_back(claimed):
                _ask_about(claimed)
            done += len(claimed)
    return done


def _ask_about(claimed: Sequence[Stir]) -> None:
    """Those about which no rule wants to do anything go in one statement; the others each in a
    transaction of its own, so that what fails holds up no other."""
    models.prefetch_related_objects(claimed, "event")
    rules = ready_rules()
    tickets = load_tickets({stir.event.subject_id for stir in claimed}, rules.read_with)
    done, matched = list[Stir](), list[Stir]()
    for stir in claimed:
        ticket = tickets.get(stir.event.subject_id)
        is_wanted = ticket is not None and _is_wanted(rules, ticket, stir.event)
        (matched if is_wanted else done).append(stir)
    if done:
        same = Q(pk__in=[stir.pk for stir in done], lease_owner=done[0].lease_owner)
        Stir.objects.filter(same).delete()
    for stir in matched:
        try:
            _carry_out(stir, rules)
        except Exception as error:
            if went_away(error):
                raise
            # It comes again when its lease is over, and is given up after some tries.
            log.exception("Event %s could not be put to the rules", stir.event_id)


def load_tickets(ids: set[int], read: list[str]) -> dict[int, Ticket]:
    """Return the tickets with what rules ask of them, ``read`` beside what all ask."""
    loaded = Ticket.objects.select_related("brand__calendar", "team", "requester__organization")
    light = Message.objects.defer("html", "headers", "text", "quoted")
    ahead = [models.Prefetch(name, light) if name == "messages" else name for name in read]
    return loaded.prefetch_related(*ahead).in_bulk(ids)


def _is_wanted(rules: ReadyRules, ticket: Ticket, event: Event) -> bool:
    """Return whether any rule's conditions hold. While none does, none can make others hold."""
    look = Look(Happening(ticket, event))
    return any(holds(ready, look) for ready in rules.stirred_by(event))


def holds(ready: Ready, look: Look) -> bool:
    """Return whether the rule reaches the ticket and its conditions hold."""
    ticket = look.ticket
    if ticket.merged_into_id is not None or ticket.is_spam or not ready.reaches(ticket):
        return False
    try:
        return ready.holds(look)
    except Exception as error:
        if went_away(error):
            raise  # not asked is not "no": it would never be asked again
        # One rule that cannot be asked keeps no other from being asked.
        log.exception("Rule %s could not be asked", ready.rule.pk)
        return False


def _carry_out(stir: Stir, rules: ReadyRules) -> None:
    """All that rules do because of one event, in one transaction with the end of its waiting."""
    if stir.attempts > TRIES:
        _give_up(stir)
        return
    with transaction.atomic():
        if not Stir.objects.filter(stir.is_mine()).delete()[0]:
            return  # the lease ran out, and somebody else has it
        event = stir.event
        Ticket.objects.filter(pk=event.subject_id).hold()
        load = partial(load_tickets, {event.subject_id}, rules.read_with)
        look = Look(Happening(load()[event.subject_id], event))
        chain = chain_of(event)
        for ready in rules.stirred_by(event):
            if _is_held_back(ready, chain, look):
                continue
            occasion = ready.occasion_of(event)
            firing = carry_out(
                ready, look, key=f"event {event.pk}", occasion=occasion.name if occasion else ""
            )
            if firing:  # the next is asked about the ticket as it is now
                look = Look(Happening(load()[event.subject_id], event))


def _is_held_back(ready: Ready, chain: Chain, look: Look) -> bool:
    if chain.is_too_deep or chain.holds_back(ready.rule.pk) or not holds(ready, look):
        return True
    return is_halted(ready.rule, look.ticket)


def _give_up(stir: Stir) -> None:
    log.error("Event %s ended the worker again and again: its rules are not asked", stir.event_id)
    Stir.objects.filter(stir.is_mine()).update(due_at=None, lease_until=None)
