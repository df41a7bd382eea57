from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from maru.staff.journal.models import Event
from maru.staff.members.mails import mail_second_step_reset
from maru.staff.members.managing import Disallowed
from maru.staff.members.member import Member
from maru.staff.members.roles import Role


def reset_second_step(member: Member, *, by: Member) -> bool:
    """Take apps, passkeys and recovery codes away; False if there were none. Raises Disallowed.

    For who lost their telephone. They are told by mail, and signed out
    everywhere: what was taken away may be in other hands.
    """
    if by.role != Role.ADMIN or not member.is_managed_by(by):
        raise Disallowed(_("Only an administrator may reset a second step."))
    if member == by:  # there one proves first who one is
        raise Disallowed(_("Take your own second step away in your profile."))
    with transaction.atomic():
        deleted, _rows = Authenticator.objects.filter(user=member).delete()
        if not deleted:
            return False
        Event.record("member.second_step_reset", member, by=by)
        mail_second_step_reset(member, by=by)
        member.end_sign_ins()
        return True
