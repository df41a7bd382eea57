"""The tickets are put off, each as by hand, or brought back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.text.moments import LONGEST
from maru.kit.ui.times import exact
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Choices, Unreadable, no_choice
from maru.support.actions.deeds.deed import Deed
from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket
from maru.support.tickets.snoozing.choosing import REPLY, until

if TYPE_CHECKING:
    from maru.support.actions.step import Step

BACK = "back"


class Snoozed(Deed):
    """Values: "reply", "back", or an ISO time. A day begins when the first brand of who asks
    opens: the tickets may be of several."""

    name, label = "snooze", gettext_lazy("Put off")
    is_own = True  # whoever puts it off is told when it comes back
    verbs = frozenset({"ticket.snoozed", "ticket.woken", "ticket.status"})

    def choices(self, by: Member) -> Choices:
        return self._offered()

    def _offered(self) -> Choices:
        return [
            ("3시간 뒤", gettext_lazy("In 3 hours")),
            ("내일 아침", gettext_lazy("Tomorrow morning")),
            ("다음 주 월요일 아침", gettext_lazy("Next Monday")),
            (REPLY, gettext_lazy("Until the customer answers")),
            (BACK, gettext_lazy("Bring back")),
        ]

    def read(self, given: Any, by: Member) -> str:
        if not isinstance(given, str) or len(given) > LONGEST:
            raise no_choice(given)
        if given in {REPLY, BACK}:
            return given
        brand = by.brands.select_related("calendar").first()
        try:
            return until(given, by, brand).isoformat()
        except ValidationError as why:
            raise Unreadable(why.messages[0]) from None

    def keep(self, given: Any, by: Member) -> str:
        """«Tomorrow morning» stays so: that of whoever does it."""
        self.read(given, by)
        return str(given)

    def said_as(self, kept: Any) -> str:
        named = {word: str(label) for word, label in self._offered()}
        return named.get(kept, str(kept))

    def words(self, value: Any) -> str:
        named = {REPLY: _("Until the customer answers"), BACK: _("Bring back")}
        return named.get(value) or exact(datetime.fromisoformat(value))

    def same(self, value: Any, step: Step) -> Q:
        if value == BACK:
            return Q(is_snoozed=False)
        return Q(is_snoozed=True, snoozed_until=_moment(value))

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        if value != BACK:
            yield "done", Q(status__in=DONE)

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        until = ticket.snoozed_until
        was = [ticket.is_snoozed, until.isoformat() if until else None]
        if value == BACK:
            return was if ticket.wake(by=step.by, because=because) else None
        at = _moment(value)
        return was if ticket.snooze(at, by=step.asker, because=because) else None

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        was_snoozed, until = was
        if was_snoozed:
            at = datetime.fromisoformat(until) if until else None
            ticket.snooze(at, by=step.asker, because=because)
        else:
            ticket.wake(by=step.by, because=because)


def _moment(value: str) -> datetime | None:
    return None if value == REPLY else datetime.fromisoformat(value)
