"""A simulation is asked for, and played by a process apart."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.errands.errand import ErrandState
from maru.staff.errands.models import Errand
from maru.staff.members.models import Member
from maru.support.routing.models import RoutingRule, Simulation
from maru.support.routing.simulating.past import past_of
from maru.support.routing.simulating.simulation import KIND
from maru.support.routing.simulating.variant import Variant, as_now

UNDER_WAY = 2  # of one team at once


def ask(rule: RoutingRule, other: Variant, *, days: int, by: Member) -> Simulation:
    """Have a worker play it. Raises Refusal while too many are under way."""
    with transaction.atomic():
        busy = Simulation.objects.filter(team=rule.team, errand__state=ErrandState.UNDER_WAY)
        if busy.count() >= UNDER_WAY:
            words = _("Two trials of this team are under way: wait until one has ended.")
            raise Refusal(409, "under_way", words)
        about = {"team": rule.team_id, "name": rule.team.name, "days": days}
        errand = Errand.ask(KIND, by=by, total=2, about=about)
        variants = [asdict(as_now(rule)), asdict(other)]
        return Simulation.objects.create(
            team=rule.team, errand=errand, days=days, variants=variants
        )


def carry_on(errand: Errand, until: float) -> bool:
    """Play each variant; what was played before an end is played again, and is the same."""
    trial = Simulation.objects.select_related("team").get(errand=errand)
    past = past_of(RoutingRule.of(trial.team), days=trial.days, until=trial.until)
    outcomes: list[dict[str, Any]] = []
    for done, variant in enumerate(trial.variants, 1):
        outcomes.append(Variant(**variant).played(past))
        errand.hold(done=done)
    with transaction.atomic():
        errand.hold()
        Simulation.objects.filter(pk=trial.pk).update(
            outcomes=outcomes, measured=past.measured, usual=round(past.usual)
        )
        errand.finish()
    return True
