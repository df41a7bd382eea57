"""What somebody wants to be told by mail at once, unless they have read it by then (0383)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.members.models import Member
from maru.staff.members.personal.quiet import is_quiet
from maru.support.notifications.letters import has_a_letter, letter_of
from maru.support.notifications.notification import Notification, is_held_back
from maru.support.notifications.push.push import Push, PushState
from maru.support.notifications.reason import OCCASIONS, WEIGHT, Reason
from maru.support.tickets.notices.telling import tell

BATCH = 100


@sweep("notifications.mail", every=5)
def mail_due() -> int:
    """Queue the mails that are due: one for what one ticket has to tell one member. Whoever wants
    quiet now gets them once it ends."""
    batch = list(_due().filter(member__in=_awake()).order_by("id")[:BATCH])
    of: dict[tuple[int, int | None, int | None], list[int]] = {}
    for row in batch:
        alone = row.pk if letter_of(row) else None
        of.setdefault((row.member_id, row.ticket_id, alone), []).append(row.pk)
    for (member, ticket, alone), ids in of.items():
        # What waited through a night may be more than one batch, and is one mail all the same.
        same = _due().filter(member=member, ticket=ticket).exclude(has_a_letter())
        _mail(_due().filter(pk__in=ids) if alone else same)
    return len(batch)


def _due() -> QuerySet[Notification]:
    return Notification.objects.filter(~is_held_back(), mail_due=True)


def _awake() -> list[int]:
    """Return for whom a mail waits that may leave now. Asked anew each time: quiet hours that are
    shortened end at once, and no clock that was set wrong keeps a mail (D11). One query."""
    now = timezone.now()
    waiting = Member.objects.get_queryset().filter(pk__in=_due().values("member"))
    return [member.pk for member in waiting if not is_quiet(member, now)]


def _mail(rows: QuerySet[Notification]) -> None:
    with transaction.atomic():
        held = list(
            rows.select_for_update(of=["self"], no_key=True)
            .select_related("member", "event", "message", "ticket__brand", "ticket__channel")
        )  # fmt: skip
        Notification.objects.filter(pk__in=[row.pk for row in held]).update(mail_due=False)
        unread = [row for row in held if row.read_at is None]
        if not unread:
            return
        row = max(unread, key=lambda each: (WEIGHT[Reason(each.reason)], each.pk))
        if letter := letter_of(row):
            letter(row)
        elif row.ticket:
            tell(
                row.member, OCCASIONS[Reason(row.reason)], row.ticket.survivor(),
                message=row.message, who=row.event.actor_name, more=len(unread) - 1,
            )  # fmt: skip


def mail_nothing_of_before(made_at: datetime) -> int:
    """After a restore: what was to be mailed may have been mailed since; the desk tells it."""
    Notification.objects.filter(in_digest=True).update(in_digest=False)
    Notification.objects.filter(push_due=True).update(push_due=False)
    Push.objects.filter(state=PushState.WAITING).update(state=PushState.DROPPED)
    return Notification.objects.filter(mail_due=True).update(mail_due=False)
