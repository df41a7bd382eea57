from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from maru.staff.company.models import Brand, Company
from maru.staff.members.invitation import Invitation
from maru.staff.members.mails import invitation_link, mail_invitation
from maru.staff.members.member import Member
from maru.staff.teams.models import Team


@dataclass(frozen=True)
class Invited:
    invitation: Invitation
    link: str  # in clear: known only now


def invite(
    addresses: list[tuple[str, str]],
    *,
    by: Member,
    role: str,
    brands: Iterable[Brand],
    teams: Iterable[Team],
    name: str = "",
    language: str = "ko",
) -> list[Invited]:
    """Invite each (address, name) and mail them their link: all or none. Raises Disallowed.

    ``name`` is for a single address that came without one.
    """
    company = Company.here()
    time_zone = company.time_zone if company else settings.TIME_ZONE
    invited = []
    with transaction.atomic():
        for email, own_name in addresses:
            invitation, token = Invitation.issue(
                email,
                by=by,
                role=role,
                brands=brands,
                teams=teams,
                name=own_name or (name if len(addresses) == 1 else ""),
                language=language,
                time_zone=time_zone,
            )
            mail_invitation(invitation, token)
            invited.append(Invited(invitation, invitation_link(token)))
    return invited
