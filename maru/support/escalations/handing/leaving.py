"""Whoever leaves answers for escalations: they go to whoever takes over, and never to nobody."""

from __future__ import annotations

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.escalations.handing.owning import owner_among
from maru.support.escalations.models import Escalation


def pass_on(member: Member, to: Member | Team | None, by: Member) -> None:
    """Give each to ``to`` where they may have its ticket, else to who is in charge of its level,
    who leads its team or is in it; last to ``by``, who lets ``member`` go. Some queries each."""
    rows = Escalation.objects.open().filter(owner=member).select_related(
        "ticket__team", "ticket__assignee", "level__person", "to_team", "from_owner"
    )  # fmt: skip
    for row in rows:
        heir = _heir(row, member, to, by)
        row.owner = heir
        row.save(update_fields=["owner"])
        if row.ticket.assignee_id is None:
            row.ticket.assign(heir, by=by)
        Event.record("ticket.escalation_passed", row.ticket, by=by,
                     after={**row.told, "who": str(heir)})  # fmt: skip


def _heir(row: Escalation, member: Member, to: Member | Team | None, by: Member) -> Member:
    people = [row.ticket.assignee, to if isinstance(to, Member) else None, row.from_owner]
    others = [each for each in people if each and each.pk != member.pk]
    person = row.level.person if row.level and row.level.person_id != member.pk else None
    return owner_among(others, row.ticket, row.ticket.team, person, but=member) or by
