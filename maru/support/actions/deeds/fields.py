"""A field of the ticket gets a value."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.access import LARGEST
from maru.staff.members.models import Member
from maru.staff.members.roles import POWERS, Power, Role
from maru.staff.teams.models import Team
from maru.support.actions.action import Choices, Unreadable, Unsuitable, no_choice
from maru.support.actions.deeds.deed import Deed
from maru.support.tickets import choices
from maru.support.tickets.forms import assignable
from maru.support.tickets.models import Ticket
from maru.support.tickets.needing import where_unfilled

if TYPE_CHECKING:
    from maru.support.actions.step import Step

NOBODY = "none"


class _Field(Deed):
    """``attname`` is the column; ``_set`` the verb that writes it."""

    attname: str

    def same(self, value: Any, step: Step) -> Q:
        return Q(**{self.attname: value})

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        was = getattr(ticket, self.attname)
        return [was] if self._set(ticket, value, step, because) else None

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        self._set(ticket, was[0], step, because)

    @abstractmethod
    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        """Set the field by the ticket's own verb; return whether it changed."""


class _Word(_Field):
    """One of a few words."""

    among: Any  # an enumeration with labels

    def choices(self, by: Member) -> Choices:
        return [(str(key), label) for key, label in self.among.choices]

    def read(self, given: Any, by: Member) -> Any:
        for key, _label in self.choices(by):
            if isinstance(given, str) and given == key:
                return key
        raise no_choice(given)

    def words(self, value: Any) -> str:
        return str(self.among(value).label) if value in self.among.values else str(value)


class Status(_Word):
    name, label = "status", gettext_lazy("Status")
    verbs = frozenset({"ticket.status"})
    attname, among = "status", choices.Status

    def choices(self, by: Member) -> Choices:
        return [pair for pair in choices.Status.choices if pair[0] != choices.Status.NEW]

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        if value in choices.DONE:
            yield "fields_missing", where_unfilled(but=step.changes)

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        solved_at = ticket.solved_at
        was = super().do(ticket, value, step, because)
        return was and [*was, solved_at.isoformat() if solved_at else None]

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        before, solved_at = was
        # What it was it may be again, whatever is needed since.
        if ticket.set_status(before, by=step.by, because=because, even_unfilled=True):
            # When it was solved the first time, not now.
            at = datetime.fromisoformat(solved_at) if solved_at else None
            Ticket.objects.filter(pk=ticket.pk).update(solved_at=at)

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        return ticket.set_status(value, by=step.by, because=because)


class Priority(_Word):
    name, label = "priority", gettext_lazy("Priority")
    verbs = frozenset({"ticket.priority"})
    attname, among = "priority", choices.Priority

    def read(self, given: Any, by: Member) -> int:
        """As a number of a form, as the API's word, or as it was kept."""
        for each in choices.Priority:
            is_word = isinstance(given, str) and given in {str(each.value), each.name.lower()}
            if is_word or (type(given) is int and given == each):
                return int(each)
        raise no_choice(given)

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        return ticket.set_priority(value, by=step.by, because=because)


class Sort(_Word):
    name, label = "kind", gettext_lazy("Kind")
    verbs = frozenset({"ticket.kind"})
    attname, among = "kind", choices.Kind

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        return ticket.set_kind(value, by=step.by, because=because)


class Spam(_Field):
    name, label = "spam", gettext_lazy("Spam")
    verbs = frozenset({"ticket.spam"})
    attname = "is_spam"

    def choices(self, by: Member) -> Choices:
        return [("yes", gettext_lazy("marked as spam")), ("no", gettext_lazy("not spam"))]

    def read(self, given: Any, by: Member) -> bool:
        return yes_or_no(given)

    def words(self, value: Any) -> str:
        return _("marked as spam") if value else _("not spam")

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        sift = ticket.mark_as_spam if value else ticket.clear_of_spam
        return sift(by=step.by, because=because)


