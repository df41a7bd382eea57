from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import models, transaction

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.notifications.reason import Reason, Way, is_usual

# reason -> way -> whether it is wanted
Wishes = dict[str, dict[str, bool]]


class Wish(models.Model):
    """That a member wants one reason told in one way, or does not; a row only where they chose."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="wishes", db_index=False
    )
    reason = models.CharField(max_length=10, choices=Reason.choices)
    way = models.CharField(max_length=6, choices=Way.choices)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "reason", "way"], name="wish_once")
        ]

    def __str__(self) -> str:
        return f"{self.reason} by {self.way} for member {self.member_id}: {self.is_wanted}"


def wishes_of(members: Collection[int]) -> dict[int, Wishes]:
    """Return what each of these members wants, by their ids. One query."""
    found: dict[int, Wishes] = {}
    rows = Member.objects.get_queryset().filter(pk__in=members)
    chosen = ("wishes__reason", "wishes__way", "wishes__is_wanted")
    for member, role, reason, way, wanted in rows.values_list("pk", "role", *chosen):
        wishes = found.setdefault(member, _usual(role))
        if reason:
            wishes.setdefault(reason, {})[way] = wanted
    return found


def _usual(role: str) -> Wishes:
    return {
        reason: {way: is_usual(reason, way, role) for way in Way.values} for reason in Reason.values
    }


def choose(member: Member, changes: Mapping[str, Mapping[str, bool]]) -> Wishes:
    """Keep what ``member`` wants otherwise than before, with one event; return all they want."""
    with transaction.atomic():
        before = wishes_of([member.pk])[member.pk]
        new = {
            (reason, way): wanted
            for reason, ways in changes.items()
            for way, wanted in ways.items()
            if before[reason][way] != wanted
        }
        for (reason, way), wanted in new.items():
            Wish.objects.update_or_create(
                member=member, reason=reason, way=way, defaults={"is_wanted": wanted}
            )
        if new:
            told = {f"{reason} {way}": wanted for (reason, way), wanted in new.items()}
            was = {name: not wanted for name, wanted in told.items()}
            Event.record("notification_wishes.changed", member, by=member, before=was, after=told)
    return wishes_of([member.pk])[member.pk]
