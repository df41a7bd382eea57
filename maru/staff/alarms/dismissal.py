from __future__ import annotations

from django.db import models
from django.utils import timezone

from maru.staff.alarms.alarm import Alarm
from maru.staff.members.models import Member

WORSE = 2  # times as many: then it is news again


class Dismissal(models.Model):
    """One member has read one alarm: it stays off their pages until it is worse or a new one."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="dismissals")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    n = models.BigIntegerField(default=0)  # how many there were then
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alarm", "member"], name="one_dismissal_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.alarm} read by {self.member}"

    @property
    def holds(self) -> bool:
        return not self.n or int(self.alarm.facts.get("n", 0)) < WORSE * self.n


def dismiss(alarm: Alarm, *, by: Member) -> None:
    """Keep ``alarm`` off the pages of this member. Twice is once."""
    Dismissal.objects.update_or_create(
        alarm=alarm,
        member=by,
        defaults={"n": int(alarm.facts.get("n", 0)), "at": timezone.now()},
    )


def undismissed(member: Member) -> list[Alarm]:
    """Return the open alarms that stand on the member's pages, oldest first. Two queries."""
    alarms = list(Alarm.objects.visible_to(member).open().order_by("id"))
    if not alarms:
        return []
    read = Dismissal.objects.filter(member=member, alarm__in=alarms).select_related("alarm")
    quiet = {dismissal.alarm_id for dismissal in read if dismissal.holds}
    return [alarm for alarm in alarms if alarm.pk not in quiet]
