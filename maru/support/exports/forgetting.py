"""An export that has expired is given to nobody, and no backup carries it."""

from __future__ import annotations

from django.utils import timezone

from maru.kit.jobs import sweep
from maru.support.exports.models import Export


@sweep("exports.expiry", every=600)
def forget_expired() -> int:
    """Let go of their files, which the sweep of files that nobody names removes within a day."""
    old = Export.objects.filter(expires_at__lte=timezone.now()).exclude(sha256="")
    old.update(sha256="")
    return 0
