"""What is abusive is noted in the transaction that keeps it, so that it is covered at once."""

from __future__ import annotations

from collections.abc import Sequence

from maru.kit.text.abuse import abuse_in
from maru.staff.journal.models import Event
from maru.support.shielding.abuse import MARK
from maru.support.shielding.models import Abuse, Procedure
from maru.support.tickets.choices import MACHINES
from maru.support.tickets.models import Message
from maru.support.tickets.on_receiving import Received


def note(received: Sequence[Received]) -> None:
    """Note the abusive ones of what came in. A quarter of a millisecond each, and no query while
    none is; else three for each."""
    found = [(one, abuse) for one in received if (abuse := _abuse(one.message))]
    if found and Procedure.here().is_on:
        for one, abuse in found:
            _keep(one.message, *abuse)


def _abuse(message: Message) -> tuple[list[str], list[str]] | None:
    """Return kinds and words of it; None for nearly all. Quoted text is not looked at."""
    if message.automatic in MACHINES:
        return None
    found = abuse_in(message.text)
    if not found:
        return None
    return sorted({each.kind for each in found}), list(dict.fromkeys(e.words for e in found))


def _keep(message: Message, kinds: list[str], words: list[str]) -> None:
    Abuse.objects.create(message=message, customer=message.customer, kinds=kinds, words=words)
    message.findings = [*message.findings, {"by": MARK, "veil": True}]
    Message.objects.filter(pk=message.pk).update(findings=message.findings)
    Event.record("ticket.abused", message.ticket, after={"message": message.pk, "kinds": kinds})
