"""By what the rows of a list may stand under headings."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, str | Promise] = {
    "status": _("Status"),
    "assignee": _("Assignee"),
    "team": _("Team"),
    "priority": _("Priority"),
    "customer": _("Customer"),
    "channel": _("Channel"),
    "brand": _("Brand"),
    "created": _("Day it was created"),
    "updated": _("Day of last activity"),
}
