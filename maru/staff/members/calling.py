"""The member behind an API request, and what their role may do."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from maru.kit.api.bearer import key_of
from maru.staff.members.models import ApiToken, Member
from maru.staff.members.roles import Power


def caller(request: HttpRequest) -> Member:
    """Return the member whose token the request carries."""
    return cast(ApiToken, key_of(request)).member


def caller_who_can(request: HttpRequest, power: Power) -> Member:
    """Return the caller; raises PermissionDenied when their role lacks ``power``."""
    member = caller(request)
    if not member.can(power):
        raise PermissionDenied
    return member
