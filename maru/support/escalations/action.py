"""A rule hands tickets up: when something happens, when a promise is nearly due or missed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Action, Choices, Unreadable, Unsuitable, no_choice
from maru.support.automation.occasions import Occasion
from maru.support.escalations.handing.escalating import Wanted, escalate
from maru.support.escalations.models import Escalation, EscalationLevel, EscalationPath
from maru.support.escalations.paths.targets import level_among, next_of, paths_for
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step

REASONS = {
    "no_path": gettext_lazy("The escalation path is not of its brand, or is gone"),
    "unstaffed": gettext_lazy("Nobody stands behind that level, or may have the ticket"),
    "spam": gettext_lazy("It is among the spam"),
}
NEXT = "next-"  # before the number of a path: its next level, wherever the ticket is


class Escalate(Action):
    """Kept is the number of a level, or NEXT and that of a path; who is asked is asked by people
    alone. Its deadline is the level's, its reason the rule."""

    name, label = "escalate", gettext_lazy("Escalate")
    is_for_rules = True

    def exists_for(self, by: Member) -> bool:
        """Nobody is offered what leads nowhere."""
        return EscalationPath.objects.known_to(by).exists()

    def choices(self, by: Member) -> Choices:
        """Levels of private teams that ``by`` does not see are none of theirs to give to (0410)."""
        found, hidden = list[tuple[str, str]](), set(by.hidden_team_ids)
        rows = EscalationPath.objects.known_to(by)
        for path in rows.prefetch_related("levels__team", "levels__person"):
            fit = [each for each in path.numbered() if _is_fit(each)]
            levels = [each for each in fit if each.team_id not in hidden]
            if len(levels) < len(fit):
                found += _named_levels(path, levels)
                continue
            if not levels:
                continue
            found.append((f"{NEXT}{path.pk}", _("%(path)s: next level") % {"path": path.name}))
            found += _named_levels(path, levels)
        return found

    def read(self, given: Any, by: Member) -> str:
        if str(given) not in {key for key, _label in self.choices(by)}:
            raise no_choice(given)
        return str(given)

    def recall(self, kept: Any) -> str:
        path, level = _named(str(kept))
        if path is None or not path.is_on:
            raise Unreadable(_("The escalation path is gone, or off."))
        if not str(kept).startswith(NEXT) and (level is None or not _is_fit(level)):
            raise Unreadable(_("Nobody stands behind that level any more."))
        return str(kept)

    def words(self, value: Any) -> str:
        path, level = _named(str(value))
        if path is None:
            return _("a level that is gone")
        if level is None:
            return _("%(path)s: next level") % {"path": path.name}
        return f"{path.name}: {level.name}"

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        path, level = _named(str(value))
        at_ticket = {each.pk for each in paths_for(ticket, None)}
        if path is None or path.pk not in at_ticket:
            raise Unsuitable("no_path")
        chain = list(Escalation.objects.open().filter(ticket=ticket).order_by("id"))
        if level is None:
            level = next_of(path, ticket, chain)
            if level is None or level.is_asked:
                return None
        if any(each.level_id == level.pk for each in chain):
            return None
        reason = _("Rule “%s”") % step.by.actor_name
        made = escalate(ticket, Wanted(level, reason, level.goal), by=step.by, because=because)
        return [made.pk]


def listed() -> list[Action]:
    return [Escalate()]


def occasions() -> Iterable[Occasion]:
    return [
        Occasion("escalated", gettext_lazy("It is escalated"), "ticket.escalated"),
        Occasion("escalation_taken", gettext_lazy("An escalation is taken over"),
                 "ticket.escalation_taken"),
        Occasion("escalation_returned", gettext_lazy("An escalation is given back"),
                 "ticket.escalation_returned"),
        Occasion("escalation_warned", gettext_lazy("An escalation is nearly due"),
                 "ticket.escalation_warned"),
        Occasion("escalation_overdue", gettext_lazy("An escalation is overdue"),
                 "ticket.escalation_overdue"),
    ]  # fmt: skip


def _named_levels(
    path: EscalationPath, levels: Iterable[EscalationLevel]
) -> list[tuple[str, str]]:  # fmt: skip
    return [(str(each.pk), f"{path.name}: {each.number}. {each.name}") for each in levels]


def _named(value: str) -> tuple[EscalationPath | None, EscalationLevel | None]:
    """Return the path, and the level unless it is the next; None where they are gone."""
    rows = EscalationPath.objects.prefetch_related("levels__team", "levels__person")
    if value.startswith(NEXT):
        key = value.removeprefix(NEXT)
        return (rows.filter(pk=int(key)).first() if _is_number(key) else None), None
    path = rows.filter(levels=int(value)).first() if _is_number(value) else None
    return path, level_among([path], int(value)) if path else None


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19


def _is_fit(level: EscalationLevel) -> bool:
    return not level.is_asked and not level.is_broken
