from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from maru.extensions.webform.linked_address import EVERY, LinkedAddress
from maru.extensions.webform.models import Submission


@dataclass(frozen=True)
class Told:
    """What the visitor hears of the link: when an earlier one went out that shows this too, or
    when the next one may go out; neither: it is on its way."""

    earlier: datetime | None = None
    later: datetime | None = None


def how_link_comes(submission: Submission) -> Told:
    """Return how the link for ``submission`` reaches its writer. At most two queries."""
    if submission.mailed_at:
        return Told()
    since = timezone.now() - timedelta(hours=1)
    near = Submission.objects.filter(
        address=submission.address,
        mailed_at__gt=since,
        expires_at__gt=timezone.now(),
        envelope__channel__brand=submission.web_form.brand,
    )
    if before := near.order_by("-mailed_at").first():
        return Told(earlier=before.mailed_at)
    if last := LinkedAddress.mailed_since(submission.address, timezone.now()):
        return Told(later=last + EVERY)
    return Told()
