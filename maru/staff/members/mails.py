"""What Maru writes to its own members, each in their language, by Django's mail backend."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.kit.secrets import SEALED
from maru.staff.company.models import Company
from maru.staff.members.invitation import Invitation
from maru.staff.members.member import Member


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
    _send(subject, text, to=invitation.email)


def mail_password_link(member: Member, token: str) -> None:
    """Queue the mail with the link that leads to a new password."""
    with override(member.language):
        words = {
            "name": str(member),
            "company": str(Company.here() or "Maru"),
            "link": settings.PUBLIC_URL + reverse("members:sign_in_link", args=[token]),
        }
        subject = _("A new password for %(company)s") % words
        text = (
            _(
                "Hello %(name)s,\n\n"
                "somebody asked for a new password for your account at %(company)s. If it was you, "
                "open this link:\n\n"
                "%(link)s\n\n"
                "The link works once and for one hour. If it was not you, ignore this mail: "
                "your password stays as it is.\n"
            )
            % words
        )
    _send(subject, text, to=member.email)


def mail_second_step_reset(member: Member, *, by: Member) -> None:
    """Queue the mail that says who took the second step away."""
    with override(member.language):
        words = {"name": str(member), "by": str(by), "company": str(Company.here() or "Maru")}
        subject = _("Your second step at %(company)s was reset") % words
        text = (
            _(
                "Hello %(name)s,\n\n"
                "%(by)s took away the second step of your account: the app, the passkeys and the "
                "recovery codes. You are signed out everywhere. Sign in and set up a new one.\n\n"
                "If you did not ask for this, talk to %(by)s now.\n"
            )
            % words
        )
    EmailMessage(subject, text, to=[member.email]).send()


def _send(subject: str, text: str, *, to: str) -> None:
    # Sealed: whoever reads the database must not find a key in clear.
    EmailMessage(subject, text, to=[to], headers={SEALED: "1"}).send()
