from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models, transaction

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import ManyRelatedManager


class Viewer(Protocol):
    """A member, as this lower app knows one."""

    @property
    def hidden_team_ids(self) -> list[int]: ...


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, member: Viewer) -> TeamQuerySet:
        """Return the teams ``member`` may know of: not the private teams of others."""
        return self.exclude(pk__in=member.hidden_team_ids)


class Team(models.Model):
    """A group of members. A private team's tickets are seen by its members alone."""

    if TYPE_CHECKING:
        members: ManyRelatedManager[Any, Any]

    name = models.CharField(max_length=80, unique=True)
    is_private = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def found(cls, *, by: Actor, name: str, is_private: bool, members: Iterable[Any]) -> Team:
        """Make a team of ``members``."""
        with transaction.atomic():
            team = cls.objects.create(name=name, is_private=is_private)
            team.members.set(members)
            Event.record("team.added", team, by=by, after=team._as_recorded())
        return team

    def revise(self, *, by: Actor, name: str, is_private: bool, members: Iterable[Any]) -> bool:
        """Change this team and who is in it; return False if nothing differed."""
        with transaction.atomic():
            before = self._as_recorded()
            self.name, self.is_private = name, is_private
            self.save(update_fields=["name", "is_private"])
            self.members.set(members)
            after = self._as_recorded()
            if before != after:
                Event.record("team.changed", self, by=by, before=before, after=after)
        return before != after

    def _as_recorded(self) -> dict[str, Any]:
        members = sorted(self.members.values_list("id", flat=True))
        return {"name": self.name, "is_private": self.is_private, "members": members}
