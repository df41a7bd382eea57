"""The two secrets of a hook, its address and its key. A new one overlaps with the one before it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from maru.kit.secrets import digest, new_token, seal
from maru.kit.secrets.sealed import Sealed

# So long both count: what is on its way, or not yet changed at the provider, is not refused (S14).
OVERLAP = timedelta(days=1)


class HookSecrets(models.Model):
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_token = models.TextField()  # to be shown again to who sets it up
    old_token_hash = models.CharField(max_length=64, blank=True, default="")
    old_token_until = models.DateTimeField(null=True, blank=True)
    # What its signatures are checked with: Mailgun's key, SendGrid's public key; of Amazon the
    # number of the account whose topics count. Postmark signs nothing.
    sealed_key = models.TextField(blank=True, default="")
    key = Sealed()
    sealed_old_key = models.TextField(blank=True, default="")
    old_key = Sealed()
    old_key_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def has_token(token: str) -> Q:
        """Return the condition that ``token`` is a hook's secret, or still counts as one."""
        known = digest(token)
        is_old = Q(old_token_hash=known, old_token_until__gt=timezone.now())
        return Q(token_hash=known) | is_old

    def renew_token(self) -> None:
        """Give it a new secret address; the one before it is good for a day. Does not save."""
        if self.token_hash:
            self.old_token_hash, self.old_token_until = self.token_hash, _in_a_day()
        token = new_token()
        self.token_hash, self.sealed_token = digest(token), seal(token)

    @property
    def keys(self) -> list[str]:
        """Return what signatures are checked with now: the key, and for a day the one before."""
        old = [self.old_key] if self.old_key_ends else []
        return [key for key in [self.key, *old] if key]

    def replace_key(self, key: str) -> None:
        """Check signatures with ``key``, and for a day also with the one before. Does not save."""
        if self.key not in ("", key):
            self.sealed_old_key, self.old_key_until = self.sealed_key, _in_a_day()
        self.key = key

    def drop_keys(self) -> None:
        """Forget the key and the one before. Does not save."""
        self.key = self.sealed_old_key = ""
        self.old_key_until = None

    def drop_old(self) -> None:
        """Let only the newest address and key count, from now on. Does not save."""
        self.old_token_hash = self.sealed_old_key = ""
        self.old_token_until = self.old_key_until = None

    @property
    def old_address_ends(self) -> datetime | None:
        """Return until when an address before this one is good, too; None if there is none."""
        return _to_come(self.old_token_until)

    @property
    def old_key_ends(self) -> datetime | None:
        """Return until when a key before this one counts, too; None if there is none."""
        return _to_come(self.old_key_until)


def _in_a_day() -> datetime:
    return timezone.now() + OVERLAP


def _to_come(at: datetime | None) -> datetime | None:
    return at if at and at > timezone.now() else None
