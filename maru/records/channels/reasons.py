"""Why an envelope could not be opened, in words for the people who look after the quarantine."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "empty": _("There is nothing in this mail."),
    "too_large": _("The mail is larger than Maru opens."),
    "too_many_parts": _("The mail is made of more parts than Maru opens."),
    "too_deep": _("The parts of this mail are packed into one another too deeply."),
    "headers_too_large": _("The head of this mail is larger than Maru reads."),
    "too_many_addresses": _("The mail names more addresses than Maru reads."),
    "malformed": _("The mail is damaged: it does not follow the rules of mail."),
    "cpu_limit": _("Reading it took more computing time than one mail may take."),
    "memory_limit": _("Reading it took more memory than one mail may take."),
    "timeout": _("Reading it took too long and was stopped."),
    "crashed": _("The reader stopped in the middle of this mail."),
    "left_on_server": _(
        "This mail is too large or could not be fetched. It is still on the mail server, unread."
    ),
    "failed": _("It could be read, but not be made a ticket, five times over."),
}


def reason_in_words(code: str) -> str | Promise:
    """Return the sentence for a reason's code; for an unknown one a sentence that names it."""
    return REASONS.get(code) or _("It could not be opened (%(code)s).") % {"code": code or "?"}
