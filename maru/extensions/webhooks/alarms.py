"""An endpoint that Maru switched off is an alarm: a program hears nothing any more (D18)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maru.extensions.webhooks.endpoint import Endpoint
from maru.staff.alarms.conditions import Facts, condition
from maru.staff.members.roles import Power


@condition(
    "webhook",
    _("webhooks to programs"),
    _("%(n)s webhooks were switched off after they failed for days: %(who)s."),
    advice=_("The page of the webhook says what is wrong; mend it there, switch it on again and "
             "repeat what failed."),
    power=Power.COMPANY,
)  # fmt: skip
def switched_off() -> Facts | None:
    off = Endpoint.objects.filter(webhook__is_on=False, webhook__switched_off_at__isnull=False)
    who = [str(each) for each in off.order_by("id")[:6]]
    return {"n": off.count(), "who": ", ".join(who[:5])} if who else None
