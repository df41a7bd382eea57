"""Who has a second step, and who must have one."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from maru.staff.company.models import Company
from maru.staff.company.second_step import SecondStepFor
from maru.staff.members.member import Member
from maru.staff.members.roles import Power

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def steps_of(member: Member) -> QuerySet[Authenticator]:
    """Return the apps and passkeys of ``member``; recovery codes alone are no step."""
    steps: QuerySet[Authenticator] = Authenticator.objects.filter(user=member, type__in=KINDS)
    return steps.order_by("id")


def has_second_step(member: Member) -> bool:
    """Costs one query."""
    return steps_of(member).exists()


def recovery_codes_of(member: Member) -> Authenticator | None:
    """Return the row with the recovery codes of ``member``, None when none were made."""
    rows = Authenticator.objects.filter(user=member, type=Authenticator.Type.RECOVERY_CODES)
    return rows.first()


def codes_left(member: Member) -> int:
    """Return how many recovery codes were not used yet. One query."""
    codes = recovery_codes_of(member)
    return len(codes.wrap().get_unused_codes()) if codes else 0


def required_from(member: Member, company: Company | None) -> datetime | None:
    """Return since when ``member`` must have a second step; None when they need not. No query."""
    if company is None:
        return None
    # Above an agent stands who rescues mail, lets people in or sets the company up.
    leads = company.second_step_for == SecondStepFor.LEADS and member.can(Power.RESCUE)
    is_asked = leads or company.second_step_for == SecondStepFor.EVERYBODY
    return company.second_step_from if is_asked else None
