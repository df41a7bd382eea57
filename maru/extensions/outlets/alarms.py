"""An outlet that Maru switched off is an alarm: the team hears nothing any more (D18)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maru.extensions.outlets.models import Outlet
from maru.staff.alarms.conditions import Facts, condition
from maru.staff.members.roles import Power


@condition(
    "outlet",
    _("messages to chats and programs"),
    _("%(n)s outlets were switched off after they failed for long: %(who)s."),
    advice=_("The page of the team says what is wrong; mend it there and switch it on again."),
    power=Power.PEOPLE,
)
def switched_off() -> Facts | None:
    off = Outlet.objects.filter(webhook__is_on=False, webhook__switched_off_at__isnull=False)
    who = [str(each) for each in off.order_by("id")[:6]]
    return {"n": off.count(), "who": ", ".join(who[:5])} if who else None
