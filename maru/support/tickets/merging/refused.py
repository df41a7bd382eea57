from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket


class Merged(Refusal):
    """Nothing is written into, or changed of, a ticket that was merged into another."""

    def __init__(self, ticket: Ticket) -> None:
        into = ticket.survivor().pk
        words = _(
            "#%(number)s was merged into #%(into)s. Go on there, or take it out of #%(into)s first."
        )
        super().__init__(
            409, "merged", words % {"number": ticket.pk, "into": into}, merged_into=into
        )
        self.ticket, self.into = ticket, into


class Unmergeable(Refusal):
    """Two tickets cannot be merged, or not be parted."""


def why_not(one: Ticket, into: Ticket) -> Unmergeable | None:
    """Return what forbids merging ``one`` into ``into`` as they are now; None when nothing does.

    Costs at most two queries unless their teams are loaded, a few more where one is merged.
    """
    named = {"one": one.pk, "into": into.pk}
    if one.pk == into.pk:
        return Unmergeable(422, "same_ticket", _("A ticket cannot be merged into itself."))
    if one.brand_id != into.brand_id:
        words = _("#%(one)s and #%(into)s belong to two brands, and so do their customers.")
        return Unmergeable(422, "other_brand", words % named)
    if one.merged_into_id:
        words = _("#%(one)s was already merged into #%(where)s.")
        return Unmergeable(409, "merged", words % {**named, "where": one.survivor().pk})
    if into.merged_into_id:
        words = _("#%(into)s was itself merged into #%(where)s. Merge with that one.")
        return Unmergeable(409, "merged", words % {**named, "where": into.survivor().pk})
    if one.is_spam or into.is_spam:
        spam = one if one.is_spam else into
        words = _("#%(number)s is spam. Take it out of the spam first.")
        return Unmergeable(422, "spam", words % {"number": spam.pk})
    if one.team and one.team.is_private and one.team_id != into.team_id:
        words = _(
            "#%(one)s belongs to the private team %(team)s, and #%(into)s does not: others would "
            "read what was said. Merge #%(into)s into #%(one)s, or give both to one team first."
        )
        return Unmergeable(422, "private_team", words % {**named, "team": one.team.name})
    return None
