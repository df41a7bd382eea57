"""The sweep: rows are the truth, the bell only says that something may have changed."""

from __future__ import annotations

from maru.kit.jobs import sweep
from maru.support.routing.giving.absence import take_from_absent
from maru.support.routing.giving.resting import withdraw_from_resting
from maru.support.routing.giving.turning import Turn
from maru.support.routing.kinds import kinds
from maru.support.routing.models import Queued, RoutingRule
from maru.support.routing.offers.offering import end_offers, withdraw_elsewhere
from maru.support.routing.queue.keeping import keep_queue
from maru.support.routing.queue.overflow import let_over

NAME = "routing"


def register() -> None:
    sweep(NAME, every=5)(route)


def route() -> int:
    """Give one turn to each team whose routing is on; return how much was given or taken back.

    Three queries where no team's is, and where nothing waits four for each kind of work.
    """
    rules = list(RoutingRule.objects.on().select_related("team", "overflow_to"))
    teams = [rule.team_id for rule in rules]
    done = withdraw_elsewhere(teams)
    if not teams:
        return done + (Queued.objects.all().delete()[0] if Queued.objects.exists() else 0)
    done += end_offers() + withdraw_from_resting()
    for kind in kinds():
        done += sum(take_from_absent(rule, kind) for rule in rules)
        done += keep_queue(kind, teams)
        done += sum(let_over(rule, kind) for rule in rules)
        waiting = Queued.objects.filter(kind=kind.name).order_by()
        busy = set(waiting.values_list("team", flat=True).distinct())
        done += sum(Turn(rule, kind).run() for rule in rules if rule.team_id in busy)
    return done
