"""Pictures that stand within what is being written."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.models import PendingFile
from maru.support.tickets.views.ahead import picture_ahead
from maru.support.tickets.views.asking import member_of


@needs(Power.NOTE)
@require_POST
def pictures(request: HttpRequest) -> JsonResponse:
    """Take one ahead of its message."""
    return picture_ahead(request, partial(PendingFile.keep_within, by=member_of(request)))
