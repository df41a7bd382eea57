"""What ended long ago is put away by itself, so that the corner is not looked for among it."""

from __future__ import annotations

from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.errands.errand import SHOWN
from maru.staff.errands.models import Errand


@sweep("errands.tidying", every=3600)
def put_old_away() -> int:
    """Put away what the pages show no longer; return 0. Costs one query."""
    now = timezone.now()
    Errand.objects.filter(put_away_at=None, ended_at__lt=now - SHOWN).update(put_away_at=now)
    return 0
