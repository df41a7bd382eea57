"""Mail to the colleague who was given many tickets: one for all of them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.personal.quiet import is_quiet
from maru.support.bulk.bulk_change import BulkChange
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import Reason, Way
from maru.support.notifications.wish import wishes_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.notices.notice import Occasion
from maru.support.tickets.notices.telling import tell

NAMED = 20  # tickets that stand in it


def tell_of(change: BulkChange, cause: Event) -> None:
    """Queue it in the current transaction: one mail however many they were given, none to who
    took them themselves or wants none; once their quiet hours end."""
    to = change.changes.get("assignee")
    if not change.changed or to is None or to == change.by_id:
        return
    wants_mail = wishes_of([to])[to][Reason.ASSIGNED][Way.MAIL]
    chosen = Member.objects.active().filter(pk=to).first() if wants_mail else None
    if chosen and is_quiet(chosen, timezone.now()):
        rows = Notification.objects.filter(member=chosen, event=cause)
        rows.unread().update(mail_due=True)
    elif chosen:
        _tell(chosen, change)


def mail_of(row: Notification) -> None:
    """Queue the mail that waited for the end of quiet hours."""
    change = BulkChange.objects.filter(errand=row.event.subject_id).first()
    if change and row.member.is_active:
        _tell(row.member, change)


def _tell(member: Member, change: BulkChange) -> None:
    """It names numbers alone, whoever comes to read it."""
    numbers = [n for n, outcome, _why in change.outcomes() if outcome == "changed"]
    seen = Ticket.objects.visible_to(member)
    theirs = seen.filter(assignee=member, is_spam=False, pk__in=numbers[:NAMED]).order_by("pk")
    if len(numbers) == 1 and (only := theirs.select_related("brand", "channel").first()):
        tell(member, Occasion.ASSIGNED, only)
    elif theirs:
        _mail(member, change, [ticket.pk for ticket in theirs])


def _mail(member: Member, change: BulkChange, shown: list[int]) -> None:
    with override(member.language):
        count = change.changed
        words = {"num": count, "by": str(change.by)}
        subject = ngettext("%(num)s ticket is yours", "%(num)s tickets are yours", count) % words
        first = ngettext(
            "%(by)s gave you %(num)s ticket.", "%(by)s gave you %(num)s tickets in one step.", count
        )
        more = " …" if count > len(shown) else ""
        to_list, to_wishes = _("Open the list"), _("Choose which mails you get")
        parts = [
            first % words,
            " ".join(f"#{number}" for number in shown) + more,
            f"{to_list}: {settings.PUBLIC_URL}{reverse('desk:inbox')}?view=mine",
            f"{to_wishes}: {settings.PUBLIC_URL}{reverse('notifications:wishes')}",
        ]
    EmailMessage(subject, "\n\n".join(parts) + "\n", to=[member.email]).send()
