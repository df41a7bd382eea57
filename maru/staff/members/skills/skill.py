from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

if TYPE_CHECKING:
    from maru.staff.members.member import Member

HIGHEST = 5
MOST = 200  # skills of a company


class SkillRefused(Refusal):
    """It cannot be a skill of this company."""


class Skill(models.Model):
    """Something that some members know and others do not: payments, a product, a law."""

    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def add(cls, name: str, *, by: Actor) -> Skill:
        """Make a skill. Raises SkillRefused."""
        with transaction.atomic():
            skill = cls(name=_checked(name, None))
            if cls.objects.count() >= MOST:
                raise SkillRefused(422, "too_many", _("There are %s skills already.") % MOST)
            skill.save()
            Event.record("skill.added", skill, by=by, after={"name": skill.name})
        return skill

    def rename(self, name: str, *, by: Actor) -> bool:
        """Call it otherwise; return False if it was called so. Raises SkillRefused."""
        with transaction.atomic():
            before, self.name = self.name, _checked(name, self.pk)
            if before == self.name:
                return False
            self.save(update_fields=["name"])
            Event.record(
                "skill.changed", self, by=by, before={"name": before}, after={"name": self.name}
            )
        return True

    def remove(self, *, by: Actor) -> None:
        """Forget it, and who knows it; what needed it needs it no more."""
        with transaction.atomic():
            Event.record("skill.removed", self, by=by, before={"name": self.name})
            self.delete()


def _checked(name: str, but: int | None) -> str:
    name = " ".join(name.split())[:60]
    if not name:
        raise SkillRefused(422, "empty", _("Write what the skill is called."))
    others = Skill.objects.filter(name__iexact=name)
    if (others.exclude(pk=but) if but else others).exists():
        raise SkillRefused(422, "taken", _("There already is a skill of this name."))
    return name


class Mastery(models.Model):
    """How well one member knows one skill: 1 a little, HIGHEST as well as one can."""

    member = models.ForeignKey(
        "members.Member", on_delete=models.CASCADE, related_name="masteries", db_index=False
    )
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="masteries")
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["member", "skill"], name="mastery_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=HIGHEST), name="mastery_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} of member {self.member_id}: {self.level}"


class Speaks(models.Model):
    """That a member speaks a language. Without a row nobody said, and nobody minds."""

    member = models.ForeignKey(
        "members.Member", on_delete=models.CASCADE, related_name="speaks", db_index=False
    )
    language = models.CharField(max_length=5)  # ko, en, ja, ...

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["member", "language"], name="speaks_once")]

    def __str__(self) -> str:
        return f"{self.language} of member {self.member_id}"


def knows(member: Member) -> dict[str, Any]:
    """Return {"skills": {id: level}, "languages": [...]}. Two queries."""
    return {
        "skills": dict(member.masteries.order_by("skill").values_list("skill", "level")),
        "languages": list(member.speaks.values_list("language", flat=True)),
    }


def teach(member: Member, *, by: Actor, skills: Mapping[int, int], languages: list[str]) -> bool:
    """Say all that ``member`` knows; return False if it was so. Level 0: not at all.

    Skills that are gone meanwhile are passed over. One event, whose words are ids.
    """
    wanted = {pk: level for pk, level in skills.items() if level}
    with transaction.atomic():
        type(member).objects.get_queryset().select_for_update(no_key=True).get(pk=member.pk)
        before = knows(member)
        there = set(Skill.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        Mastery.objects.filter(member=member).delete()
        Mastery.objects.bulk_create(
            Mastery(member=member, skill_id=pk, level=level)
            for pk, level in sorted(wanted.items())
            if pk in there
        )
        Speaks.objects.filter(member=member).delete()
        Speaks.objects.bulk_create(
            Speaks(member=member, language=language) for language in sorted(set(languages))
        )
        after = knows(member)
        if before == after:
            return False
        Event.record("member.skills", member, by=by, before=before, after=after)
    return True
