"""At nine in the morning, in the company's time zone: what is due in the team's tickets."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maru.extensions.outlets.happening import Happening
from maru.extensions.outlets.models import Outlet
from maru.extensions.outlets.wording import due_in_words_of
from maru.kit.jobs import sweep
from maru.kit.webhooks.models import Call
from maru.staff.company.models import Company
from maru.support.tasks.models import Task
from maru.support.tickets.choices import UNSOLVED

AT = time(9)
MOST = 200  # tasks of one team


@sweep("outlets.morning", every=60)
def tell_due() -> int:
    """Tell each outlet once a day, also where it is later than nine by then."""
    company = Company.here()
    if company is None:
        return 0
    here = timezone.now().astimezone(ZoneInfo(company.time_zone))
    if here.time() < AT:
        return 0
    today = here.date()
    untold = Q(due_told_on=None) | Q(due_told_on__lt=today)
    waiting = [o for o in Outlet.objects.hearing().filter(untold) if Happening.DUE in o.hears]
    for outlet in waiting:
        with transaction.atomic():
            # One conditional UPDATE: of two workers one tells it.
            if Outlet.objects.filter(untold, pk=outlet.pk).update(due_told_on=today):
                _tell(outlet, here)
    return 0


def _tell(outlet: Outlet, here: datetime) -> None:
    tickets = Q(ticket__team=outlet.team_id, ticket__status__in=UNSOLVED, ticket__is_spam=False)
    due = Task.objects.left().filter(tickets, due_on__lte=here.date())
    rows = list(due.order_by("due_on", "id").values_list("ticket_id", "text")[:MOST])
    if rows:
        Call.queue({outlet.webhook_id: due_in_words_of(outlet, rows, here.date())})
