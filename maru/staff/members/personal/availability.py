from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from maru.kit.jobs import sweep
from maru.kit.ui.times import spoken
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event

if TYPE_CHECKING:
    from maru.staff.members.member import Member

BATCH = 100


class Availability(models.TextChoices):
    AVAILABLE = "available", pgettext_lazy("availability", "Available")
    AWAY = "away", pgettext_lazy("availability", "Away")
    BREAK = "break", pgettext_lazy("availability", "On a break")


class Attending(models.Model):
    """Whether a member is at work. What they are now stands in their row, so that a menu of
    people costs no query more; what they were stands in ``Spell``."""

    availability = models.CharField(
        max_length=9, choices=Availability.choices, default=Availability.AVAILABLE
    )
    back_at = models.DateTimeField(null=True, blank=True)  # None: nobody said

    class Meta:
        abstract = True

    @property
    def _me(self) -> Member:
        return cast("Member", self)

    def availability_at(self, at: datetime) -> str:
        """Return what this member is at ``at``, as far as it is known now."""
        is_back = self.back_at is not None and self.back_at <= at
        return Availability.AVAILABLE if is_back else self.availability

    def is_on_break_at(self, at: datetime) -> bool:
        return self.availability_at(at) == Availability.BREAK

    @property
    def is_at_work(self) -> bool:
        return self.availability_at(timezone.now()) == Availability.AVAILABLE

    @property
    def absence(self) -> str:
        """What colleagues are told while they are not at work (Away, back 14:30); '' while they
        are."""
        now = self.availability_at(timezone.now())
        if now == Availability.AVAILABLE:
            return ""
        word = str(Availability(now).label)
        if self.back_at is None:
            return word
        return _("%(away)s, back %(when)s") % {"away": word, "when": spoken(self.back_at)}

    @property
    def as_chosen(self) -> str:
        """Their name in a list to choose from, and why they are not at work."""
        away = self.absence
        return f"{self._me} · {away}" if away else str(self._me)

    def become(
        self,
        availability: str,
        *,
        by: Actor | None,
        back_at: datetime | None = None,
        because: Event | None = None,
    ) -> bool:
        """Be available, away or on a break from now on, until ``back_at`` if it is known; return
        False if it was so already. Leaves a Spell and one event."""
        member, now = self._me, timezone.now()
        back_at = None if availability == Availability.AVAILABLE else back_at
        with transaction.atomic():
            row = type(member).objects.get_queryset().filter(pk=member.pk)
            held = row.select_for_update(no_key=True)
            before = held.values_list("availability", "back_at").get()
            if before == (availability, back_at):
                return False
            row.update(availability=availability, back_at=back_at)
            Spell.begin(member, availability, now, back_at)
            Event.record(
                "member.availability", member, by=by,
                before=_told(*before), after=_told(availability, back_at), because=because,
            )  # fmt: skip
        self.availability, self.back_at = availability, back_at
        return True


class Spell(models.Model):
    """A time in which a member was available, away or on a break: what routing and staffing look
    back on. Before their first one they were available."""

    member = models.ForeignKey(
        "members.Member", on_delete=models.CASCADE, related_name="spells", db_index=False
    )
    availability = models.CharField(max_length=9, choices=Availability.choices)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)  # as they said when it began

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["member", "-began_at"], name="spells_of_member")]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at=None), name="one_spell_at_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.availability} of member {self.member_id} since {self.began_at}"

    @classmethod
    def begin(
        cls, member: Member, availability: str, now: datetime, back_at: datetime | None
    ) -> None:
        """End the spell that lasts and begin another. Call it with the member's row held."""
        lasting = cls.objects.filter(member=member, ended_at=None).first()
        if lasting:
            lasting.ended_at = max(now, lasting.began_at)  # a clock may have been put back (D11)
            lasting.save(update_fields=["ended_at"])
        cls.objects.create(
            member=member, availability=availability, began_at=now, back_at=back_at
        )  # fmt: skip


def _told(availability: str, back_at: datetime | None) -> dict[str, Any]:
    return {"availability": availability, "back_at": back_at.isoformat() if back_at else None}


@sweep("members.availability", every=15)
def bring_back() -> int:
    """Make available again whose time to return has come: of two workers one does."""
    from maru.staff.members.member import Member

    due = Member.objects.get_queryset().filter(back_at__lte=timezone.now())
    keys = list(due.order_by("back_at").values_list("pk", flat=True)[:BATCH])
    for pk in keys:
        with transaction.atomic():
            # They may have said something else meanwhile.
            member = due.filter(pk=pk).select_for_update(no_key=True).first()
            if member:
                member.become(Availability.AVAILABLE, by=None)
    return len(keys)
