"""Whoever goes on is told once of all that is handed to them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.handovers.models import Handover
from maru.support.notifications.making import tell_at_once
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import Reason


def tell_takers(handover: Handover, event: Event) -> None:
    """Tell them in the desk and, who wants that, by mail; in the transaction of the hand-over.
    Of how many tickets counts for each what they see."""
    for member in _takers(handover):
        many = len(handover.parts_for(member))
        if many and tell_at_once(event, member, Reason.HANDOVER, count=many):
            _mail(handover, member, many)


def _takers(handover: Handover) -> list[Member]:
    if handover.to:
        return [handover.to] if handover.to.is_active else []
    if handover.team is None:
        return []
    return list(handover.team.members.filter(is_active=True).exclude(pk=handover.by_id))


def mail_of(row: Notification) -> None:
    """Queue the mail that waited for the end of quiet hours."""
    _mail(Handover.objects.get(pk=row.event.subject_id), row.member, row.count)


def place_of(row: Notification) -> str:
    return reverse("desk:handover", args=[row.event.subject_id])


def _mail(handover: Handover, member: Member, many: int) -> None:
    """It names numbers alone, whoever comes to read it."""
    with override(member.language):
        who = {"who": str(handover.by), "num": many}
        subject = _("%(who)s hands their shift over to you") % who
        first = ngettext("It is about %(num)s ticket.", "It is about %(num)s tickets.", many) % who
        opens, choose = _("Read it"), _("Choose which mails you get")
        home = settings.PUBLIC_URL
        place = reverse("desk:handover", args=[handover.pk])
        parts = [
            first,
            f"{opens}: {home}{place}",
            f"{choose}: {home}{reverse('notifications:wishes')}",
        ]
    EmailMessage(subject, "\n\n".join(parts) + "\n", to=[member.email]).send()
