from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.synonyms.built_in import built_in
from maru.staff.synonyms.changing import changing
from maru.staff.synonyms.checking import checked


class SynonymGroupQuerySet(models.QuerySet["SynonymGroup"]):
    def visible_to(self, member: Member) -> SynonymGroupQuerySet:
        return self if member.can(Power.COMPANY) else self.none()


class SynonymGroup(models.Model):
    """Words that mean the same to this company. One way: the first also finds the others."""

    words = models.JSONField()  # as people write them, two or more
    is_one_way = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return (" → " if self.is_one_way else " ~ ").join(
            [self.words[0], ", ".join(self.words[1:])] if self.is_one_way else self.words
        )

    @classmethod
    def add(
        cls, words: Iterable[str], *, by: Actor | None, is_one_way: bool = False
    ) -> SynonymGroup:
        """Raises Unfit, in the user's language, for what is no group."""
        fit = cls.checked(words, is_one_way)
        with transaction.atomic():
            made = cls.objects.create(words=fit, is_one_way=is_one_way)
            Event.record("synonyms.added", made, by=by, after=made._told())
            changing()
        return made

    def revise(
        self, *, by: Actor | None, words: Iterable[str] | None = None,
        is_one_way: bool | None = None,
    ) -> bool:  # fmt: skip
        """Return False when nothing differs. Raises Unfit, and DoesNotExist if it was removed."""
        with transaction.atomic():
            held = SynonymGroup.objects.select_for_update().get(pk=self.pk)
            before = held._told()
            one_way = held.is_one_way if is_one_way is None else is_one_way
            fit = self.checked(held.words if words is None else words, one_way, besides=self.pk)
            held.words, held.is_one_way = fit, one_way
            if held._told() == before:
                return False
            held.save()
            Event.record("synonyms.changed", held, by=by, before=before, after=held._told())
            changing()
        return True

    def remove(self, *, by: Actor | None) -> None:
        with transaction.atomic():
            Event.record("synonyms.removed", self, by=by, before=self._told())
            self.delete()
            changing()

    @classmethod
    def checked(
        cls, words: Iterable[str], is_one_way: bool, besides: int | None = None
    ) -> list[str]:
        """Return the words as they are kept. Raises Unfit. Two queries."""
        others = cls.objects.exclude(pk=besides).values_list("words", "is_one_way")
        own = [(group.words, group.is_on) for group in built_in()]
        return checked(words, is_one_way=is_one_way, others=others, built_in=own)

    def _told(self) -> dict[str, Any]:
        return {"words": self.words, "is_one_way": self.is_one_way}
