"""Telling webhooks what waits for them: each in its order and in its own time (0391, 0393)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from maru.kit.database.leases import AT_ONCE, claim, given_back, is_due
from maru.kit.jobs import sweep
from maru.kit.text.storable import storable
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.bodies import CHATS
from maru.kit.webhooks.call import KEPT, Attempt, Call, CallState, new_ident
from maru.kit.webhooks.gathering import SHORTLY, as_told, can_be_gathered, next_of
from maru.kit.webhooks.telling import Outcome, tell
from maru.kit.webhooks.webhook import LONG, PATIENT, Webhook

TOGETHER = 32  # webhooks that are being told at once
GLANCE = 0.25  # seconds until it is looked again for others, while one is being told
ROUND = 60.0  # seconds after which a look ends, however much there is to tell
LEASE = timedelta(minutes=5)
PAUSES = [timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600)]
MOST = 8  # tries of one, some three hours; then the next has its turn
BATCH = 1_000
LOGGED = 20  # tries that are remembered of one

Underway = dict[Future[Outcome], tuple[Webhook, list[Call]]]


@sweep("webhooks.calls", every=2, may_take=LEASE.total_seconds())
def tell_waiting() -> int:
    """Tell webhooks what waits for them; return how many were told something.

    Whoever answers is told its next, while another is still waited for.
    """
    _drop_late()
    told, until = 0, time.monotonic() + ROUND
    underway: Underway = {}
    held: list[Webhook] = []
    with given_back(held), ThreadPoolExecutor(TOGETHER, thread_name_prefix="webhook") as pool:
        while True:
            if time.monotonic() < until:
                told += _begin(pool, underway, held)
            if not underway:
                return told
            done, _waiting = wait(underway, timeout=GLANCE, return_when=FIRST_COMPLETED)
            for future in done:
                webhook, calls = underway.pop(future)
                _settle(webhook, calls, future.result())
                held.remove(webhook)


def _begin(pool: ThreadPoolExecutor, underway: Underway, held: list[Webhook]) -> int:
    """Claim who may be told something and is told nothing now; return how many there were."""
    if not (room := TOGETHER - len(underway)):
        return 0
    waiting = Call.objects.filter(webhook=OuterRef("pk"), state=CallState.WAITING)
    due = Webhook.objects.filter(Exists(waiting), is_on=True)
    if not due.filter(is_due()).exists():  # SQLite has one writer, and this is asked often
        return 0
    claimed = claim(due, limit=room, lease=LEASE)
    held += claimed
    for webhook in claimed:
        calls = next_of(webhook)
        if not calls:  # somebody else told it meanwhile
            _let_go(webhook)
            held.remove(webhook)
            continue
        # Should this process end now, the next cannot know whether they came.
        Call.objects.filter(pk__in=[call.pk for call in calls]).update(is_unsure=True)
        first, told = calls[0], as_told(calls)
        begun = pool.submit(tell, webhook, told, ident=first.ident, again=first.is_unsure)
        underway[begun] = webhook, calls
    return len(claimed)


def _drop_late() -> None:
    now = timezone.now()
    is_late = Q(queued_at__lt=now - LONG, webhook__is_patient=False)
    is_late |= Q(queued_at__lt=now - PATIENT)
    late = Call.objects.filter(is_late, state=CallState.WAITING)
    late.update(state=CallState.FAILED, trouble="too_late", done_at=now)


def _settle(webhook: Webhook, calls: Sequence[Call], outcome: Outcome) -> None:
    if not _rows(calls).exists():  # the webhook was removed meanwhile
        return
    note_attempts(calls, outcome)
    _write_down(calls, outcome)
    if outcome.trouble:
        _fail(webhook, outcome)
        return
    rests = webhook.form in CHATS and can_be_gathered(calls[-1])
    due_at = timezone.now() + SHORTLY if rests else AT_ONCE
    _let_go(webhook, failures=0, failing_since=None, trouble="", due_at=due_at)


def _write_down(calls: Sequence[Call], outcome: Outcome) -> None:
    waiting = _rows(calls).filter(state=CallState.WAITING)
    # Those that are told together are all as sure as the first.
    heard: dict[str, Any] = {
        "trouble": outcome.trouble, "is_unsure": calls[0].is_unsure or outcome.is_unsure,
    }  # fmt: skip
    tried = {**heard, "tries": F("tries") + 1}
    ended = {**tried, "done_at": timezone.now()}
    if not outcome.trouble:
        waiting.update(**{**ended, "state": CallState.TOLD, "is_unsure": False})
    elif outcome.trouble == "busy":
        waiting.update(**heard)
    elif outcome.is_final and len(calls) > 1:
        waiting.update(**tried, is_alone=True)
    elif outcome.is_final or outcome.is_gone:
        waiting.update(**ended, state=CallState.FAILED)
    else:
        waiting.filter(tries__gte=MOST - 1).update(**ended, state=CallState.FAILED)
        waiting.update(**tried)


def _rows(calls: Sequence[Call]) -> QuerySet[Call]:
    return Call.objects.filter(pk__in=[call.pk for call in calls])


def _fail(webhook: Webhook, outcome: Outcome) -> None:
    now = timezone.now()
    if outcome.trouble == "busy":  # it works, only not so fast
        pause = outcome.pause or PAUSES[0]
        _let_go(webhook, due_at=now + pause, trouble="busy")
        return
    since = webhook.failing_since or now
    pause = max(PAUSES[min(webhook.failures, len(PAUSES) - 1)], outcome.pause or timedelta(0))
    due_at = AT_ONCE if outcome.is_final else now + pause
    _let_go(
        webhook, failures=min(webhook.failures + 1, 1000), failing_since=since, due_at=due_at,
        trouble=outcome.trouble,
    )  # fmt: skip
    if outcome.is_gone or now - since >= webhook.patience:
        webhook.give_up(outcome.trouble)


def _let_go(webhook: Webhook, **changes: object) -> None:
    kept = {"lease_until": None, "attempts": 0, **changes}
    Webhook.objects.filter(webhook.is_mine()).update(**kept)


def note_attempts(calls: Sequence[Call], outcome: Outcome) -> None:
    said = storable(outcome.said, 300)
    Attempt.objects.bulk_create(
        Attempt(
            call=call, took=outcome.took, status=outcome.status, trouble=outcome.trouble, said=said
        )
        for call in calls
    )
    newest_first = Window(RowNumber(), partition_by="call", order_by="-id")
    tries = Attempt.objects.filter(call__in=calls).annotate(place=newest_first)
    old = list(tries.filter(place__gt=LOGGED).values_list("pk", flat=True))
    Attempt.objects.filter(pk__in=old).delete()


def try_out(webhook: Webhook, told: Announcement) -> Outcome:
    """Tell ``webhook`` now that this is a trial, and keep it in its log. Up to ten seconds."""
    ident = new_ident()
    outcome = tell(webhook, told, ident=ident)
    state = CallState.FAILED if outcome.trouble else CallState.TOLD
    call = Call.objects.create(
        webhook=webhook, ident=ident, happening=told.happening, announcement=told.as_json(),
        state=state, tries=1, trouble=outcome.trouble, done_at=timezone.now(),
    )  # fmt: skip
    note_attempts([call], outcome)
    return outcome


@sweep("webhooks.forgetting", every=3600)
def forget_old() -> int:
    """Forget what was told, or was not, two weeks ago."""
    old = Call.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state=CallState.WAITING)
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    Call.objects.filter(pk__in=ids).delete()
    return len(ids)
