"""In which order a list of tickets stands: each by columns that are never NULL, the last unique."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ORDERS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "newest": (_("Newest activity"), ("-updated_at", "-number")),
    "waiting": (_("Waiting longest"), ("updated_at", "number")),
    "priority": (_("Priority"), ("-priority", "-updated_at", "-number")),
}
