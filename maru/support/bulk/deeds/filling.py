"""A custom field says something else: one that the company made of tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import Reference, Unfit
from maru.kit.fields.models import Value
from maru.kit.fields.reading import values_of
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.bulk.deeds.deed import Choices, Deed, Unreadable, Unsuitable
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.bulk.step import Step

NOTHING = "none"


class Filled(Deed):
    """``was`` is what JSON has of the answer before, in a list."""

    verbs = frozenset({"ticket.field"})

    def __init__(self, field: CustomField) -> None:
        self._field = field
        self.name, self.label = f"fields.{field.key}", field.label

    def exists_for(self, by: Member) -> bool:
        return self._field.is_at(by.brand_ids)

    def read(self, given: Any, by: Member) -> Any:
        if given is None or given == NOTHING:
            return None
        if self._field.kind == "checkbox" and given in ("yes", "no"):
            given = given == "yes"
        try:
            answer = self._field.how.read(given, self._field, None, by)
        except Unfit as why:
            raise Unreadable(str(why)) from None
        return None if answer is None else self._field.how.plain(answer, self._field)

    def choices(self, by: Member) -> Choices | None:
        if self._field.kind == "checkbox":
            return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        if not self._field.how.has_choices:
            return None
        offered = [c for c in self._field.choices.all() if c.is_offered]
        return [(NOTHING, gettext_lazy("Empty")), *((c.word, c.label) for c in offered)]

    def words(self, value: Any) -> str:
        answer = self._answer(value)
        return _("empty") if answer is None else self._field.how.said(answer, self._field)

    def same(self, value: Any, step: Step) -> Q:
        said = Value.objects.filter(field=self._field, object_id=OuterRef("pk"))
        answer = self._answer(value)
        if answer is None:
            return ~Q(Exists(said))
        return Q(Exists(said.filter(**{self._field.how.column: answer})))

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        if self._field.brand_ids:
            yield "no_field", ~Q(brand_id__in=self._field.brand_ids)

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        was = values_of(ticket).get(self._field.pk)
        plain = None if was is None else self._field.how.plain(was, self._field)
        return [plain] if self._fill(ticket, value, step, because) else None

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        self._fill(ticket, was[0], step, because)

    def is_overtaken(self, since: Sequence[Event], was: Any) -> bool:
        """Only where the same field says something else since."""
        return any((event.after or {}).get("field") == self._field.key for event in since)

    def _fill(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        try:
            return ticket.fill_field(self._field, value, by=step.by, because=because)
        except Unfit:
            raise Unsuitable("no_field") from None

    def _answer(self, value: Any) -> Any:
        try:
            return self._field.how.read(value, self._field)
        except Unfit:
            return None  # a choice that is offered no more since


def filled() -> Iterator[Deed]:
    """Yield a deed for each field in use that holds one answer, whosever ticket it is."""
    for field in fields_of("ticket"):
        if field.is_in_use and not field.how.is_many and not isinstance(field.how, Reference):
            yield Filled(field)
