"""A macro, or a rule, tells a program of the ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.extensions.webhooks.endpoint import Endpoint
from maru.extensions.webhooks.occasion import BY_HAND
from maru.extensions.webhooks.telling import tell_by_hand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Action, Choices, Unreadable, Unsuitable, no_choice
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import Names

if TYPE_CHECKING:
    from maru.support.actions.step import Step

REFUSED = "webhook_refused"


class Tell(Action):
    name, label = "webhook", gettext_lazy("Tell a program")

    def exists_for(self, by: Member) -> bool:
        return Endpoint.objects.offered_to(by).exists()

    def choices(self, by: Member) -> Choices:
        return [(str(each.pk), each.name) for each in Endpoint.objects.offered_to(by)]

    def read(self, given: Any, by: Member) -> int:
        number = str(given)
        if number.isascii() and number.isdecimal() and len(number) < 19:
            found = Endpoint.objects.offered_to(by).filter(pk=int(number)).first()
            if found:
                return found.pk
        raise no_choice(given)

    def recall(self, kept: Any) -> int:
        if not Endpoint.objects.told_by_hand().filter(pk=kept).exists():
            raise Unreadable(_("The webhook is gone, or no rule may tell it any more."))
        return int(kept)

    def words(self, value: Any) -> str:
        return str(Endpoint.objects.filter(pk=value).first() or _("a webhook that is gone"))

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> list[int]:
        found = Endpoint.objects.told_by_hand().filter(pk=value).select_related("webhook").first()
        if not found or not found.is_on or not found.may_be_told_of(ticket):
            raise Unsuitable(REFUSED)
        event = Event.record(
            BY_HAND, ticket, by=step.by, because=because,
            after={"endpoint": found.pk, "name": found.name},
        )  # fmt: skip
        tell_by_hand(found, event, ticket)
        return [found.pk]


def listed() -> Iterable[Action]:
    return [Tell()]


def told(event: Event, names: Names) -> tuple[str, str]:
    """Say in the history of the ticket who was told."""
    after = event.after if isinstance(event.after, dict) else {}
    return _("Webhook"), _("Told %(name)s") % {"name": after.get("name", "")}
