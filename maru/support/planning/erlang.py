"""How many agents calls and chats need: the queue M/M/c, known as Erlang C.

Arrivals are Poisson, handling times exponential, nobody hangs up. A. K. Erlang, "Solution of some
problems in the theory of probabilities of significance in automatic telephone exchanges" (1917);
the recursion of Erlang B and C as in R. B. Cooper, Introduction to Queueing Theory (1981), ch. 3.
Plain arithmetic: no library is loaded for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor

MOST = 5_000  # agents; beyond it the answer is that nobody can plan this


@dataclass(frozen=True)
class Goal:
    """What is promised: ``share`` (0..1) of all answered within ``seconds``, and how much of
    their time agents are busy at most (``occupancy``, 0..1)."""

    share: float
    seconds: float
    occupancy: float = 1.0


def erlang_b(load: float, servers: int) -> float:
    """Return the share of arrivals that find all busy where nobody waits (0..1).

    ``load`` is in erlangs: arrivals an hour times hours that each takes.
    """
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, servers: int) -> float:
    """Return the share of arrivals that have to wait (0..1); 1 where the queue only grows."""
    return _waiting(load, servers, erlang_b(load, servers))


def answered_within(load: float, servers: int, seconds: float, handling: float) -> float:
    """Return the share of arrivals that wait no longer than ``seconds``; ``handling`` is the mean
    time that one takes, in seconds. 0 where the queue only grows."""
    return _answered(load, servers, erlang_c(load, servers), seconds / handling)


def servers_needed(load: float, handling: float, goal: Goal) -> int:
    """Return the least number of servers that keep ``goal``; 0 where nothing comes.

    Raises OverflowError where MOST would not do.
    """
    if load <= 0:
        return 0
    blocked = 1.0
    for servers in range(1, MOST + 1):
        blocked = load * blocked / (servers + load * blocked)
        if load > goal.occupancy * servers or load >= servers:
            continue
        waiting = _waiting(load, servers, blocked)
        if _answered(load, servers, waiting, goal.seconds / handling) >= goal.share:
            return servers
    raise OverflowError(MOST)


def agents_needed(per_hour: float, handling: float, goal: Goal, *, at_once: int = 1) -> int:
    """Return how many agents ``per_hour`` arrivals need, each of whom does ``at_once`` at the same
    time: of chats several, of calls one. ``handling`` is how many seconds one takes then.

    An agent with three chats is three servers, so that the last one may have room left.
    """
    servers = servers_needed(per_hour * handling / 3600, handling, goal)
    return -(-servers // at_once)


def _waiting(load: float, servers: int, blocked: float) -> float:
    if load >= servers:
        return 1.0
    return servers * blocked / (servers - load * (1 - blocked))


def _answered(load: float, servers: int, waiting: float, patience: float) -> float:
    """``patience``: the seconds of the goal in handling times."""
    return 0.0 if load >= servers else 1 - waiting * exp(-(servers - load) * patience)


def rounded_up(people: float) -> int:
    """Return how many heads that is; what one person more would hardly feel is let go."""
    return floor(people + 0.95)
