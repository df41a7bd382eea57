"""Clocks of random histories are what somebody would count who sat beside the ticket (0401)."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from typing import Any

from maru.staff.company.calendar import Calendar
from maru.staff.company.working_time import moment, second
from maru.staff.journal.models import Event
from maru.support.servicelevels.history import History, Said, history_of
from maru.support.servicelevels.reckoning import Promise, Standing, standing
from maru.support.servicelevels.targets import State, Target
from maru.support.servicelevels.tests.oracle import DONE, Counter, Sitting, open_seconds, sit
from maru.support.tickets.models import Ticket

CLOCKS = int(os.environ.get("MARU_TEST_CLOCKS", "80"))  # 5,000 before a release
SPAN = 40 * 60 * 60  # seconds of one history
LUNCH = [["09:00", "12:00"], ["13:00", "18:00"]]
NIGHT = [["00:00", "02:30"], ["22:00", "24:00"]]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STATUSES = ("new", "open", "pending", "on_hold", "solved", "closed")
# Each with the day around which its clocks are changed, or that is off.
PLACES = [
    ("America/New_York", datetime(2026, 3, 7, 14, tzinfo=UTC), ""),
    ("America/New_York", datetime(2026, 10, 31, 14, tzinfo=UTC), ""),
    ("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC), ""),
    ("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC), ""),
    ("Asia/Seoul", datetime(2026, 8, 16, 12, tzinfo=UTC), "KR"),
    ("Asia/Seoul", datetime(2026, 12, 31, 2, tzinfo=UTC), "KR"),
]
HOURS = [
    dict.fromkeys(WEEK, LUNCH),
    dict.fromkeys(WEEK, NIGHT),
    {day: [["00:00", "24:00"]] for day in WEEK},
    dict.fromkeys(WEEK[:5], LUNCH) | {"sun": [["01:15", "03:45"]]},
]


class Dealt:
    """One random history, and the promises it is held against."""

    def __init__(self, seed: int) -> None:
        deal = random.Random(seed)
        zone, begins, country = deal.choice(PLACES)
        self.begin = second(begins)
        self.end = self.begin + SPAN
        self.opened = self.begin + deal.randrange(20_000)
        self.calendar = Calendar(time_zone=zone, hours=deal.choice(HOURS), country=country)
        if deal.random() < 0.3:
            day = moment(self.begin + 86_400).date()
            self.calendar.days_off = [f"{day} 휴무"]
        if deal.random() < 0.3:
            shut = deal.randrange(self.begin, self.end)
            self.calendar.shut = [[shut, shut + deal.randrange(1, 30_000)]]
        self.pauses = deal.choice([[], ["pending"], ["pending", "on_hold"], ["new"]])
        self.goals = {target: deal.choice([1, 60, 3_601, 14_400, 40_000]) for target in Target}
        self.said: list[Said] = []
        self.events: list[Event] = []
        self.happened = list(self._happen(deal))
        self.status = self._status()

    def _happen(self, deal: random.Random) -> Any:
        said = changed = self.opened
        status, is_spam, is_merged = "new", False, False
        if deal.random() < 0.9:
            self.said.append(Said(self.opened, True, 1))
            yield self.opened, "customer", None
        times = sorted(deal.randrange(self.opened, self.end) for _ in range(deal.randrange(14)))
        for n, now in enumerate(times, start=2):
            # A clock that is set back for a while: what came later is no earlier (D11).
            at = now - deal.choice([0, 0, 0, 0, 900])
            what = deal.choice(["customer", "agent", "status", "status", "spam", "merge"])
            if what in {"customer", "agent"}:
                said = max(said, at)
                self.said.append(Said(at, what == "customer", n))
                yield said, what, None
                continue
            if what == "status" and not is_merged:
                before, status = status, deal.choice(STATUSES)
                happened: tuple[str, Any] = ("status", status)
                self._note("ticket.status", at, before, status)
            elif what == "merge" and is_merged:
                is_merged, status = False, deal.choice(STATUSES)
                happened = ("unmerged", status)
                self._note("ticket.unmerged", at, {"into": 9}, {"status": status})
            elif what == "merge":
                is_merged, happened = True, ("merged", None)
                self._note("ticket.merged", at, {"status": status}, {"into": 9})
            else:
                is_spam = not is_spam
                happened = ("spam", is_spam)
                self._note("ticket.spam", at, not is_spam, is_spam)
            changed = max(changed, at)
            yield changed, *happened

    def _note(self, verb: str, at: int, before: Any, after: Any) -> None:
        self.events.append(Event(verb=verb, before=before, after=after, at=moment(at)))

    def _status(self) -> Ticket:
        ticket = Ticket(number=1, created_at=moment(self.opened), status="new")
        for _at, what, value in self.happened:
            if what in {"status", "unmerged"}:
                ticket.status = value
            if what == "spam":
                ticket.is_spam = value
            if what in {"merged", "unmerged"}:
                ticket.merged_into_id = 9 if what == "merged" else None
        if ticket.merged_into_id:
            ticket.status = "closed"
        return ticket

    @property
    def history(self) -> History:
        return history_of(self.status, self.said, self.events)

    def sat(self) -> Sitting:
        is_open = open_seconds(self.calendar, self.begin, self.end)
        in_order = sorted(self.happened, key=lambda each: each[0])
        return sit(
            in_order, self.goals, self.pauses, is_open, self.begin, self.end, self.opened
        )  # fmt: skip


def agree(counted: Counter, found: Standing | None, sitting: Sitting, dealt: Dealt) -> None:
    if not counted.started:
        assert found is None
        return
    assert found is not None
    is_over = sitting.status in DONE or sitting.is_spam or sitting.is_merged
    met = counted.met or (found.target == Target.RESOLVE and sitting.status in DONE and not (
        sitting.is_spam or sitting.is_merged))  # fmt: skip
    assert found.used == counted.used
    if counted.due is not None:
        assert (found.state, found.due_at) == (State.BREACHED, counted.due)
    elif met:
        assert found.state == State.MET
    elif is_over:
        assert found.state == State.STOPPED
    elif sitting.status in dealt.pauses:
        assert found.state == State.PAUSED
        assert found.due_at is None
    else:
        assert found.state == State.RUNNING
        assert found.due_at is None or found.due_at > dealt.end
    assert found.is_open is not (met or is_over)


def test_clocks_are_what_somebody_counts_who_sits_beside_the_ticket() -> None:
    for seed in range(CLOCKS):
        dealt = Dealt(seed)
        sitting = dealt.sat()
        hours = dealt.calendar.working_time
        for target in Target:
            promise = Promise(target, dealt.goals[target], 0, frozenset(dealt.pauses))
            found = standing(dealt.history, promise, hours, dealt.end)
            try:
                agree(sitting.clocks[target], found, sitting, dealt)
            except AssertionError as wrong:
                raise AssertionError(f"seed {seed}, {target}: {found}") from wrong
