"""What a person says of a guess: that it is right, and then the ticket is set so; or that it is
wrong, and what would be right. Both are learnt from."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket
from maru.support.understanding.facet import Facet, FacetName
from maru.support.understanding.guess import Verdict
from maru.support.understanding.models import Guess, Impression
from maru.support.understanding.values import is_known

TAKEN = {FacetName.KIND, FacetName.TOPIC, FacetName.URGENCY}  # that a ticket has a place for


def take_over(guess: Guess, *, by: Member) -> None:
    """Set the ticket as the guess says, and note that it was right.

    Raises Refusal where the value is no more, Merged where the ticket has gone into another.
    """
    ticket, facet = guess.message.ticket, Facet.of(guess.facet)
    if not is_known(facet, guess.value):
        raise Refusal(422, "value_gone", _("There is no such value any more."))
    with transaction.atomic():
        noted = _note(guess, Verdict.RIGHT, "", by=by)
        _set(ticket, facet, guess.value, by=by, because=noted)


def correct(guess: Guess, value: str, *, by: Member) -> None:
    """Note that the guess was wrong, and that ``value`` would be right ("" where nobody says).

    Raises Refusal for a value that the facet does not have.
    """
    facet = Facet.of(guess.facet)
    if value and not is_known(facet, value):
        raise Refusal(422, "no_such_value", _("There is no such value."))
    if value == guess.value:
        raise Refusal(422, "same_value", _("That is what was guessed."))
    with transaction.atomic():
        _note(guess, Verdict.WRONG, value, by=by)
        looks = Impression.objects.filter(
            ticket=guess.message.ticket_id, **{guess.facet: guess.value}
        )
        sure = 100 if value else None
        looks.update(**{guess.facet: value, f"{guess.facet}_sure": sure})


def take_back(guess: Guess, *, by: Member) -> None:
    """Forget what was said of the guess; what the ticket was set to stays."""
    with transaction.atomic():
        _note(guess, Verdict.NONE, "", by=by)


def _note(guess: Guess, verdict: str, value: str, *, by: Member) -> Event:
    before = guess.verdict
    guess.verdict, guess.right_value, guess.judged_by = verdict, value, by
    guess.judged_at = timezone.now()
    guess.save(update_fields=["verdict", "right_value", "judged_by", "judged_at"])
    after = {"facet": guess.facet, "value": guess.value, "verdict": verdict, "right": value}
    return Event.record(
        "ticket.understood_judged", guess.message.ticket, by=by, before=before, after=after
    )


def _set(ticket: Ticket, facet: Facet, value: str, *, by: Member, because: Event) -> None:
    if facet.name == FacetName.KIND:
        ticket.set_kind(value, by=by, because=because)
    elif facet.name == FacetName.URGENCY:
        ticket.set_priority(int(value), by=by, because=because)
    elif facet.name == FacetName.TOPIC and facet.field:
        ticket.fill_field(facet.field, value, by=by, because=because)
    elif facet.name == FacetName.TOPIC:
        tags = [tag.name for tag in ticket.tags.all()]
        ticket.tag_only([*tags, value], by=by, because=because)
