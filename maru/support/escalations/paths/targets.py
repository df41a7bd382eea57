"""To which levels a ticket can be handed up."""

from __future__ import annotations

from collections.abc import Iterable

from maru.staff.members.models import Member
from maru.support.escalations.models import Escalation, EscalationLevel, EscalationPath
from maru.support.tickets.models import Ticket


def paths_for(ticket: Ticket, member: Member | None) -> list[EscalationPath]:
    """Return the paths that ``member`` may use for ``ticket``, with their levels loaded; None: a
    rule, which may use all. Three queries."""
    usable = EscalationPath.objects.visible_to(member) if member else EscalationPath.objects
    return list(usable.for_ticket(ticket).prefetch_related("levels__team", "levels__person"))


def current(path: EscalationPath, ticket: Ticket, chain: Iterable[Escalation]) -> int:
    """Return at which level of ``path`` the ticket is, from 1; 0 where it is below the first.

    As it was handed up last, or by the team that has it.
    """
    handed = [each for each in chain if not each.is_over and not each.is_asked]
    if handed:
        here = handed[-1]
        return here.number if here.path_id == path.pk else 0
    numbers = [
        each.number for each in path.numbered()
        if ticket.team_id and not each.is_asked and each.team_id == ticket.team_id
    ]  # fmt: skip
    return max(numbers, default=0)


def next_of(
    path: EscalationPath, ticket: Ticket, chain: Iterable[Escalation]
) -> EscalationLevel | None:
    """Return the level above the one where it is; None at the top. Who is asked there already is
    passed over."""
    chain = list(chain)
    here = current(path, ticket, chain)
    taken = {each.level_id for each in chain if not each.is_over}
    above = [each for each in path.numbered() if each.number > here and each.pk not in taken]
    return next((each for each in above if not each.is_broken), None)


def next_level(
    paths: Iterable[EscalationPath], ticket: Ticket, chain: list[Escalation]
) -> EscalationLevel | None:
    """Return the next level of the path it is on, or else of the first that has one."""
    on = [each.path_id for each in chain if not each.is_over]
    ordered = sorted(paths, key=lambda path: path.pk not in on)
    found = (next_of(path, ticket, chain) for path in ordered)
    return next((level for level in found if level is not None), None)


def level_among(paths: Iterable[EscalationPath], pk: int) -> EscalationLevel | None:
    return next((each for path in paths for each in path.numbered() if each.pk == pk), None)
