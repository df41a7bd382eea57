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
    # Opening is enough: for a link shown in a terminal, which no mail scanner and no
    # preview of a messenger opens.
    is_direct = models.BooleanField(default=False)
    # Asked for by mail, to choose a new password: leads there at once.
    sets_password = models.BooleanField(default=False)

    @classmethod
    def issue(cls, member: Member, *, is_direct: bool = False, sets_password: bool = False) -> str:
        """Make a link's token and return it in clear. The member's earlier links end.

        Anybody may ask for a new password: those links end one another alone.
        """
        token = new_token()
        now = timezone.now()
        earlier = cls.objects.filter(member=member, used_at=None, expires_at__gt=now)
        if sets_password:
            earlier = earlier.filter(sets_password=True)
        earlier.update(expires_at=now)
        cls.objects.create(
            member=member,
            token_hash=digest(token),
            expires_at=now + LASTS,
            is_direct=is_direct,
            sets_password=sets_password,
        )
        return token

    @classmethod
    def _open(cls, token: str) -> models.QuerySet[SignInLink]:
        return cls.objects.filter(
            token_hash=digest(token),
            used_at=None,
            expires_at__gt=timezone.now(),
            member__is_active=True,
        )

    @classmethod
    def is_open(cls, token: str) -> bool:
        """Return whether the token would sign somebody in now. Spends nothing."""
        return cls._open(token).exists()

    @classmethod
    def opens_directly(cls, token: str) -> bool:
        """Return whether opening the link is enough, without pressing a button."""
        return cls._open(token).filter(is_direct=True).exists()

    @classmethod
    def leads_to_password(cls, token: str) -> bool:
        """Return whether the link is there to choose a new password."""
        return cls._open(token).filter(sets_password=True).exists()

    @classmethod
    def spend(cls, token: str) -> Member | None:
        """Use the token up and return its member; None if it is unknown, used, late or revoked.

        One conditional UPDATE: of two browsers with one link, one gets in.
        """
        link = cls._open(token).select_related("member").first()
        if link is None:
            return None
        unused = cls.objects.filter(pk=link.pk, used_at=None)
        return link.member if unused.update(used_at=timezone.now()) else None
