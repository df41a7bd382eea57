"""What somebody wants to be told by mail: at once, unless they have read it, or in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maru.kit.jobs import sweep
from maru.staff.members.models import Member
from maru.staff.members.personal.quiet import is_quiet, quiet_until
from maru.support.notifications.digest import Digest
from maru.support.notifications.lines import Line, lines_of
from maru.support.notifications.models import Notification
from maru.support.notifications.notification import is_held_back
from maru.support.notifications.push.push import Push, PushState
from maru.support.notifications.reason import OCCASIONS, WEIGHT, Reason
from maru.support.tickets.notices.telling import tell

BATCH = 100
NAMED = 50  # lines of one digest
SHORTLY = timedelta(minutes=5)  # until somebody on a break is looked for again


@sweep("notifications.mail", every=5)
def mail_due() -> int:
    """Queue the mails that are due: one for what one ticket has to tell one member."""
    due = list(Notification.objects.filter(~is_held_back(), mail_due=True).order_by("id")[:BATCH])
    of: dict[tuple[int, int | None], list[int]] = {}
    for row in due:
        of.setdefault((row.member_id, row.ticket_id), []).append(row.pk)
    for ids in of.values():
        _mail(ids)
    return len(due)


def _mail(ids: list[int]) -> None:
    rows = Notification.objects.filter(pk__in=ids, mail_due=True)
    with transaction.atomic():
        held = list(
            rows.select_for_update(of=["self"], no_key=True)
            .select_related("member", "event", "message", "ticket__brand", "ticket__channel")
        )  # fmt: skip
        rows.update(mail_due=False)
        unread = [row for row in held if row.read_at is None and row.ticket]
        if not unread:
            return
        row = max(unread, key=lambda each: (WEIGHT[Reason(each.reason)], each.pk))
        if row.ticket:
            tell(
                row.member, OCCASIONS[Reason(row.reason)], row.ticket.survivor(),
                message=row.message, who=row.event.actor_name,
            )  # fmt: skip


@sweep("notifications.digest", every=60)
def mail_digests() -> int:
    """Queue the morning's mails that are due."""
    now = timezone.now()
    due = Digest.objects.filter(due_at__lte=now).select_related("member")
    batch = list(due.order_by("due_at")[:BATCH])
    for digest in batch:
        if is_quiet(digest.member, now) and _put_off(digest, now):
            continue
        with transaction.atomic():
            # One DELETE: of two workers one sends it.
            if due.filter(pk=digest.pk).delete()[0]:
                _send(digest.member)
    return len(batch)


def _put_off(digest: Digest, now: datetime) -> bool:
    """Let it wait until the quiet hours end, or the break; False for one that left meanwhile."""
    until = max(quiet_until(digest.member, now), now + SHORTLY)
    rows = Digest.objects.filter(pk=digest.pk, due_at=digest.due_at)
    return bool(rows.update(due_at=until))


def _send(member: Member) -> None:
    rows = Notification.objects.filter(member=member, in_digest=True)
    wanted = list(rows.unread().order_by("-id")[: NAMED * 4])
    rows.update(in_digest=False)
    lines = lines_of(wanted, member)
    if member.is_active and lines:
        with override(member.language):
            _queue(member, lines)


def _queue(member: Member, lines: Sequence[Line]) -> None:
    """Of tickets their numbers alone: who reads another's mail learns nothing of a customer."""
    count = len(lines)
    words = {"num": count}
    subject = ngettext("%(num)s thing is new for you", "%(num)s things are new for you", count)
    home = settings.PUBLIC_URL
    told = [
        f"- {line.said}" + (f" #{line.ticket.pk}\n  {home}{line.href}" if line.ticket else "")
        for line in lines[:NAMED]
    ]
    to_all, to_wishes = _("See all"), _("Choose what you are told, and how")
    parts = [
        subject % words + ":",
        "\n".join(told) + ("\n…" if count > NAMED else ""),
        f"{to_all}: {home}{reverse('desk:notifications')}",
        f"{to_wishes}: {home}{reverse('notifications:wishes')}",
    ]
    EmailMessage(subject % words, "\n\n".join(parts) + "\n", to=[member.email]).send()


def mail_nothing_of_before(made_at: datetime) -> int:
    """After a restore: what was to be mailed may have been mailed since; the desk tells it."""
    Notification.objects.filter(in_digest=True).update(in_digest=False)
    Notification.objects.filter(push_due=True).update(push_due=False)
    Push.objects.filter(state=PushState.WAITING).update(state=PushState.DROPPED)
    return Notification.objects.filter(mail_due=True).update(mail_due=False)
