"""Deadlines of random histories are what somebody counts second by second (0461, 0462)."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

from maru.support.escalations.handing.asking import turns
from maru.support.servicelevels.history import AWAY
from maru.support.servicelevels.reckoning import Promise, Standing, Wait, standing_of
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.tests.oracle import open_seconds
from maru.support.servicelevels.tests.test_against_oracle import Dealt

CLOCKS = int(os.environ.get("MARU_TEST_CLOCKS", "80")) // 2  # 2,500 before a release


def counted(
    dealt: Dealt, runs: Callable[[int], bool], start: int, end: int, goal: int
) -> tuple[int, int | None]:
    """Sit there from ``start`` to ``end``: how many seconds ran, and with which it was too
    late."""
    is_open, used, due = open_seconds(dealt.calendar, dealt.begin, dealt.end), 0, None
    for now in range(start, end):
        if is_open[now - dealt.begin] and runs(now):
            used += 1
            due = now + 1 if used == goal else due
    return used, due


def status_at(stood: list[tuple[int, str]], now: int) -> str:
    return next((status for at, status in reversed(stood) if at <= now), AWAY)


def agree(found: Standing, used: int, due: int | None, end: int) -> None:
    assert found.used == used
    if due is not None:
        assert (found.state, found.due_at) == (State.BREACHED, due)
    else:
        assert found.state != State.BREACHED
        assert found.due_at is None or found.due_at > end


def test_a_level_s_deadline_runs_as_the_ticket_s_status_lets_it() -> None:
    for seed in range(CLOCKS):
        dealt, deal = Dealt(seed), random.Random(f"level {seed}")
        history, goal = dealt.history, deal.choice([1, 60, 3_601, 14_400])
        start = deal.randrange(dealt.opened, dealt.end)
        end = deal.choice([None, deal.randrange(start, dealt.end)])
        last = dealt.end if end is None else end
        running = {"new", "open", "pending", "on_hold"} - set(dealt.pauses)
        promise = Promise("escalation", goal, 0, frozenset(dealt.pauses))
        hours = dealt.calendar.working_time
        found = standing_of(Wait(start, end), history, promise, hours, dealt.end)
        used, due = counted(
            dealt, lambda now: status_at(history.stood, now) in running, start, last, goal  # noqa: B023 - asked at once
        )  # fmt: skip
        try:
            agree(found, used, due, dealt.end)
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed}: {found}, counted {used}, {due}") from wrong


def test_a_vendor_s_deadline_runs_while_the_last_word_is_ours() -> None:
    for seed in range(CLOCKS):
        dealt, deal = Dealt(seed), random.Random(f"vendor {seed}")
        start, goal = dealt.opened, deal.choice([1, 60, 3_601, 14_400])
        times = sorted(deal.randrange(start, dealt.end) for _ in range(deal.randrange(9)))
        said = [(at, deal.random() < 0.5) for at in times]

        def is_ours(now: int, said: list[tuple[int, bool]] = said) -> bool:
            return next((ours for at, ours in reversed(said) if at <= now), True)

        # A clock that is set back for a while: what came later is no earlier (D11).
        told = [(at - deal.choice([0, 0, 900]), ours) for at, ours in said]
        is_exact = told == said
        promise = Promise("escalation", goal, 0, frozenset({"pending"}))
        hours = dealt.calendar.working_time
        history = turns(start, told)
        assert all(a.at <= b.at for a, b in zip(history.stood, history.stood[1:], strict=False))
        found = standing_of(Wait(start, None), history, promise, hours, dealt.end)
        if is_exact:
            used, due = counted(dealt, is_ours, start, dealt.end, goal)
            try:
                agree(found, used, due, dealt.end)
            except AssertionError as wrong:
                raise AssertionError(f"seed {seed}: {found}, counted {used}, {due}") from wrong
