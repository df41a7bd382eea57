"""Mail to the colleague who was given many tickets: one for all of them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maru.staff.members.models import Member
from maru.support.bulk.bulk_change import BulkChange
from maru.support.notifications.reason import Reason, Way
from maru.support.notifications.wish import wishes_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.notices.notice import Occasion
from maru.support.tickets.notices.telling import tell

NAMED = 20  # tickets that stand in it


def tell_of(change: BulkChange) -> None:
    """Queue it in the current transaction: one mail however many they were given, none to who
    took them themselves or wants none. It names numbers alone, whoever comes to read it."""
    to = change.changes.get("assignee")
    if not change.changed or to is None or to == change.by_id:
        return
    wants_mail = wishes_of([to])[to][Reason.ASSIGNED][Way.MAIL]
    chosen = Member.objects.active().filter(pk=to).first() if wants_mail else None
    numbers = [n for n, outcome, _why in change.outcomes() if outcome == "changed"]
    seen = Ticket.objects.visible_to(chosen) if chosen else Ticket.objects.none()
    theirs = seen.filter(assignee=to, is_spam=False, pk__in=numbers[:NAMED]).order_by("pk")
    if chosen and len(numbers) == 1 and (only := theirs.select_related("brand", "channel").first()):
        tell(chosen, Occasion.ASSIGNED, only)
    elif chosen and theirs:
        _mail(chosen, change, [ticket.pk for ticket in theirs])


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
