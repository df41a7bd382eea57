"""What a row of the list may show beside its number and subject, in the order of the table."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, str | Promise] = {
    "channel": _("Channel"),
    "customer": _("Customer"),
    "organization": _("Organization"),
    "status": _("Status"),
    "priority": _("Priority"),
    "assignee": _("Assignee"),
    "team": _("Team"),
    "brand": _("Brand"),
    "kind": _("Kind"),
    "created": _("Created"),
    "updated": _("Last activity"),
}
USUAL = ["channel", "customer", "status", "priority", "assignee", "kind", "updated"]


def in_their_order(names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that are columns, once each, as the table orders them."""
    wanted = set(names)
    return [name for name in COLUMNS if name in wanted]


def usual() -> list[str]:
    return list(USUAL)
