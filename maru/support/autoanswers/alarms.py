"""A storm of mail is braked, and somebody hears of it (S4)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.alarms.conditions import Facts, condition
from maru.support.autoanswers.auto_answer import Why
from maru.support.autoanswers.brake import sent_in_an_hour
from maru.support.autoanswers.models import AutoAnswer

HOUR = timedelta(hours=1)
LOOKED_AT = 1_000  # of the newest: it is asked every minute


@condition(
    "auto_answers",
    _("automatic answers"),
    _(
        "%(n)s mails got no automatic answer in the last hour: there were more than "
        "MARU_AUTO_ANSWERS_AN_HOUR lets out."
    ),
    advice=_(
        "Look in the list of tickets whether people write or machines; switch automatic answers "
        "off meanwhile."
    ),
)
def braked() -> Facts | None:
    since = timezone.now() - HOUR
    most = settings.AUTO_ANSWERS_AN_HOUR  # 0: somebody wants none at all
    if not most or sent_in_an_hour(timezone.now()) < most:
        return None
    newest = AutoAnswer.objects.order_by("-id").values_list("why", "created_at")[:LOOKED_AT]
    n = sum(why == Why.BRAKE and at > since for why, at in newest)
    return {"n": n} if n else None
