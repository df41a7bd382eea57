from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from maru.kit.database.notes import note
from maru.kit.secrets import digest, new_token
from maru.staff.journal.models import Event
from maru.staff.members.member import Member

SCOPES = [
    "tickets:read", "tickets:write", "customers:read", "customers:write", "staff:read",
    "staff:write",
]  # fmt: skip
PREFIX = "maru_"


class ApiToken(models.Model):
    """A program's key to the API: acts as its member, within its scopes. Stored as a hash."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80, default="", blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    @classmethod
    def issue(
        cls,
        member: Member,
        scopes: list[str],
        *,
        name: str = "",
        expires_at: datetime | None = None,
    ) -> str:
        """Make a token and return it in clear: the only time anybody sees it.

        Raises ValueError naming a scope that does not exist.
        """
        for scope in scopes:
            if scope not in SCOPES:
                raise ValueError(f"There is no scope {scope!r}; there are {', '.join(SCOPES)}.")
        token = PREFIX + new_token()
        with transaction.atomic():
            row = cls.objects.create(
                member=member,
                token_hash=digest(token),
                scopes=sorted(set(scopes)),
                name=name,
                expires_at=expires_at,
            )
            after = {"name": name, "scopes": row.scopes}
            Event.record("token.issued", member, by=member, after=after)
        return token

    def revoke(self, *, by: Member) -> None:
        """End this token at once."""
        with transaction.atomic():
            Event.record("token.revoked", self.member, by=by, before={"name": self.name})
            self.delete()

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @classmethod
    def of(cls, token: str) -> ApiToken | None:
        """Return the row of a token that works now, with its member; None otherwise."""
        row = (
            cls.objects.select_related("member")
            .filter(token_hash=digest(token), member__is_active=True)
            .first()
        )
        return None if row is None or row.is_over else row

    def used(self) -> None:
        """Remember the use, to the minute: reading must not write each time."""
        now = timezone.now()
        if self.last_used_at is None or (now - self.last_used_at).total_seconds() > 60:
            mine = type(self).objects.filter(pk=self.pk)
            note(lambda: mine.update(last_used_at=now))
