"""Rules of teams, what waits in their queues, what is offered, seats, and what was decided."""

from maru.support.routing.giving.decision import Decision
from maru.support.routing.giving.seat import MemberCapacity, Seat
from maru.support.routing.offers.offer import Offer
from maru.support.routing.queue.queued import Queued
from maru.support.routing.rules.needing import RoutingNeed
from maru.support.routing.rules.rule import RoutingRule
from maru.support.routing.simulating.simulation import Simulation

__all__ = [
    "Decision", "MemberCapacity", "Offer", "Queued", "RoutingNeed", "RoutingRule", "Seat",
    "Simulation",
]  # fmt: skip
