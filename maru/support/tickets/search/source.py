from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.searching import search_field
from maru.kit.search.source import Source
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket
from maru.support.tickets.search.content import contents, texts
from maru.support.tickets.search.fields import FIELDS
from maru.support.tickets.search.marks import seen_by
from maru.support.tickets.search.outdating import KIND


def found_by(member: Member) -> QuerySet[Ticket]:
    """Return what ``member`` may find: what they may see, without the spam."""
    return Ticket.objects.visible_to(member).genuine()


TICKETS = Source(
    kind=KIND,
    number=3,
    label=_("Tickets"),
    read=contents,
    everything=Ticket.objects.all,
    visible_to=found_by,
    seen_by=seen_by,
    fields=FIELDS,
    texts=texts,
    more=partial(search_field, KIND),
)
