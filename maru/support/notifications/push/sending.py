"""Pushing what waits, side by side; what a push service does not take is tried again (0390)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from maru.kit.database.leases import claim, given_back
from maru.kit.jobs import sweep
from maru.kit.webpush.key import PushKey
from maru.kit.webpush.pushing import Gone, PushMessage, Refused, TryLater, push
from maru.kit.webpush.subscription import NotASubscription, Subscription
from maru.staff.members.personal.quiet import is_quiet
from maru.support.notifications.push.browser import PushBrowser
from maru.support.notifications.push.push import Push, PushState
from maru.support.notifications.push.wording import as_pushed, topic_of, trial_of

log = logging.getLogger(__name__)

TOGETHER = 16
LEASE = timedelta(minutes=5)
PAUSES = [timedelta(seconds=s) for s in (15, 60, 300, 900, 3600, 7200)]
LATEST = timedelta(hours=12)  # after which nobody is woken by it: the desk tells it
KEPT = timedelta(days=7)
BATCH = 1_000

Parcel = tuple[Push, PushMessage, Subscription]


@sweep("notifications.pushes", every=5, may_take=LEASE.total_seconds())
def push_waiting() -> int:
    """Push one batch; return how many were looked at."""
    claimed = claim(Push.objects.filter(state=PushState.WAITING), limit=TOGETHER, lease=LEASE)
    with given_back(claimed):
        parcels = list(_parcels(claimed))
        if parcels:
            _hand_over(parcels)
    return len(claimed)


def _parcels(claimed: list[Push]) -> Iterator[Parcel]:
    """Yield what is still to be pushed, and settle the rest."""
    full = Push.objects.select_related(
        "notification__member", "notification__event", "browser__sign_in__member"
    )
    for each in full.in_bulk([each.pk for each in claimed]).values():
        why = _why_not(each)
        body = None if why else as_pushed(each)
        if body is None:
            each.settle(PushState.DROPPED, error=why or "not theirs any more")
            continue
        try:
            to = each.browser.where
        except NotASubscription:  # sealed by another SECRET_KEY
            each.browser.forget(by=None)
            continue
        left = each.created_at + LATEST - timezone.now()
        yield each, PushMessage(body, topic_of(each), keep=left), to


def _why_not(push: Push) -> str:
    sign_in, now = push.browser.sign_in, timezone.now()
    if sign_in.ended_at or not sign_in.member.is_active:
        return "signed out"
    if push.notification.read_at:
        return "read"
    if push.created_at + LATEST < now:
        return "too late"
    return "quiet" if is_quiet(sign_in.member, now) else ""


def _hand_over(parcels: list[Parcel]) -> None:
    key, contact = PushKey.ours(), contact_of_ours()
    # The threads ask the network alone: what came of it is written down here.
    with ThreadPoolExecutor(TOGETHER, thread_name_prefix="push") as pool:
        asked = {
            pool.submit(push, message, to, key=key, contact=contact): each
            for each, message, to in parcels
        }
        for future in as_completed(asked):
            _settle(asked[future], future.exception())


def _settle(each: Push, error: BaseException | None) -> None:
    if error is None:
        each.settle(PushState.SENT)
        each.browser.note("")
    elif isinstance(error, Gone):
        each.browser.forget(by=None)
    elif isinstance(error, Refused):
        each.settle(PushState.DROPPED, error=str(error))
        each.browser.note(str(error))
    else:
        if not isinstance(error, TryLater):
            log.error("Push %s failed", each.pk, exc_info=error)
        _put_off(each, error)


def _put_off(each: Push, error: BaseException) -> None:
    each.browser.note(str(error) or type(error).__name__)
    # Not its claims: a worker that died with it in hand has asked nobody, as far as is known.
    if each.tries >= len(PAUSES):
        each.settle(PushState.DROPPED, error=str(error))
        return
    asked = error.pause if isinstance(error, TryLater) else None
    pause = max(PAUSES[each.tries], asked or timedelta(0))
    Push.objects.filter(each.is_mine()).update(
        due_at=timezone.now() + pause, lease_until=None, error=str(error)[:300],
        tries=F("tries") + 1,
    )  # fmt: skip


def contact_of_ours() -> str:
    """Return whom a push service may turn to about us."""
    parts = urlsplit(settings.PUBLIC_URL)
    is_there = parts.scheme == "https" and "." in (parts.hostname or "")
    return f"https://{parts.hostname}" if is_there else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def try_out(browser: PushBrowser) -> str:
    """Push a word to ``browser`` now; return what was wrong, "" for nothing. Up to ten seconds.

    Raises Gone once its push service knows it no more: it is forgotten then.
    """
    message = PushMessage(trial_of(browser), f"trial{browser.pk}", keep=timedelta(minutes=5))
    try:
        push(message, browser.where, key=PushKey.ours(), contact=contact_of_ours())
    except (Gone, NotASubscription):
        browser.forget(by=None)
        raise Gone from None
    except (TryLater, Refused) as error:
        browser.note(str(error))
        return str(error)
    browser.note("")
    return ""


@sweep("notifications.pushed", every=3600)
def forget_pushed() -> int:
    """Forget what was pushed, and browsers whose member is signed out there."""
    old = Push.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    PushBrowser.objects.exclude(pk__in=PushBrowser.objects.alive().values("pk")).delete()
    return Push.objects.filter(pk__in=ids).delete()[0]
