"""A flood of forms is braked, and somebody hears of it (S4)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.extensions.webform.linking import is_braked
from maru.extensions.webform.models import Submission
from maru.staff.alarms.conditions import Facts, condition


@condition(
    "form_links",
    _("links of web forms"),
    _("%(n)s web forms wait for their link: more were sent than MARU_FORM_LINKS_AN_HOUR lets out."),
    advice=_("Look under Unconfirmed whether people write or robots; switch a form off meanwhile."),
)
def held_back() -> Facts | None:
    if not is_braked(timezone.now()):
        return None
    n = Submission.objects.unmailed().count()
    return {"n": n} if n else None
