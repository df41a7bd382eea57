from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from maru.kit.secrets import digest, new_token
from maru.staff.members.member import Member

LASTS = timedelta(hours=1)


class SignInLink(models.Model):
    """A link that signs one member in, once, within an hour. Stored as a hash."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    @classmethod
    def issue(cls, member: Member) -> str:
        """Make a link's token and return it in clear."""
        token = new_token()
        cls.objects.create(
            member=member, token_hash=digest(token), expires_at=timezone.now() + LASTS
        )
        return token

    @classmethod
    def spend(cls, token: str) -> Member | None:
        """Use the token up and return its member; None if it is unknown, used, late or theirs no more.

        One conditional UPDATE: of two browsers with one link, one gets in.
        """
        now = timezone.now()
        link = cls.objects.select_related("member").filter(token_hash=digest(token)).first()
        if link is None or not link.member.is_active:
            return None
        unused = cls.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
        return link.member if unused.update(used_at=now) else None
