"""What Maru writes to its own members, each in their language, by Django's mail backend."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.staff.company.models import Company
from maru.staff.members.invitation import Invitation


def invitation_link(token: str) -> str:
    return settings.PUBLIC_URL + reverse("members:join", args=[token])


def mail_invitation(invitation: Invitation, token: str) -> None:
    """Queue the mail with the link, in the current transaction."""
    with override(invitation.language):
        words = {
            "company": str(Company.here() or "Maru"),
            "inviter": str(invitation.invited_by),
            "role": invitation.get_role_display(),
            "link": invitation_link(token),
        }
        subject = _("%(inviter)s invites you to %(company)s") % words
        text = (
            _(
                "Hello,\n\n"
                "%(inviter)s invites you to answer the customers of %(company)s with Maru, "
                "as: %(role)s.\n\n"
                "Open this link, choose a password or a passkey, and you are in:\n\n"
                "%(link)s\n\n"
                "The link works once and for 72 hours. If you expected no invitation, "
                "ignore this mail: nothing happens.\n"
            )
            % words
        )
    EmailMessage(subject, text, to=[invitation.email]).send()
