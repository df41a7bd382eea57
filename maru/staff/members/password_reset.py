"""Asking for a new password by mail. Whether anybody has the address is looked up later (S15).

The page writes one row, the same for a known and an unknown address: its
answer and its work tell nothing. A sweep finds out who it was.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from maru.kit.jobs import bell, sweep
from maru.kit.secrets import digest, new_token
from maru.kit.throttling.throttle import Throttle
from maru.staff.journal.models import Event
from maru.staff.members.mails import mail_password_link
from maru.staff.members.member import Member
from maru.staff.members.sign_in_link import LASTS, SignInLink

KEPT = timedelta(days=1)
AT_ONCE = 50
BY_ACCOUNT = Throttle("reset-account", limit=3, window=timedelta(hours=1))
BY_ADDRESS = Throttle("reset-address", limit=15, window=timedelta(minutes=15))


class PasswordReset(models.Model):
    """Somebody asked for a new password for ``email``. Nobody knows yet whether it is anybody's."""

    email = models.CharField(max_length=254)
    asked_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="resets_waiting", condition=models.Q(handled_at=None))
        ]

    @classmethod
    def ask(cls, email: str, *, address: str) -> bool:
        """Write the wish down; False when ``email`` or ``address`` asked too often."""
        email = email.strip().lower()
        account = digest(email)  # a throttle's place holds 64 characters
        if BY_ADDRESS.wait(address) or BY_ACCOUNT.wait(account):
            return False
        with transaction.atomic():
            for throttle, place in [(BY_ADDRESS, address), (BY_ACCOUNT, account)]:
                throttle.count(place, new_token())  # each wish counts, the same one too
            cls.objects.create(email=email)
            bell.ring("members.resets")
        return True

    def answer(self) -> bool:
        """Mail a link to the member with this address; False if there is none, or it was done."""
        with transaction.atomic():
            mine = PasswordReset.objects.filter(pk=self.pk, handled_at=None)
            if not mine.update(handled_at=timezone.now()):
                return False
            # A link is worth an hour from the asking, not from a worker's first look.
            if self.asked_at + LASTS <= timezone.now():
                return False
            member = Member.objects.active().filter(email__iexact=self.email).first()
            if member is None:
                return False
            mail_password_link(member, SignInLink.issue(member, sets_password=True))
            Event.record("member.reset", member)
            return True


@sweep("members.resets", every=5)
def answer_resets() -> int:
    """Answer what waits; forget what is a day old."""
    PasswordReset.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
    waiting = list(PasswordReset.objects.filter(handled_at=None).order_by("id")[:AT_ONCE])
    for reset in waiting:
        reset.answer()
    return len(waiting)
