"""Telling webhooks what waits for them: each in its order, all side by side (0391)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from maru.kit.database.leases import AT_ONCE, claim, given_back
from maru.kit.jobs import sweep
from maru.kit.text.storable import storable
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.call import KEPT, Attempt, Call, CallState, new_ident
from maru.kit.webhooks.telling import Outcome, tell
from maru.kit.webhooks.webhook import LONG, Webhook

TOGETHER = 16
LEASE = timedelta(minutes=5)
PAUSES = [timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600)]
MOST = 8  # tries of one, some three hours; then the next has its turn
LATEST = timedelta(days=1)
BATCH = 1_000
LOGGED = 20  # tries that are remembered of one


@sweep("webhooks.calls", every=5, may_take=LEASE.total_seconds())
def tell_waiting() -> int:
    """Tell each webhook that may be asked the oldest thing that waits for it; return how many."""
    _drop_late()
    waiting = Call.objects.filter(webhook=OuterRef("pk"), state=CallState.WAITING)
    webhooks = claim(
        Webhook.objects.filter(Exists(waiting), is_on=True), limit=TOGETHER, lease=LEASE
    )
    with given_back(webhooks):
        first = _first_of(webhooks)
        # Should this process end now, the next cannot know whether they came.
        Call.objects.filter(pk__in=[call.pk for call in first.values()]).update(is_unsure=True)
        with ThreadPoolExecutor(TOGETHER, thread_name_prefix="webhook") as pool:
            asked = {
                pool.submit(tell, each, call.content, ident=call.ident, again=call.is_unsure): (
                    each,
                    call,
                )
                for each in webhooks
                if (call := first.get(each.pk))
            }
            for future in as_completed(asked):
                _settle(*asked[future], future.result())
        for each in webhooks:
            if each.pk not in first:  # somebody else told it meanwhile
                _let_go(each)
    return len(webhooks)


def _first_of(webhooks: list[Webhook]) -> dict[int, Call]:
    found: dict[int, Call] = {}
    for each in webhooks:
        call = each.calls.filter(state=CallState.WAITING).order_by("id").first()
        if call:
            found[each.pk] = call
    return found


def _drop_late() -> None:
    now = timezone.now()
    late = Call.objects.filter(state=CallState.WAITING, queued_at__lt=now - LATEST)
    late.update(state=CallState.FAILED, trouble="too_late", done_at=now)


def _settle(webhook: Webhook, call: Call, outcome: Outcome) -> None:
    if not Call.objects.filter(pk=call.pk).exists():  # its webhook was removed meanwhile
        return
    note_attempt(call, outcome)
    if not outcome.trouble:
        _finish(call, CallState.TOLD)
        _let_go(webhook, failures=0, failing_since=None, trouble="")
        return
    is_over = outcome.is_final or outcome.is_gone or call.tries + 1 >= MOST
    if outcome.trouble == "busy":
        is_over = False
    if is_over:
        is_unsure = call.is_unsure or outcome.is_unsure
        _finish(call, CallState.FAILED, trouble=outcome.trouble, is_unsure=is_unsure)
    else:
        kept = {"trouble": outcome.trouble, "is_unsure": call.is_unsure or outcome.is_unsure}
        tried = call.tries + (outcome.trouble != "busy")
        _waiting(call).update(tries=tried, **kept)
    _fail(webhook, outcome)


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
    if outcome.is_gone or now - since >= LONG:
        webhook.give_up(outcome.trouble)


def _let_go(webhook: Webhook, **changes: object) -> None:
    kept = {"lease_until": None, "attempts": 0, **changes}
    Webhook.objects.filter(webhook.is_mine()).update(**kept)


def _waiting(call: Call) -> QuerySet[Call]:
    return Call.objects.filter(pk=call.pk, state=CallState.WAITING)


def _finish(call: Call, state: str, *, trouble: str = "", is_unsure: bool = False) -> None:
    _waiting(call).update(
        state=state, trouble=trouble, tries=call.tries + 1, done_at=timezone.now(),
        is_unsure=is_unsure,
    )  # fmt: skip


def note_attempt(call: Call, outcome: Outcome) -> None:
    Attempt.objects.create(
        call=call, took=outcome.took, status=outcome.status, trouble=outcome.trouble,
        said=storable(outcome.said, 300),
    )  # fmt: skip
    old = call.attempts.values_list("pk", flat=True)[LOGGED:]
    Attempt.objects.filter(pk__in=list(old)).delete()


def try_out(webhook: Webhook, told: Announcement) -> Outcome:
    """Tell ``webhook`` now that this is a trial, and keep it in its log. Up to ten seconds."""
    ident = new_ident()
    outcome = tell(webhook, told, ident=ident)
    state = CallState.FAILED if outcome.trouble else CallState.TOLD
    call = Call.objects.create(
        webhook=webhook, ident=ident, happening=told.happening, announcement=told.as_json(),
        state=state, tries=1, trouble=outcome.trouble, done_at=timezone.now(),
    )  # fmt: skip
    note_attempt(call, outcome)
    return outcome


@sweep("webhooks.forgetting", every=3600)
def forget_old() -> int:
    """Forget what was told, or was not, two weeks ago."""
    old = Call.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state=CallState.WAITING)
    ids = list(old.order_by("created_at").values_list("pk", flat=True)[:BATCH])
    Call.objects.filter(pk__in=ids).delete()
    return len(ids)