class InTeam(_Field):
    name, label = "team", gettext_lazy("Team")
    verbs = frozenset({"ticket.team"})
    attname = "team_id"

    def choices(self, by: Member) -> Choices:
        teams = Team.objects.visible_to(by).values_list("pk", "name")
        return [(NOBODY, gettext_lazy("No team")), *((str(pk), name) for pk, name in teams)]

    def read(self, given: Any, by: Member) -> int | None:
        key = number_or_nobody(given)
        if key is not None and not Team.objects.visible_to(by).filter(pk=key).exists():
            raise Unreadable(_("There is no such team."))
        return key

    def recall(self, kept: Any) -> int | None:
        if kept is not None and not Team.objects.filter(pk=kept).exists():
            raise Unreadable(_("The team is gone."))
        return number_or_nobody(kept)

    def words(self, value: Any) -> str:
        team = Team.objects.filter(pk=value).first() if value else None
        return team.name if team else _("No team")

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        if value is not None and step.team(value) is None:
            raise Unsuitable("gone")
        return super().do(ticket, value, step, because)

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        if was[0] is not None and step.team(was[0]) is None:
            raise Unsuitable("gone")
        super().take_back(ticket, was, value, step, because)

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        team = step.team(value) if value else None
        return ticket.hand_to(team, by=step.by, because=because)


class Assigned(_Field):
    name, label = "assignee", gettext_lazy("Assignee")
    verbs = frozenset({"ticket.assigned"})
    attname = "assignee_id"

    def choices(self, by: Member) -> Choices:
        people = assignable(*by.brand_ids).exclude(pk=by.pk)
        people = people.only("name", "email", "availability", "back_at")
        fixed = [("me", gettext_lazy("Me")), (NOBODY, gettext_lazy("Unassigned"))]
        return [*fixed, *((str(each.pk), each.as_chosen) for each in people)]

    def read(self, given: Any, by: Member) -> int | None:
        key = by.pk if given == "me" else number_or_nobody(given)
        if key is not None and not Member.objects.visible_to(by).filter(pk=key).exists():
            raise Unreadable(_("There is no such colleague."))
        return key

    def keep(self, given: Any, by: Member) -> int | str | None:
        """«me» stays so: whoever does it."""
        return given if given == "me" else self.read(given, by)

    def recall(self, kept: Any) -> int | None:
        if kept == "me":
            raise Unreadable(_("A rule is nobody: name a colleague."))
        if kept is not None and not Member.objects.active().filter(pk=kept).exists():
            raise Unreadable(_("The colleague does not work here any more."))
        return number_or_nobody(kept)

    def said_as(self, kept: Any) -> str:
        return _("whoever does it") if kept == "me" else self.words(kept)

    def words(self, value: Any) -> str:
        member = Member.objects.filter(pk=value).first() if value else None
        return str(member) if member else _("Unassigned")

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        """As ``askable`` says it of one ticket."""
        if value is None:
            return
        to = step.member(value)
        if to is None or not (to.is_active and Power.NOTE in POWERS[to.role]):
            yield "unfit", Q(pk__isnull=False)
            return
        yield "unfit", ~Q(brand_id__in=to.brand_ids)
        if to.role == Role.ADMIN:
            return
        hidden = to.hidden_team_ids
        if InTeam.name in step.changes:
            if step.changes[InTeam.name] in hidden:
                yield "unfit", Q(pk__isnull=False)
        elif hidden:
            yield "unfit", Q(team_id__in=hidden)

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        if value is not None and not self._suits(ticket, value, step):
            raise Unsuitable("unfit")
        return super().do(ticket, value, step, because)

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        if was[0] is not None and not self._suits(ticket, was[0], step):
            raise Unsuitable("unfit")
        super().take_back(ticket, was, value, step, because)

    def _suits(self, ticket: Ticket, value: int, step: Step) -> bool:
        to = step.member(value)
        return (
            to is not None
            and to.is_active
            and Power.NOTE in POWERS[to.role]
            and ticket.brand_id in to.brand_ids
            and ticket.team_id not in to.hidden_team_ids
        )

    def _set(self, ticket: Ticket, value: Any, step: Step, because: Event) -> bool:
        to = step.member(value) if value else None
        return ticket.assign(to, by=step.by, because=because)


def yes_or_no(given: Any) -> bool:
    """Read a truth. Raises Unreadable."""
    if given in (True, "yes"):
        return True
    if given in (False, "no"):
        return False
    raise no_choice(given)


def number_or_nobody(given: Any) -> int | None:
    """Read the number of a row; None for nobody. Raises Unreadable."""
    if given is None or given == NOBODY:
        return None
    text = str(given)
    if isinstance(given, bool) or not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise no_choice(text)
    return min(int(text), LARGEST)
