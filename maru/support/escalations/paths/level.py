from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.escalations.paths.path import EscalationPath
from maru.support.servicelevels.level import MOST
from maru.support.servicelevels.spans import said_span
from maru.support.tickets.choices import label_of

__all__ = ["MOST", "EscalationLevel", "Way"]


class Way(models.TextChoices):
    """What becomes of a ticket at a level."""

    TEAM = "team", _("A team takes it over")
    DEPARTMENT = "department", _("A department is asked")
    VENDOR = "vendor", _("A vendor is asked")


# Who is asked has a side conversation: the ticket stays where it is.
ASKED = [Way.DEPARTMENT, Way.VENDOR]


class EscalationLevel(models.Model):
    """One level of a path: a team, with somebody in charge where there is one, or whom one asks
    outside."""

    path = models.ForeignKey(EscalationPath, on_delete=models.CASCADE, related_name="levels")
    place = models.PositiveIntegerField(default=0)
    name = models.CharField(_("Name"), max_length=80)
    way = models.CharField(
        _("What happens there"), max_length=10, choices=Way.choices, default=Way.TEAM
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("Team"),
    )  # fmt: skip
    person = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("In charge"),
    )  # fmt: skip
    address = models.EmailField(_("E-mail address"), max_length=254, blank=True, default="")
    goal = models.PositiveIntegerField(default=8 * 60)  # minutes of working time

    number = 0  # from 1, in its path: ``numbered`` sets it

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.name

    def get_way_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Way, self.way)

    @property
    def is_asked(self) -> bool:
        return self.way in ASKED

    @property
    def is_broken(self) -> bool:
        """Whether nobody stands behind it any more."""
        return not self.address if self.way == Way.VENDOR else self.team_id is None

    @property
    def whom(self) -> str:
        """Who stands behind it, for who makes paths. Costs nothing where they are loaded."""
        names = [self.address] if self.way == Way.VENDOR else [self.team, self.person]
        return " · ".join(str(name) for name in names if name)

    @property
    def deadline(self) -> str:
        """The usual one, as it is read."""
        return said_span(self.goal)

    def put_last(self) -> None:
        last = self.path.levels.aggregate(last=Max("place"))["last"] or 0
        self.place = last + 1

    def move(self, *, up: bool, by: Actor) -> bool:
        """Let it stand before the one below it in the list, or after the one above; False at the
        end."""
        with transaction.atomic():
            rows = list(self.path.levels.select_for_update())
            now = next((n for n, each in enumerate(rows) if each.pk == self.pk), None)
            then = None if now is None else now + (-1 if up else 1)
            if now is None or then is None or not 0 <= then < len(rows):
                return False
            rows[now], rows[then] = rows[then], rows[now]
            for place, each in enumerate(rows, start=1):
                type(self).objects.filter(pk=each.pk).update(place=place)
            Event.record("escalationpath.ordered", self.path, by=by,
                         before={"level": self.name, "place": now + 1},
                         after={"level": self.name, "place": then + 1})  # fmt: skip
        return True

    def remove(self, *, by: Actor) -> bool:
        """Take it out of its path; what is there stays there. False if it is gone."""
        with transaction.atomic():
            told = self.told
            if not type(self).objects.filter(pk=self.pk).delete()[0]:
                return False
            Event.record("escalationpath.level_removed", self.path, by=by, before=told)
        return True

    @property
    def told(self) -> dict[str, Any]:
        """Return what events say of it."""
        return {
            "name": self.name, "way": self.way, "team": self.team_id, "person": self.person_id,
            "address": self.address, "goal": self.goal,
        }  # fmt: skip
