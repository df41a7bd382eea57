from __future__ import annotations

from typing import Any

from django.db import models

from maru.staff.members.models import Member


class Beginning(models.Model):
    """The newest message when a member came: nothing up to it is news to them.

    Without it nothing is: nobody begins with a million unread tickets.
    """

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.CASCADE, related_name="beginning"
    )
    message = models.BigIntegerField()  # its id; 0 when there was none

    def __str__(self) -> str:
        return f"member {self.member_id} from message {self.message}"

    @classmethod
    def of(cls, member: Member) -> Beginning:
        """Return where ``member`` begins: here and now, unless they began before."""
        from maru.support.tickets.message import Message

        newest = Message.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
        return cls.objects.get_or_create(member=member, defaults={"message": newest})[0]


def begin(instance: Member, created: bool, raw: bool = False, **_more: Any) -> None:
    """Hear of a new member."""
    if created and not raw:
        Beginning.of(instance)


def begin_late(user: Any, **_more: Any) -> None:
    """Hear of somebody signing in, who may have been written past the models."""
    if isinstance(user, Member) and not Beginning.objects.filter(member=user).exists():
        Beginning.of(user)
