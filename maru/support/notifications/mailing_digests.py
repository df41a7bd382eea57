"""The morning's mail: what is unread, in one mail for each member who wants it."""

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

BATCH = 100
NAMED = 50  # lines of one digest
SHORTLY = timedelta(minutes=5)  # until somebody on a break is looked for again


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
