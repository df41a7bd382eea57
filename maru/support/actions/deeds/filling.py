"""A custom field says something else: one that the company made of tickets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.kinds import Reference, Unfit
from maru.kit.fields.models import Value
from maru.kit.fields.noun import pointings
from maru.kit.fields.reading import values_of
from maru.kit.fields.telling import in_words, names_in
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Choices, Unreadable, Unsuitable
from maru.support.actions.deeds.deed import Deed
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step

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

    def recall(self, kept: Any) -> Any:
        if kept is None:
            return None
        try:
            self._field.how.read(kept, self._field)
        except Unfit as why:
            raise Unreadable(str(why)) from None
        return kept

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


class PointedTo(Filled):
    """A field that points to a row of another noun, of the ticket's brand."""

    def read(self, given: Any, by: Member) -> Any:
        if given is None or given == NOTHING:
            return None
        is_word = isinstance(given, int | str) and not isinstance(given, bool)
        words = str(given).replace("\x00", "").strip()[:254] if is_word else ""
        found = pointings()[self._field.kind].anywhere(words, by) if words else None
        if found is None:
            raise Unreadable(_("Nobody here is meant by that."))
        return found

    def recall(self, kept: Any) -> Any:
        return kept  # whether it is there and fits, the ticket says

    def words(self, value: Any) -> str:
        return in_words(self._field, value, names_in([(self._field, value)])) or _("empty")

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        yield from super().refusals(value, step)
        if value is not None:
            yield "other_brand", ~pointings()[self._field.kind].fits(value)

    def _fill(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        try:
            return super()._fill(ticket, value, step, because)
        except Unsuitable:
            is_at = self._field.is_in_use and self._field.is_of(ticket)
            raise Unsuitable("other_brand" if is_at else "no_field") from None

    def _answer(self, value: Any) -> Any:
        return value


class _Chosen(Filled, ABC):
    """A field of several choices: these are added, or taken away; ``was`` is which."""

    is_many = True
    prefix: str
    of: str | Promise

    def __init__(self, field: CustomField) -> None:
        super().__init__(field)
        self.name, self.label = f"{self.prefix}.{field.key}", self.of % {"field": field.label}

    def choices(self, by: Member) -> Choices:
        return [(c.word, c.label) for c in self._field.choices.all() if c.is_offered]

    def read(self, given: Any, by: Member) -> list[str]:
        try:
            answer = self._field.how.read(given, self._field, None, by)
        except Unfit as why:
            raise Unreadable(str(why)) from None
        if answer is None:
            raise Unreadable(_("Choose at least one value."))
        chosen: list[str] = self._field.how.plain(answer, self._field)
        return chosen

    def words(self, value: Any) -> str:
        return ", ".join(c.label for c in self._field.choices.all() if c.word in value)

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        yield from super().refusals(value, step)
        # One that is offered no more would be lost along the way.
        gone = [choice.pk for choice in self._field.choices.all() if not choice.is_offered]
        if gone:
            yield "no_field", Q(Exists(self._said().filter(choice__in=gone)))

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        now = self._now(ticket)
        changed = self._changed(now, value)
        becomes = self._after(now, changed)
        return changed if changed and self._fill(ticket, becomes, step, because) else None

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        self._fill(ticket, self._before(self._now(ticket), was), step, because)

    def _now(self, ticket: Ticket) -> list[str]:
        # Asked anew: another deed of the step may have written them a moment ago.
        held = set(self._said(ticket.pk).values_list("choice_id", flat=True))
        return [choice.word for choice in self._field.choices.all() if choice.pk in held]

    def _said(self, pk: int | None = None) -> QuerySet[Value]:
        return Value.objects.filter(field=self._field, object_id=pk or OuterRef("pk"))

    def _has(self, word: str) -> Q:
        return Q(Exists(self._said().filter(choice__word=word, choice__field=self._field)))

    @abstractmethod
    def _changed(self, now: list[str], value: list[str]) -> list[str]: ...

    @abstractmethod
    def _after(self, now: list[str], changed: list[str]) -> list[str]: ...

    @abstractmethod
    def _before(self, now: list[str], changed: list[str]) -> list[str]: ...


class Added(_Chosen):
    prefix, of = "fields_added", gettext_lazy("%(field)s: add")

    def same(self, value: Any, step: Step) -> Q:
        return reduce(and_, map(self._has, value))

    def _changed(self, now: list[str], value: list[str]) -> list[str]:
        return [word for word in value if word not in now]

    def _after(self, now: list[str], changed: list[str]) -> list[str]:
        return [*now, *changed]

    def _before(self, now: list[str], changed: list[str]) -> list[str]:
        return [word for word in now if word not in changed]


class Removed(_Chosen):
    prefix, of = "fields_removed", gettext_lazy("%(field)s: take away")

    def same(self, value: Any, step: Step) -> Q:
        return ~reduce(or_, map(self._has, value))

    def _changed(self, now: list[str], value: list[str]) -> list[str]:
        return [word for word in value if word in now]

    def _after(self, now: list[str], changed: list[str]) -> list[str]:
        return [word for word in now if word not in changed]

    def _before(self, now: list[str], changed: list[str]) -> list[str]:
        return [*now, *changed]


def filled() -> Iterator[Deed]:
    """Yield the deeds of each field in use, whosever ticket it is."""
    for field in fields_of("ticket"):
        if not field.is_in_use:
            continue
        if field.how.is_many:
            yield from (Added(field), Removed(field))
        else:
            yield PointedTo(field) if isinstance(field.how, Reference) else Filled(field)
