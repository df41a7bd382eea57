from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maru.staff.journal.recorded import RecordedForm
from maru.support.tickets.notices.wishes import NoticeWishes


class NoticeWishesForm(RecordedForm[NoticeWishes]):
    class Meta:
        model = NoticeWishes
        fields = ["on_assigned", "on_message"]
        labels = {
            "on_assigned": _("When somebody gives me a ticket"),
            "on_message": _("When a customer writes in a ticket of mine"),
        }
