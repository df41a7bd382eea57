"""A department or a vendor is asked: a side conversation beside the ticket, with its own clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from maru.kit.written import Written
from maru.staff.company.working_time import second
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation, EscalationLevel
from maru.support.escalations.paths.level import Way
from maru.support.servicelevels.history import History, Stood
from maru.support.sideconversations.filling import filled_for
from maru.support.sideconversations.inviting import Invited, invited_in
from maru.support.sideconversations.models import SideConversation, SideMessage, SideParticipant
from maru.support.sideconversations.writing import start
from maru.support.tickets.choices import MACHINES, Status
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.models import Ticket


def ask(
    ticket: Ticket, level: EscalationLevel, words: str | Written, *, by: Actor
) -> SideConversation:
    """Begin the side conversation in which ``level`` is asked; its mail leaves at once, so that
    what was asked stands as long as its clock runs.

    Placeholders are filled in. Raises Unescalatable, Uninvited, or the Refusal of a placeholder.
    """
    if not isinstance(by, Member):
        raise Unescalatable(422, "asked", _("A rule asks nobody: it hands tickets to a team."))
    said = Written.of(words)
    if not said.text.strip():
        raise Unescalatable(422, "words", _("Write what you ask."))
    said = filled_for(said, ticket, by)
    try:
        return start(ticket, _invited(level, ticket, by), "", said, by=by)
    except Unreachable:
        why = _("This brand has no mailbox to ask by.")
        raise Unescalatable(422, "no_mailbox", why) from None
    except PermissionDenied:
        raise Unescalatable(403, "not_allowed", _("Your role asks colleagues only.")) from None


def _invited(level: EscalationLevel, ticket: Ticket, by: Member) -> list[Invited]:
    if level.way == Way.VENDOR:
        [found] = invited_in(level.address, ticket, by)
        return [replace(found, name=level.name) if found.address else found]
    return [Invited(team=level.team)]


def history_of_side(row: Escalation) -> History:
    """Return when the last word was ours, as OPEN, and when theirs, as PENDING: what a machine
    wrote is no word. Three queries."""
    asked = _asked(row)
    rows = SideMessage.objects.filter(conversation=row.side_id).once().order_by("id")
    said = rows.exclude(automatic__in=MACHINES).values_list("created_at", "member_id")
    words = [(second(at), member is not None and member not in asked) for at, member in said]
    return turns(second(row.created_at), words)


def turns(begun: int, words: Iterable[tuple[int, bool]]) -> History:
    """Return whose turn it was, from ``begun`` on, when it was ours to wait. ``words``: each, in
    their true order, with the second at which it was said, and whether it was ours; where a clock
    was set back a word counts as said with the one before (D11)."""
    stood = [Stood(begun, Status.OPEN)]
    for at, is_ours in words:
        status = Status.OPEN if is_ours else Status.PENDING
        if status != stood[-1].status:
            stood.append(Stood(max(stood[-1].at, at), status))
    return History(begun, [], stood)


def _asked(row: Escalation) -> set[int]:
    """Return the members whose answer is waited for."""
    rows = SideParticipant.objects.filter(conversation=row.side_id)
    named = set(rows.exclude(member=None).values_list("member_id", flat=True))
    teams = rows.exclude(team=None).values("team")
    inside = Member.teams.through.objects.filter(team__in=teams)
    found = named | set(inside.values_list("member_id", flat=True))
    return found - {row.side.started_by_id if row.side else None}
