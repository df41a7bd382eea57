"""Which imported mails belong together: by what they name, then by subject and customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import ContactPoint
from maru.staff.company.models import Brand
from maru.support.tickets.candidates import Candidates, referred_ids
from maru.support.tickets.choices import Source, Status, ThreadedBy
from maru.support.tickets.importing.old_mail import OldMail
from maru.support.tickets.models import Participant, Ticket
from maru.support.tickets.participant import Admission
from maru.support.tickets.subjects import bare_subject, is_marked
from maru.support.tickets.threading import SAME_SUBJECT_DAYS, Place

WINDOW = timedelta(days=SAME_SUBJECT_DAYS)
LOOKED_AT = 2_000  # earlier tickets of the customers of one batch


@dataclass(eq=False)
class Thread:
    """A ticket, and the mails of this batch that belong to it, in the order of their dates."""

    ticket: Ticket
    is_new: bool
    known: set[str] = field(default_factory=set)  # addresses that have part in it
    mails: list[OldMail] = field(default_factory=list)

    @property
    def last_at(self) -> datetime:
        return max(self.ticket.updated_at, *(mail.past.at for mail in self.mails))

    def settle(self) -> None:
        """Let the ticket stand where its newest mail leaves it. Does not save.

        Only a ticket that an import made, and that nothing newer has changed.
        """
        ticket = self.ticket
        for mail in self.mails:
            at = mail.past.at
            if mail.is_own and ticket.first_answered_at is None and at > ticket.created_at:
                ticket.first_answered_at = at
            if at < ticket.updated_at or ticket.source != Source.IMPORT:
                continue
            ticket.updated_at = at
            if not mail.arriving.is_machine or self.is_new:
                self._stand(mail)

    def _stand(self, mail: OldMail) -> None:
        ticket, at, before = self.ticket, mail.past.at, mail.past.solve_before
        if before and at < before:
            ticket.status, ticket.solved_at = Status.SOLVED, at
            return
        ticket.solved_at = None
        if mail.is_own:
            ticket.status = Status.PENDING
        else:
            ticket.status = Status.OPEN if ticket.first_answered_at else Status.NEW


class Threads:
    """The threads of one batch. Costs some seven queries for all."""

    def __init__(self, mails: Sequence[OldMail]) -> None:
        self.all: list[Thread] = []
        self._candidates = Candidates(mail.incoming for mail in mails)
        self._of_ticket: dict[int, Thread] = {}
        self._by_id: dict[tuple[int, str], Thread] = {}
        self._by_subject: dict[tuple[int, str], Thread] = {}
        self._know(self._candidates.tickets)
        self._remember_subjects(mails)

    def place(self, mail: OldMail) -> Thread:
        """Put ``mail`` into its thread, and write down why. Give them in the order of dates."""
        brand = mail.arriving.envelope.channel.brand
        thread = self._by_reference(mail, brand) or self._by_subject_of(mail)
        if thread is None:
            thread = Thread(mail.new_ticket(), is_new=True)
            self.all.append(thread)
        elif thread not in self.all:
            self.all.append(thread)
        found = mail.arriving.found
        found.ticket = None if thread.is_new and not thread.mails else thread.ticket
        mail.arriving.ticket = thread.ticket
        thread.mails.append(mail)
        thread.known |= mail.addresses
        if message_id := mail.incoming.message_id[:255]:
            self._by_id.setdefault((brand.pk, message_id), thread)
        if key := _subject_key(mail):
            self._by_subject[key] = thread
        return thread

    def _by_reference(self, mail: OldMail, brand: Brand) -> Thread | None:
        report = mail.incoming.report
        named = [report.message_id] if report and report.message_id else []
        for message_id in [*named, *referred_ids(mail.incoming)]:
            marked = self._candidates.marked(message_id, brand)
            if marked:
                return self._joined(
                    mail, self._of_ticket[marked.pk], ThreadedBy.TOKEN, home=marked,
                    message_id=message_id,
                )  # fmt: skip
            thread = self._by_id.get((brand.pk, message_id))
            kept = [(self._of_ticket[t.pk], t) for t in self._candidates.named(message_id, brand)]
            for one, home in [(thread, thread.ticket), *kept] if thread else kept:
                if self._has_part(mail, one):
                    by = ThreadedBy.BOUNCE if report else ThreadedBy.REFERENCES
                    return self._joined(mail, one, by, home=home, message_id=message_id)
                # A stranger's mail gets a ticket of its own, as it would today (S2).
                mail.arriving.found.evidence = {"message_id": message_id}
        return None

    def _by_subject_of(self, mail: OldMail) -> Thread | None:
        subject = mail.incoming.subject
        key, is_reply = _subject_key(mail), mail.incoming.in_reply_to or is_marked(subject)
        thread = self._by_subject.get(key) if key and is_reply else None
        if thread is None or abs(mail.past.at - thread.last_at) > WINDOW:
            return None
        return self._joined(
            mail, thread, ThreadedBy.SUBJECT, home=thread.ticket,
            subject=bare_subject(subject), days=SAME_SUBJECT_DAYS,
        )  # fmt: skip

    @staticmethod
    def _joined(mail: OldMail, thread: Thread, by: str, *, home: Ticket, **evidence: Any) -> Thread:
        """Write down why. ``home`` is the ticket that it names, also if that was merged."""
        if by == ThreadedBy.BOUNCE:
            report = mail.incoming.report
            evidence["is_permanent"] = report is not None and report.is_loss
        if home is thread.ticket:
            mail.arriving.found = Place(None, by, evidence)
        else:
            mail.arriving.found = Place(None, by, {**evidence, "merged": home.pk}, home=home)
        return thread

    @staticmethod
    def _has_part(mail: OldMail, thread: Thread) -> bool:
        if mail.is_own or mail.incoming.report:
            return True
        return mail.arriving.address in thread.known

    def _know(self, tickets: Sequence[Ticket]) -> None:
        """Wrap the tickets that are there already, with the addresses that have part in them."""
        threads: dict[int, Thread] = {}
        of_requester: dict[int, list[Thread]] = {}
        for ticket in tickets:
            stands = ticket.survivor()  # its messages stand there, if it was merged
            known = threads.get(stands.pk) or self._of_ticket.get(stands.pk)
            threads[ticket.pk] = threads[stands.pk] = known or Thread(stands, is_new=False)
            for requester in {ticket.requester_id, stands.requester_id}:
                if requester:
                    of_requester.setdefault(requester, []).append(threads[ticket.pk])
        self._of_ticket |= threads
        if not threads:
            return
        points = ContactPoint.objects.filter(customer__in=of_requester, kind=ContactKind.EMAIL)
        for customer, value in points.values_list("customer_id", "value"):
            for thread in of_requester[customer]:
                thread.known.add(value)
        named = Participant.objects.filter(ticket__in=threads).exclude(admission=Admission.REMOVED)
        for number, address in named.values_list("ticket_id", "address"):
            threads[number].known.add(address)

    def _remember_subjects(self, mails: Sequence[OldMail]) -> None:
        """Look up earlier tickets of those who answer by subject alone."""
        answers = [m for m in mails if m.customer and is_marked(m.incoming.subject)]
        if not answers:
            return
        earlier = Ticket.objects.filter(
            requester__in={m.customer.pk for m in answers if m.customer},
            brand__in={m.brand_id for m in answers},
            updated_at__gte=min(m.past.at for m in answers) - WINDOW,
            created_at__lte=max(m.past.at for m in answers) + WINDOW,
        )
        recent = list(earlier.select_related("brand").order_by("-updated_at")[:LOOKED_AT])
        self._know([ticket for ticket in recent if ticket.pk not in self._of_ticket])
        for ticket in reversed(recent):
            key = (ticket.requester_id or 0, bare_subject(ticket.subject))
            self._by_subject[key] = self._of_ticket[ticket.pk]


def _subject_key(mail: OldMail) -> tuple[int, str] | None:
    bare = bare_subject(mail.incoming.subject)
    return (mail.customer.pk, bare) if mail.customer and bare else None
