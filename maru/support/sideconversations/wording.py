"""Side conversations in words: what the history tells, what is left, what to know of a mail."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.staff.journal.models import Event
from maru.support.sideconversations.models import SideConversation, SideMessage
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import Names

SHOWN = 60  # characters of a subject in a sentence


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def left_words(ticket: Ticket) -> str:
    """Say which side conversations of ``ticket`` are open, "" for none. One query."""
    rows = SideConversation.objects.filter(ticket=ticket).open()
    subjects = list(rows.values_list("subject", flat=True))
    if not subjects:
        return ""
    words = ngettext(
        "A side conversation is still open: %(first)s",
        "%(num)s side conversations are still open: %(first)s…",
        len(subjects),
    )
    return words % {"num": len(subjects), "first": shortened(subjects[0])}


def _subject(event: Event) -> str:
    said = event.after or event.before or {}
    return shortened(str(said.get("subject", "")))


def _whom(event: Event) -> str:
    return ", ".join(str(name) for name in (event.after or event.before or {}).get("whom", []))


def started(event: Event, names: Names) -> tuple[str, str]:
    return _("Side conversation begun"), f"{_subject(event)} · {_whom(event)}"


def answered(event: Event, names: Names) -> tuple[str, str]:
    who = str((event.after or {}).get("who", ""))
    return _("Answer in a side conversation"), f"{_subject(event)} · {who}"


def written(event: Event, names: Names) -> tuple[str, str]:
    return _("Written in a side conversation"), _subject(event)


def taken_back(event: Event, names: Names) -> tuple[str, str]:
    return _("Taken back in a side conversation"), _subject(event)


def invited(event: Event, names: Names) -> tuple[str, str]:
    return _("Takes part in a side conversation"), f"{_whom(event)} · {_subject(event)}"


def left(event: Event, names: Names) -> tuple[str, str]:
    return _("Takes part no more in a side conversation"), f"{_whom(event)} · {_subject(event)}"


def done(event: Event, names: Names) -> tuple[str, str]:
    return _("Side conversation done"), _subject(event)


def reopened(event: Event, names: Names) -> tuple[str, str]:
    return _("Side conversation open again"), _subject(event)


TOLD = {
    "ticket.side_started": started,
    "ticket.side_answered": answered,
    "ticket.side_taken_back": taken_back,
    "ticket.side_invited": invited,
    "ticket.side_left": left,
    "ticket.side_done": done,
    "ticket.side_reopened": reopened,
    "ticket.side_written": written,
}


def warnings_of(message: SideMessage) -> list[str]:
    """Return what to know before believing a mail; a code without words is left out."""
    words = {
        "unknown_sender": _("This sender did not take part in the conversation before."),
        "member_address": _("A colleague's address is in From. A mail proves nobody's identity."),
        "unproven_answer": _(
            "It answers a mail to a colleague, but nothing proves that they sent it. It went to "
            "nobody."
        ),
        "spoofed": _("It looks forged: the domain of this sender says that it did not send it."),
        "reply_to_differs": _("Answers would go to another address than the one it came from."),
    }
    return [words[code] for code in message.warnings if code in words]


def machine_of(message: SideMessage) -> str:
    """Return what kind of machine wrote it; '' for a person."""
    return {
        "bounce": _("Report: not delivered"),
        "auto_reply": _("Automatic reply"),
        "report": _("Delivery report"),
        "notification": _("Automatic notification"),
        "list": _("Mailing list"),
    }.get(message.automatic, "")
