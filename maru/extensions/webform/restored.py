"""After a restore: a link that was to be mailed then may have been mailed since."""

from __future__ import annotations

from datetime import datetime

from maru.extensions.webform.models import Submission


def hold_links(made_at: datetime) -> int:
    """Mail no link by itself that the backup has as due; return how many. Agents see the forms."""
    return Submission.objects.unmailed().update(due_at=None, lease_until=None)
