"""Which messages may be answered by themselves: noted in the transaction that keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from maru.kit.database.leases import AT_ONCE
from maru.kit.jobs import bell
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.autoanswers.occasions import Occasion
from maru.support.autoanswers.restoring import RESTORED
from maru.support.tickets.on_receiving import Received


def note_down(received: Sequence[Received]) -> None:
    """Note the answerable ones of brands that answer. Costs two queries, one if there are none."""
    answerable = [one for one in received if may_answer(one)]
    if not answerable:
        return
    brands = {one.message.ticket.brand_id for one in answerable}
    answering = set(
        Wording.objects.filter(is_on=True, brand__in=brands).values_list("brand_id", flat=True)
    )
    noted = [
        AutoAnswer(message=one.message, occasion=occasion, due_at=AT_ONCE)
        for one in answerable
        if one.message.ticket.brand_id in answering and (occasion := occasion_of(one))
    ]
    if noted:
        AutoAnswer.objects.bulk_create(noted)
        bell.ring("autoanswers.waiting")


def may_answer(one: Received) -> bool:
    """Return whether a machine may answer at all (S5): a person wrote, who can be told."""
    message = one.message
    if message.envelope and RESTORED in message.envelope.transport:
        return False
    return one.may_answer and not message.automatic and not message.warnings


def occasion_of(one: Received) -> str:
    """Return what there is to say; '' for an answer within office hours."""
    calendar = one.message.ticket.brand.calendar
    if calendar and not calendar.is_open_at(one.message.created_at):
        return Occasion.CLOSED
    return Occasion.RECEIVED if one.is_new else ""
