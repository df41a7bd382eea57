"""An import is taken back: all its tickets that nobody has worked on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError, Q

from maru.extensions.email.importing.imported_mail import (
    ImportedCustomer,
    ImportedMail,
    MailState,
)
from maru.extensions.email.importing.mail_import import ImportState, MailImport
from maru.extensions.email.importing.taking import Tell
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Source
from maru.support.tickets.importing.receiving import VERB
from maru.support.tickets.models import Draft, Message, Ticket

TOGETHER = 100  # tickets in one commit


def undo_all(mail_import: MailImport, tell: Tell) -> None:
    """Remove its untouched tickets with their mails, then the customers whom nobody else knows.

    Raises Stopped or DatabaseError; the next try goes on from there.
    """
    ours = Message.objects.filter(envelope__imported__mail_import=mail_import)
    tickets = Ticket.objects.filter(source=Source.IMPORT, pk__in=ours.values("ticket"))
    while True:
        last = mail_import.cursor.get("ticket", 0)
        numbers = list(
            tickets.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:TOGETHER]
        )
        if not numbers:
            break
        _undo(mail_import, numbers)
        tell(mail_import)
    _forget_customers(mail_import)
    mail_import.step_to(ImportState.UNDONE)


def _undo(mail_import: MailImport, numbers: list[int]) -> None:
    with transaction.atomic():
        locked = Ticket.objects.select_for_update().filter(pk__in=numbers)
        free = set(locked.values_list("pk", flat=True)) - _touched(mail_import, numbers)
        messages = Message.objects.filter(ticket__in=free)
        envelopes = list(messages.values_list("envelope__id", flat=True))
        messages.delete()
        Ticket.objects.filter(pk__in=free).delete()
        _drop(envelopes)
        mail_import.hold(
            cursor={"ticket": numbers[-1]},
            tickets=mail_import.tickets - len(free),
            messages=max(0, mail_import.messages - len(envelopes)),
            kept=mail_import.kept + len(numbers) - len(free),
        )


def _touched(mail_import: MailImport, numbers: list[int]) -> set[int]:
    """Return those of the tickets that anybody, or another mail, has had a part in."""
    imported = Q(verb=VERB, after__import=mail_import.pk)
    events = Event.objects.filter(subject_kind="ticket", subject_id__in=numbers)
    others = Message.objects.filter(ticket__in=numbers).filter(
        Q(envelope=None)
        | Q(envelope__imported=None)
        | ~Q(envelope__imported__mail_import=mail_import)
    )
    drafts = Draft.objects.filter(ticket__in=numbers)
    followers = Ticket.followers.through.objects.filter(ticket__in=numbers)
    return {
        *events.exclude(imported).values_list("subject_id", flat=True),
        *others.values_list("ticket_id", flat=True),
        *drafts.values_list("ticket_id", flat=True),
        *followers.values_list("ticket_id", flat=True),
        *Ticket.objects.filter(follow_up_of__in=numbers).values_list("follow_up_of_id", flat=True),
    }


def _drop(envelopes: Sequence[int]) -> None:
    ImportedMail.objects.filter(envelope__in=envelopes).update(
        state=MailState.UNDONE, envelope=None
    )
    Envelope.objects.filter(pk__in=envelopes).delete()


def _forget_customers(mail_import: MailImport) -> None:
    """Forget the quarantined mails, and the customers of whom nothing is left."""
    with transaction.atomic():
        aside = Envelope.objects.filter(
            imported__mail_import=mail_import,
            state__in=[EnvelopeState.QUARANTINED, EnvelopeState.DISCARDED],
            message=None,
        )
        _drop(list(aside.values_list("pk", flat=True)))
        mail_import.hold(quarantined=0)
    made = ImportedCustomer.objects.filter(mail_import=mail_import).values("customer")
    unknown = Customer.objects.filter(pk__in=made, tickets=None, messages=None, note="")
    edited = Event.objects.filter(subject_kind="customer").values("subject_id")
    last = 0
    while numbers := list(
        unknown.filter(pk__gt=last)
        .exclude(pk__in=edited)
        .order_by("pk")
        .values_list("pk", flat=True)[:TOGETHER]
    ):
        last = numbers[-1]
        try:
            with transaction.atomic():
                mail_import.hold()
                Customer.objects.filter(pk__in=numbers).delete()
        except ProtectedError:
            continue  # an app above knows one of them
