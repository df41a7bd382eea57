"""Why an envelope could not be opened, in words for the people who look after the quarantine."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.kit.ui.amounts import filesize, number

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
    "unconfirmed": _("Nobody has confirmed this address yet."),
    "expired": _("Nobody confirmed the address while the link worked."),
    "failed": _("It could be read, but not be made a ticket, five times over."),
}

MEASURES: dict[str, str | Promise] = {
    "too_large": _("It has %(size)s."),
    "left_on_server": _("It has %(size)s."),
    "too_many_parts": _("It has more than %(number)s parts."),
    "too_deep": _("They lie more than %(number)s levels deep."),
    "headers_too_large": _("The head has more than %(size)s."),
    "too_many_addresses": _("It names more than %(number)s addresses."),
    "timeout": _("There was no answer within %(number)s seconds."),
}
# "more than 1000", "20971520 bytes", "INBOX: 20,971,520 bytes", "no answer within 10 s"
MEASURED = re.compile(r"(\d[\d,]*)(?: \w+)?$")


def reason_in_words(code: str) -> str | Promise:
    """Return the sentence for a reason's code; for an unknown one a sentence that names it."""
    return REASONS.get(code) or _("It could not be opened (%(code)s).") % {"code": code or "?"}


def measure_in_words(code: str, detail: str) -> str:
    """Return the sentence that says how much it was; "" where the detail names no amount."""
    words, found = MEASURES.get(code), MEASURED.search(detail)
    if not words or not found:
        return ""
    amount = int(found.group(1).replace(",", ""))
    return str(words) % {"number": number(amount), "size": filesize(amount)}
