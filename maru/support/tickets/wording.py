"""What an agent should know about a message, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from maru.records.channels import own_errors
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.models import Delivery
from maru.records.viruses.scan import ScanState
from maru.records.viruses.scanned import Scanned
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.models import Message
from maru.support.tickets.notices.answer import REASONS


@dataclass(frozen=True)
class Warned:
    text: str
    points_to: int | None = None  # number of another ticket


_WARNINGS = {
    "unknown_sender": _("This sender was not part of the conversation before."),
    "member_address": _("A colleague's address is in From. A mail proves nobody's identity."),
    "own_address": _(
        "Our own address is in From: a mail that came back, a form, or a lie. It is never "
        "answered automatically."
    ),
    "reply_to_differs": _("Answers would go to another address than the one it came from."),
    "spoofed": _("It looks forged: the domain of this sender says that it did not send it."),
    "unconfirmed": _("A colleague let this in. Nobody confirmed that the address is the writer's."),
    "unproven_answer": _(
        "It answers a notice to a colleague, but nothing proves that they sent it. It went to "
        "nobody."
    ),
    "by_list": _("It came through the mailing list %(name)s. An answer goes to the writer alone."),
    "written_for": _("Another address sent it; this one stands in Reply-To only."),
    "points_elsewhere": _("It names a message of another ticket that this sender has no part in:"),
}
_MARKS = {
    "signed_smime": _("Signed with S/MIME. The signature was not checked."),
    "signed_pgp": _("Signed with PGP. The signature was not checked."),
    "wrapped_smime": _(
        "Signed with S/MIME, and its words are inside the signed file. Download the file and "
        "open it with a mail program."
    ),
    "encrypted_smime": _(
        "Encrypted with S/MIME. Maru has no key: download the file, open it with the mail "
        "program that has yours, and write what matters into a note."
    ),
    "encrypted_pgp": _(
        "Encrypted with PGP. Maru has no key: download the file, open it where your key is, "
        "and write what matters into a note."
    ),
    "partial": _(
        "One piece of a mail that its sender's program cut into several (message/partial). It "
        "does not say which, so they cannot be put together; ask for the mail in one if it "
        "matters."
    ),
    "winmail": _("Outlook wrapped this mail into winmail.dat. Its files were taken out."),
    "winmail_broken": _("The winmail.dat of this mail could not be opened. It is kept below."),
}
_MACHINES = {
    "bounce": _("Report: not delivered"),
    "auto_reply": _("Automatic reply"),
    "auto_answer": _("Our automatic answer"),
    "rule": _("Rule"),
    "report": _("Delivery report"),
    "notification": _("Automatic notification"),
    "list": _("Mailing list"),
}
_EVIDENCE = {
    "message_id": _("Message-ID"),
    "subject": _("Subject"),
    "recipients": _("Recipients"),
    "days": _("within days"),
    "points_to": _("points to ticket"),
    "merged": _("was meant for ticket"),
}


def warnings_of(message: Message) -> list[Warned]:
    """Return what to know before believing this mail; a code without words is left out."""
    other = message.evidence.get("points_to") if isinstance(message.evidence, dict) else None
    return [
        Warned(words, other if code == "points_elsewhere" else None)
        for code in message.warnings
        if (words := _warning(code, message))
    ]


def _warning(code: str, message: Message) -> str:
    if code in REASONS:
        why = {"why": REASONS[code]}
        return gettext("Sent by mail as an answer, and kept as a note: %(why)s") % why
    if code == "by_list":
        return str(_WARNINGS[code]) % {"name": message.list_name}
    return str(_WARNINGS.get(code, ""))


def marks_of(message: Message) -> list[str]:
    """Return sentences about a signed, encrypted or wrapped mail."""
    return [str(_MARKS[code]) for code in message.marks if code in _MARKS]


def scan_words(file: Scanned) -> str:
    """Return what the virus scanner said of a file; "" when there is nothing to know."""
    if file.scan_state == ScanState.INFECTED:
        return gettext("Held back: it carries a virus (%(virus)s)") % {"virus": file.virus}
    if file.scan_state == ScanState.RELEASED and file.virus:
        return gettext("Released although it carries %(virus)s") % {"virus": file.virus}
    if not settings.CLAMD:
        return ""
    words = {
        ScanState.WAITING: gettext("Not yet checked for viruses"),
        ScanState.FAILED: gettext("The virus scanner could not check it"),
        ScanState.TOO_LARGE: gettext("Not checked for viruses: too large"),
        ScanState.RELEASED: gettext("Released unchecked"),
    }
    return words.get(ScanState(file.scan_state), "") if file.scan_state else ""


def machine_of(message: Message) -> str:
    """Return what kind of machine wrote it; '' for a person."""
    return str(_MACHINES.get(message.automatic, ""))


def evidence_of(message: Message) -> list[tuple[str, str]]:
    """Return by what it was put into this ticket: names and values."""
    evidence = message.evidence if isinstance(message.evidence, dict) else {}
    pairs = [
        (str(_EVIDENCE[key]), _shown(value)) for key, value in evidence.items() if key in _EVIDENCE
    ]
    if message.threaded_by == ThreadedBy.HAND and "before" in evidence:
        pairs.append((gettext("came from ticket"), f"#{evidence['before'].get('ticket')}"))
    return pairs


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class HowSent:
    """How far an answer got. ``kind``: quiet, good, warn or bad."""

    kind: str
    text: str
    detail: str = ""
    may_repeat: bool = False


def how_sent(delivery: Delivery | None) -> HowSent | None:
    """Return how far ``delivery`` got; None when nothing was to be sent."""
    if delivery is None:
        return None
    if delivery.bounced_at:
        return HowSent("bad", gettext("Came back: the other side did not take it"), delivery.why)
    if delivery.state == DeliveryState.SENT:
        return _sent(delivery)
    if delivery.state == DeliveryState.FAILED:
        return HowSent("bad", gettext("Not sent"), delivery.why, may_repeat=True)
    if delivery.state == DeliveryState.UNKNOWN:
        return HowSent("warn", gettext("Unsure whether it was sent"), delivery.why, may_repeat=True)
    is_leaving = delivery.state == DeliveryState.SENDING and not delivery.error
    if is_leaving or delivery.held_until:
        return HowSent("quiet", pgettext("answer", "Being sent"))
    if delivery.error == own_errors.UNCHECKED:
        return HowSent("quiet", gettext("Waiting to be sent"), delivery.why)
    if delivery.error:
        return HowSent("warn", gettext("Tried, will be tried again"), delivery.why)
    return HowSent("quiet", gettext("Waiting to be sent"))


def _sent(delivery: Delivery) -> HowSent:
    if delivery.error:
        return HowSent("warn", gettext("Sent, but not to everybody"), delivery.why)
    if delivery.via == "mailbox":
        return HowSent("quiet", gettext("Kept in the mailbox: no relay is set up"))
    if delivery.complained_at:
        return HowSent("warn", gettext("Delivered, and called spam by the recipient"))
    if delivery.read_at:
        return HowSent("good", gettext("Read by the recipient"))
    if delivery.delivered_at:
        return HowSent("good", gettext("Delivered"))
    if delivery.delayed_at:
        return HowSent(
            "warn", gettext("Sent, delayed on the way: the other side's server still tries")
        )
    return HowSent("good", gettext("Sent"))
