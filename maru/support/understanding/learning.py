"""When there is something to learn, and by whom: a process of its own under the worker (0431)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maru.kit.database.leases import claim
from maru.kit.jobs import sweep
from maru.kit.jobs.apart import run_apart
from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket
from maru.support.understanding.facet import LEARNT, Facet, FacetName
from maru.support.understanding.guess import Verdict
from maru.support.understanding.lesson import SWEEP, UNDER_WAY, LessonState
from maru.support.understanding.models import Guess, Lesson

LEASE = timedelta(minutes=3)  # renewed while it is learnt
PAUSE = timedelta(minutes=10)
TRIES = 3
PATIENCE = 60.0  # seconds that it waits while mail and the like have work (D17)
AGAIN = timedelta(hours=20)  # between two lessons that nobody asked for
ENOUGH = 50  # solved tickets, or a tenth of what was learnt from: then it is learnt anew
ENOUGH_SAID = 10  # guesses that people judged


@sweep(SWEEP, every=60, may_take=2 * 3600, gives_way=PATIENCE)
def learn_waiting() -> int:
    """Learn what somebody asked for, one lesson a look."""
    waiting = Lesson.objects.under_way()
    for lesson in claim(waiting, limit=1, lease=LEASE, state=LessonState.UNDER_WAY):
        if lesson.attempts > TRIES:
            lesson.end(LessonState.FAILED)
        else:
            _learn_apart(lesson)
        return 1
    return 0


@sweep("understanding.ask", every=1800)
def ask_when_due() -> int:
    """Ask for lessons where enough tickets were solved since the last, or where what is in use is
    old; forget what is too old. Three queries a facet."""
    Lesson.forget_old()
    facets = Facet.every()
    for name in LEARNT:
        if facets[name].is_on and is_due(name):
            Lesson.ask(name)
    return 0


def is_due(name: str) -> bool:
    """Return whether enough is new since the last lesson of this facet."""
    last = Lesson.objects.filter(facet=name).first()
    if last is None:
        return _may_be_enough(name)
    if last.state in UNDER_WAY or timezone.now() - last.asked_at < AGAIN:
        return False
    if Lesson.objects.old().filter(facet=name, state=LessonState.IN_USE).exists():
        return True
    judged = Guess.objects.filter(facet=name, judged_at__gt=last.asked_at)
    if judged.exclude(verdict=Verdict.NONE)[:ENOUGH_SAID].count() >= ENOUGH_SAID:
        return True
    if name == FacetName.SENTIMENT:
        return False
    wanted = max(ENOUGH, last.examples // 10)
    solved = Ticket.objects.genuine().filter(status__in=DONE, solved_at__gt=last.asked_at)
    return solved[:wanted].count() >= wanted


def _may_be_enough(name: str) -> bool:
    """Return whether a first lesson is worth a process: only to find that there is too little it
    takes as much memory and time to start as one that learns."""
    if name == FacetName.SENTIMENT:
        rows = Guess.objects.filter(facet=name).exclude(verdict=Verdict.NONE)
        return rows[:ENOUGH].count() >= ENOUGH
    return Ticket.objects.genuine().filter(status__in=DONE)[:ENOUGH].count() >= ENOUGH


def _learn_apart(lesson: Lesson) -> None:
    """Wait for the process. An end without a word is tried again, a little later."""
    mine = Lesson.objects.filter(lesson.is_mine(), state=LessonState.UNDER_WAY)
    run_apart(
        "maru.support.understanding.child", lesson.pk,
        renew=lambda: mine.update(lease_until=timezone.now() + LEASE),
    )  # fmt: skip
    mine.update(due_at=timezone.now() + PAUSE, lease_until=None)
