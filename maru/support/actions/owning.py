"""Whom a macro is for, as a form or a program says it, turned into what its row keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.whose import Whose, teams_led_by
from maru.staff.teams.models import Team


class BadOwner(ValueError):
    """``field`` says where the mistake is, the message what it is."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Owner:
    whose: str
    member: Member | None
    teams: list[Team] = field(default_factory=list)
    brands: list[Brand] = field(default_factory=list)

    def as_fields(self) -> dict[str, Any]:
        return {**vars(self)}


def owner_of(
    whose: str, by: Member, *, teams: Iterable[int] = (), brands: Iterable[int] = (),
    keeps: Member | None = None,
) -> Owner:  # fmt: skip
    """Return whom it is for; ``keeps`` is whose own it stays. Raises BadOwner."""
    team_ids, brand_ids = set(teams), set(brands)
    if (whose == Whose.TEAM) != bool(team_ids):
        raise BadOwner("teams", _("Name the teams of a teams' macro, and of no other."))
    found_teams = list(Team.objects.visible_to(by).filter(pk__in=team_ids))
    if len(found_teams) != len(team_ids):
        raise BadOwner("teams", _("There is no such team."))
    found_brands = list(Brand.objects.visible_to(by).filter(pk__in=brand_ids))
    if len(found_brands) != len(brand_ids):
        raise BadOwner("brands", _("You work for no such brand."))
    own = (keeps or by) if whose == Whose.OWN else None
    return Owner(whose, own, found_teams, found_brands)


def teams_offered(by: Member) -> Any:
    """Return the teams whose macros ``by`` may make."""
    from maru.staff.members.roles import Power

    return Team.objects.visible_to(by) if by.can(Power.PEOPLE) else teams_led_by(by)
