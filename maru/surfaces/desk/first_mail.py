"""How to send Maru a first mail, and the line about it that a demo company shows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from maru.records.channels.models import Channel
from maru.staff.company.models import Company
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

DISMISSED = "demo_line_dismissed"
A_YEAR = 365 * 24 * 3600


def first_mail(member: Member) -> str:
    """Return a command that sends a first mail to one of the member's mailboxes; '' without one."""
    mailbox = Channel.objects.visible_to(member).filter(kind="email", is_active=True).first()
    if mailbox is None or not settings.SMTP_PORT:
        return ""
    return (
        "python3 -c 'import smtplib; "
        f'smtplib.SMTP("127.0.0.1", {settings.SMTP_PORT}).sendmail('
        f'"minji@example.com", "{mailbox.address}", '
        r'"From: minji@example.com\r\nTo: '
        f"{mailbox.address}"
        r'\r\nSubject: Where is my parcel?\r\n\r\nI ordered on Monday.\r\n")'
        "'"
    )


def shows_demo_line(request: HttpRequest, member: Member) -> bool:
    """Return whether to say that this is a demo company."""
    if DISMISSED in request.COOKIES or not member.can(Power.REPLY):
        return False
    company = Company.of(request)
    return company is not None and company.is_demo


@signed_in
@require_POST
def dismissal(request: HttpRequest) -> HttpResponse:
    """Show the line about the demo company no more in this browser."""
    response = redirect("desk:inbox")
    response.set_cookie(
        DISMISSED, "1", max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
