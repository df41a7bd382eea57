from __future__ import annotations

from django.conf import settings
from django.db import models, transaction

from maru.extensions.email.hooks.hook import Hook
from maru.kit.secrets.sealed import Sealed
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event


class Bucket(models.Model):
    """Where SES puts the mail of a hook's address, if not into its message: a bucket of S3, and
    the key that reads it."""

    hook = models.OneToOneField(Hook, on_delete=models.CASCADE, related_name="bucket")
    name = models.CharField(max_length=63)
    region = models.CharField(max_length=30)
    prefix = models.CharField(max_length=500, blank=True, default="")  # where the trial looks
    # Without one: MARU_S3_KEY_ID and MARU_S3_SECRET.
    key_id = models.CharField(max_length=128, blank=True, default="")
    sealed_secret = models.TextField(blank=True, default="")
    secret = Sealed()

    def __str__(self) -> str:
        return f"{self.name} ({self.region})"

    @property
    def credentials(self) -> tuple[str, str]:
        """Return access key and secret, its own or the installation's; empty ones without any."""
        if self.key_id:
            return self.key_id, self.secret
        return settings.S3_KEY_ID, settings.S3_SECRET

    def forget(self, *, by: Actor) -> None:
        """Delete it with its key. Mail stays in S3. Records an event."""
        with transaction.atomic():
            Event.record("bucket.removed", self, by=by, before={"bucket": str(self)})
            self.delete()
