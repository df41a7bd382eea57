"""Handing over: the notes, the tickets and the word to whoever goes on, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.actions.step import Step
from maru.support.handovers.leaving import leave
from maru.support.handovers.models import Handover, HandoverPart
from maru.support.handovers.telling import tell_takers
from maru.support.tickets.models import Ticket


class Unheard(Refusal):
    """Nobody would go on with it."""


def hand_over(
    texts: Mapping[int, str], *, by: Member, to: Member | Team, text: str = "",
    is_giving: bool = False, is_leaving: bool = False,
) -> Handover:  # fmt: skip
    """Tell ``to`` of the tickets that ``texts`` name (number -> what is said of it), by a note in
    each; ``is_giving``: and give them; ``is_leaving``: and mark ``by`` as away. All of it, or
    nothing.

    A ticket that ``to`` may not have keeps its assignee, and the part says why. Those that ``by``
    does not see (any more) are left out. Raises Unheard where nothing is left, PermissionDenied.
    """
    if not by.can(Power.NOTE) or (is_giving and not by.can(Power.CHANGE)):
        raise PermissionDenied
    with transaction.atomic():
        seen = Ticket.objects.visible_to(by).genuine().filter(pk__in=texts)
        seen.hold()
        tickets = list(seen.select_related("brand", "team", "channel").order_by("pk"))
        if not tickets:
            raise Unheard(422, "no_tickets", _("Choose at least one ticket."))
        person = to if isinstance(to, Member) else None
        team = to if isinstance(to, Team) else None
        made = Handover.objects.create(
            by=by, to=person, team=team, text=text, is_giving=is_giving, is_leaving=is_leaving
        )
        told = {
            "member": person.pk if person else None, "team": team.pk if team else None,
            "tickets": [ticket.pk for ticket in tickets], "giving": is_giving,
        }  # fmt: skip
        event = Event.record("handover.given", made, by=by, after=told)
        made.event = event
        made.save(update_fields=["event"])
        step = Step(made.changes, by)
        for ticket in tickets:
            _hand(ticket, texts[ticket.pk].strip(), made, step, event)
        tell_takers(made, event)
        if is_leaving:
            leave(made, event)
    return made


def _hand(ticket: Ticket, text: str, handover: Handover, step: Step, because: Event) -> None:
    part = HandoverPart(handover=handover, ticket=ticket, text=text)
    head = _("Handed over to %(whom)s") % {"whom": handover.whom}
    part.note = ticket.note(f"{head}\n\n{text}" if text else head, by=step.by, because=because)
    if handover.is_giving:
        try:
            part.was = step.do(ticket, because)
        except Refusal as why:
            part.left = why.code
    part.save()


def foreseen(tickets: list[Ticket], handover: Handover) -> dict[int, str]:
    """Return number -> code of the reason why whoever goes on will not have it, or not see it.
    Two queries; ``handover`` need not be saved."""
    numbers = [ticket.pk for ticket in tickets]
    found: dict[int, str] = {}
    if handover.to:
        visible = Ticket.objects.visible_to(handover.to).filter(pk__in=numbers)
        found = dict.fromkeys(set(numbers) - set(visible.values_list("pk", flat=True)), "unseen")
    if handover.is_giving:
        step = Step(handover.changes, handover.by)
        rows = Ticket.objects.filter(pk__in=numbers).annotate(why=step.left())
        found |= {pk: why for pk, why in rows.values_list("pk", "why") if why}
    return found
