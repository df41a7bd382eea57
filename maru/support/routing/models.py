"""Rules of teams, what waits in their queues, what is offered, seats, and what was decided."""

from maru.support.routing.decision import Decision
from maru.support.routing.needing import RoutingNeed
from maru.support.routing.offer import Offer
from maru.support.routing.queued import Queued
from maru.support.routing.rule import RoutingRule
from maru.support.routing.seat import MemberCapacity, Seat
from maru.support.routing.simulating.simulation import Simulation

__all__ = [
    "Decision", "MemberCapacity", "Offer", "Queued", "RoutingNeed", "RoutingRule", "Seat",
    "Simulation",
]  # fmt: skip
