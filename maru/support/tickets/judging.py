"""The seam for what is said about mails before any of them opens a ticket.

An upper app judges; what it says is done here, in the transaction that receives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from maru.records.channels.reception import Arrival


@dataclass
class Verdict:
    """What becomes of one mail. Only what opens a ticket is changed; others may be kept apart."""

    is_spam: bool = False
    is_apart: bool = False  # joins no ticket but spam, so that a blocked sender is not heard there
    may_answer: bool = True
    team_id: int | None = None
    priority: int | None = None
    tags: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)  # codes of the message's warnings
    # By what, told as events and on the message; and what is told on the message alone.
    done: list[dict[str, Any]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)


Judge = Callable[[Sequence[Arrival]], Sequence[Verdict]]
_judges: list[Judge] = []


def judge_with(judge: Judge) -> None:
    """Register who judges: one verdict an arrival, in order. It must be quick and ask no network.

    It runs in the receiving transaction; what it raises undoes the receiving.
    """
    _judges[:] = [judge]


def judged(arrivals: Sequence[Arrival]) -> list[Verdict]:
    return list(_judges[0](arrivals)) if _judges else [Verdict() for _ in arrivals]
