"""The steps of the procedure. What a customer is told becomes a draft: a person sends it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.kit.written import Written
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.personal.availability import Availability
from maru.staff.members.roles import Power
from maru.support.shielding.abuse import Step
from maru.support.shielding.covering import leads_of
from maru.support.shielding.models import Abuse, Procedure, StepTaken
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Draft


def act(abuse: Abuse, step: str, *, by: Member, to: int | None = None) -> None:
    """Take one step and write it down.

    Raises Refusal where the role may not, or for somebody who is no lead of the ticket's brand;
    Merged where the ticket has gone into another.
    """
    ticket, procedure = abuse.message.ticket, Procedure.here()
    lead = None
    if step in {Step.WARN, Step.END} and not by.can(Power.REPLY):
        raise Refusal(422, "may_not", _("Your role does not allow this"))
    if step == Step.HAND_OVER:
        lead = next((each for each in leads_of(ticket, by) if each.pk == to), None)
        if lead is None:
            raise Refusal(422, "no_lead", _("Choose who leads."))
    with transaction.atomic():
        StepTaken.objects.create(abuse=abuse, step=step, member=by, to=lead)
        after = {"step": step, "message": abuse.message_id, "to": str(lead) if lead else ""}
        noted = Event.record("ticket.abuse_step", ticket, by=by, after=after)
        if step == Step.REST:
            back = timezone.now() + timedelta(minutes=procedure.rest)
            by.become(Availability.BREAK, by=by, back_at=back, because=noted)
        elif lead:
            ticket.assign(lead, by=by, because=noted)
        else:
            then = Status.SOLVED if step == Step.END else Status.PENDING
            words = procedure.words(step, abuse.message.language or ticket.brand.language)
            mine = ticket.drafts.filter(member=by).first()
            if mine and mine.direction == Direction.INTERNAL:
                raise Refusal(422, "is_note", _("You are writing a note here. Finish it first."))
            said = Written.of(words).then(mine.written) if mine else Written.of(words)
            Draft.keep(ticket, by, said, Direction.TO_CUSTOMER, then=then)
