"""Where each promise of a ticket stands: worked out from its history, and from nothing else.

No row is read or written here. All times are seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from maru.staff.company.working_time import WorkingTime, moment, second
from maru.support.servicelevels.history import History, Said, Span
from maru.support.servicelevels.targets import State, Target
from maru.support.tickets.choices import DONE, UNSOLVED


@dataclass(frozen=True)
class Promise:
    """One target of a level: so many open seconds, warned of ``warn`` of them before their end.

    ``pauses``: the statuses in which it does not run.
    """

    target: str
    goal: int
    warn: int
    pauses: frozenset[str] = frozenset()


def warning(goal: int, before: int) -> int:
    """Return how many minutes before its end a promise of ``goal`` minutes is warned of: halfway
    where it is no longer than ``before``; 0 for no warning."""
    return min(before, goal // 2 or 1) if before else 0


@dataclass(frozen=True)
class Standing:
    """How a promise stands. ``used``: open seconds that have run by the end, or by now.

    ``due_at``: when it is, or was, broken; None while paused, ended, or met in time. ``ended_at``:
    when it was met, or ended otherwise; ``is_open``: it can still be met. ``since``: since when
    it is paused. ``message``: the one that it is about, None where there is none.
    """

    target: str
    state: str
    started_at: int
    used: int
    due_at: int | None
    warns_at: int | None
    ended_at: int | None
    since: int | None
    message: int | None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True)
class Wait:
    """From when to when something is waited for; ``end`` None: still."""

    start: int
    end: int | None
    message: int | None = None


def standing(history: History, promise: Promise, hours: WorkingTime, now: int) -> Standing | None:
    """Return how ``promise`` stands at ``now``; None where nothing was waited for yet."""
    wait = _wait(history, promise.target)
    return None if wait is None else standing_of(wait, history, promise, hours, now)


def standing_of(
    wait: Wait, history: History, promise: Promise, hours: WorkingTime, now: int
) -> Standing:
    """Return how ``promise`` stands at ``now``, of what ``wait`` is: an upper app knows waits of
    its own."""
    running = [status for status in UNSOLVED if status not in promise.pauses]
    spans = list(history.spans(running, wait.start, wait.end))
    due, used = _run(spans, promise.goal, hours, now)
    warns, _used = _run(spans, promise.goal - promise.warn, hours, now)
    ended = wait.end if wait.end is not None else _over_since(history)
    is_late = due is not None and due <= (now if ended is None else ended)
    is_running = bool(spans) and spans[-1].end is None
    if is_late:
        state = State.BREACHED
    elif wait.end is not None:
        state = State.MET
    elif ended is not None:
        state = State.STOPPED
    else:
        state = State.RUNNING if is_running else State.PAUSED
    is_due = is_late or state == State.RUNNING
    return Standing(
        promise.target, state, wait.start, used, due if is_due else None,
        warns if is_due else None, ended, _paused_since(history, spans, wait, ended), wait.message,
    )  # fmt: skip


def _run(spans: list[Span], goal: int, hours: WorkingTime, now: int) -> tuple[int | None, int]:
    """Return when ``goal`` open seconds have passed within ``spans``, None if they do not; and how
    many pass, until ``now`` where they go on."""
    used, due = 0, None
    for start, end in spans:
        stop = now if end is None else end
        passed = hours.seconds_between(moment(start), moment(stop))
        if due is None and (end is None or used + passed >= goal):
            found = hours.after(moment(start), goal - used)
            due = second(found) if found else None
        used += passed
    return due, used


def _wait(history: History, target: str) -> Wait | None:
    match target:
        case Target.FIRST_REPLY:
            return _first(history.said)
        case Target.NEXT_REPLY:
            return _next(history.said)
        case Target.UPDATE:
            return _update(history.said)
    return _resolution(history)


def _first(said: list[Said]) -> Wait | None:
    """From the customer's first word to our first answer; nothing where we spoke first."""
    if not said or not said[0].is_customer:
        return None
    end = next((one.at for one in said if not one.is_customer), None)
    return Wait(said[0].at, end, said[0].pk)


def _next(said: list[Said]) -> Wait | None:
    """From the first word after an answer of ours to the next answer: the last such wait."""
    found: Wait | None = None
    is_answered = False
    for one in said:
        if one.is_customer:
            if is_answered and (found is None or found.end is not None):
                found = Wait(one.at, None, one.pk)
        else:
            if found is not None and found.end is None:
                found = Wait(found.start, one.at, found.message)
            is_answered = True
    return found


def _update(said: list[Said]) -> Wait | None:
    """From our last word on, until we speak again."""
    last = next((one for one in reversed(said) if not one.is_customer), None)
    return Wait(last.at, None, last.pk) if last else None


def _resolution(history: History) -> Wait:
    first = history.said[0].pk if history.said else None
    end = _over_since(history) if history.status in DONE else None
    return Wait(history.opened_at, end, first)


def _over_since(history: History) -> int | None:
    """Since when nothing is promised any more; None while something is."""
    if not history.is_over:
        return None
    since = history.stood[-1].at
    for at, status in reversed(history.stood):
        # Solved and then closed: it was over when it was solved.
        if history.status in DONE and status not in DONE:
            break
        if history.status not in DONE and status == history.status:
            return at
        since = at
    return since


def _paused_since(
    history: History, spans: Collection[Span], wait: Wait, ended: int | None
) -> int | None:
    if ended is not None or (spans and [*spans][-1].end is None):
        return None
    last = [*spans][-1].end if spans else None
    return last if last is not None else max(wait.start, history.opened_at)
