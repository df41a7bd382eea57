"""Mail that answers a side conversation comes back into it, and opens no ticket (S1, S2).

By a Message-ID of ours, whoever sends it: who holds it was shown our mail. By another's
Message-ID, or by the subject, only what comes from an address that takes part. As a member
acts only who answers the mail that they got, from their own address, proven by DKIM or DMARC.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.records.channels.fate import note_fate
from maru.records.channels.incoming import Incoming
from maru.records.channels.reception import Arrival
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.sideconversations.ids import conversation_in
from maru.support.sideconversations.models import (
    SideConversation,
    SideFile,
    SideLetter,
    SideMessage,
    SideParticipant,
)
from maru.support.sideconversations.telling import tell
from maru.support.sideconversations.writing import give_back_ticket, note_said, write
from maru.support.tickets.candidates import referred_ids
from maru.support.tickets.choices import MACHINES
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.files import NewFile
from maru.support.tickets.message_ids import ticket_number
from maru.support.tickets.models import Message
from maru.support.tickets.notices.answer import BELOW
from maru.support.tickets.subjects import bare_subject, is_marked

SAME_SUBJECT_DAYS = 14


@dataclass
class SideAnswer:
    """One mail, the conversation it answers, and by what that is known."""

    arrival: Arrival
    conversation: SideConversation
    evidence: dict[str, Any]
    letter: SideLetter | None = None  # the mail to a member that it names
    warnings: list[str] = field(default_factory=list)

    @property
    def incoming(self) -> Incoming:
        return self.arrival.incoming

    def carry_out(self) -> SideMessage:
        """Write it down, in the transaction that receives; tell whom it concerns."""
        self.conversation.hold()
        if self.letter and (member := self._proven(self.letter)):
            return self._by_member(member)
        return self._from_outside()

    def _proven(self, letter: SideLetter) -> Member | None:
        """Return whose mail ``letter`` was, if it is proven that they wrote this."""
        member = letter.member
        is_theirs = _address(self.incoming) == member.email.lower()
        is_proven = self.incoming.authentication.get("verified") is True
        is_person = not self.incoming.automatic
        may = member.is_active and member.can(Power.NOTE)
        if not (is_theirs and is_proven and is_person and may):
            return None
        rows = SideConversation.objects.visible_to(member)
        return member if rows.filter(pk=self.conversation.pk).exists() else None

    def _by_member(self, member: Member) -> SideMessage:
        """As if they had written it on the page: it goes to whom the page would send it."""
        if original := self._original(member=member):
            return self._kept(SideMessage(member=member, text=original.text, copy_of=original))
        text = BELOW.sub("", self.incoming.text).rstrip()
        files = [NewFile(f.name, f.content_type, f.size, f.sha256)
                 for f in self.incoming.files if not f.is_inline]  # fmt: skip
        try:
            message = write(self.conversation, text, by=member, files=files)
        except Unreachable:
            return self._from_outside()
        message.envelope = self.arrival.envelope
        message.headers = self.incoming.headers
        message.written_at = self.incoming.written_at
        message.evidence = {**self.evidence, "mail": self.incoming.message_id[:255]}
        message.save(update_fields=["envelope", "headers", "written_at", "evidence"])
        return message

    def _from_outside(self) -> SideMessage:
        incoming, sender = self.incoming, self.incoming.sender
        if original := self._original():
            return self._kept(SideMessage(text=original.text, copy_of=original))
        message = self._kept(
            SideMessage(
                text=incoming.text or _words_of_report(incoming),
                quoted=incoming.quoted,
                html=incoming.html,
                remote_images=min(incoming.remote_images, 32_000),
                language=incoming.language,
                automatic=incoming.automatic,
                warnings=self._warnings(),
                message_id=incoming.message_id[:255],
            )
        )
        SideFile.keep(message, incoming.files)
        event = Event.record(
            "ticket.side_answered",
            self.conversation.ticket,
            after={**self.conversation.told, "message": message.pk, "who": message.author,
                   "automatic": incoming.automatic, "address": sender.address if sender else ""},
        )  # fmt: skip
        # A machine neither reopens nor hurries (S5); that nothing arrived somebody must know.
        is_loss = incoming.report is not None and incoming.report.is_loss
        if incoming.automatic not in MACHINES:
            self.conversation.reopen(by=None, because=event)
            note_said(self.conversation, is_ours=False)
            give_back_ticket(self.conversation, because=event)
        if is_loss or incoming.automatic not in MACHINES:
            tell(message, event)
        return message

    def _kept(self, message: SideMessage) -> SideMessage:
        sender = self.incoming.sender
        message.conversation = self.conversation
        message.from_name = sender.name[:200] if sender else ""
        message.from_address = sender.address[:254] if sender else ""
        message.evidence = {**self.evidence, "mail": self.incoming.message_id[:255]}
        message.envelope = self.arrival.envelope
        message.headers = self.incoming.headers
        message.written_at = self.incoming.written_at
        message.save()
        return message

    def _original(self, **by: Any) -> SideMessage | None:
        """Return what came of the same mail by another mailbox: it is shown, and sent, once."""
        mail = self.incoming.message_id[:255]
        if not mail:
            return None
        rows = self.conversation.messages.once().filter(evidence__mail=mail, **by)
        found = rows.exclude(envelope=None).select_related("envelope").first()
        if found is None:
            return None
        is_same = found.written_at == self.incoming.written_at
        return found if is_same and found.envelope != self.arrival.envelope else None

    def _warnings(self) -> list[str]:
        codes = [*self.warnings, *self.incoming.warnings]
        if self.letter:
            codes.append("unproven_answer")
        elif not self.incoming.is_by_mail_server and not self._takes_part():
            codes.append("unknown_sender")
        if Member.objects.get_queryset().filter(email__iexact=_address(self.incoming)).exists():
            codes.append("member_address")
        return list(dict.fromkeys(codes))

    def _takes_part(self) -> bool:
        people = self.conversation.participants
        return people.filter(address=_address(self.incoming)).exclude(address="").exists()


def claim(arrivals: Collection[Arrival]) -> dict[int, SideAnswer]:
    """Return which of these mails answer a side conversation, by the ids of their envelopes.

    Costs nothing for mail that answers nothing, three or four queries for all others together.
    """
    ids = {name for one in arrivals for name in _names(one.incoming)}
    answering = [one for one in arrivals if _is_answer(one.incoming)]
    if not answering:
        return {}
    known = _Known(ids, answering)
    return {one.envelope.pk: found for one in answering if (found := known.answered_by(one))}


class _Known:
    """What some mails may answer, looked up together."""

    def __init__(self, ids: Iterable[str], answering: Collection[Arrival]) -> None:
        marked = {name: pk for name in ids if (pk := conversation_in(name))}
        others = [name for name in ids if name not in marked and ticket_number(name) is None]
        named = SideMessage.objects.filter(message_id__in=others) if others else None
        self._marked = marked
        self._named = dict(named.values_list("message_id", "conversation_id")) if named else {}
        self._letters = {
            letter.delivery.message_id: letter
            for letter in SideLetter.objects.filter(delivery__message_id__in=marked)
            .select_related("member", "delivery")
        } if marked else {}  # fmt: skip
        rows = SideConversation.objects.select_related("ticket__brand", "ticket__team")
        self._conversations = rows.in_bulk({*marked.values(), *self._named.values()})
        self._of_sender = _of_senders(answering)

    def answered_by(self, arrival: Arrival) -> SideAnswer | None:
        incoming = arrival.incoming
        for name in _names(incoming):
            if ticket_number(name) is not None:
                return None  # nearer than ours stands what a ticket was told
            if found := self._by_name(name, arrival):
                return found
        return self._by_subject(arrival)

    def _by_name(self, name: str, arrival: Arrival) -> SideAnswer | None:
        conversation = self._conversations.get(self._marked.get(name) or self._named.get(name, 0))
        if conversation is None or not _is_here(conversation, arrival):
            return None
        found = SideAnswer(arrival, conversation, {"by": "token", "message_id": name})
        if name in self._marked:
            found.letter = self._letters.get(name)
            _note_report(found)
            return found
        found.evidence["by"] = "references"
        # Another's own Message-ID is no secret: it leads in only whoever takes part (S2).
        return (
            found if conversation in self._of_sender.get(_address(arrival.incoming), ()) else None
        )

    def _by_subject(self, arrival: Arrival) -> SideAnswer | None:
        incoming, bare = arrival.incoming, bare_subject(arrival.incoming.subject)
        since = timezone.now() - timedelta(days=SAME_SUBJECT_DAYS)
        for conversation in self._of_sender.get(_address(incoming), ()):
            is_same = bool(bare) and bare == bare_subject(conversation.subject)
            if is_same and conversation.last_at >= since and _is_here(conversation, arrival):
                if Message.objects.filter(message_id__in=referred_ids(incoming)).exists():
                    return None  # it answers what stands in a ticket
                return SideAnswer(arrival, conversation, {"by": "subject", "subject": bare})
        return None


def _of_senders(answering: Collection[Arrival]) -> dict[str, list[SideConversation]]:
    """Return address -> the conversations it takes part in, the newest first. One query."""
    addresses = {_address(one.incoming) for one in answering} - {""}
    rows = SideParticipant.objects.filter(address__in=addresses).order_by("-conversation")
    found: dict[str, list[SideConversation]] = {}
    for row in rows.select_related("conversation__ticket__brand", "conversation__ticket__team")[
        :200
    ]:
        found.setdefault(row.address, []).append(row.conversation)
    return found


def _is_here(conversation: SideConversation, arrival: Arrival) -> bool:
    """Another brand's conversation is none of this mailbox's business (S8)."""
    return conversation.ticket.brand_id == arrival.envelope.channel.brand_id


def _is_answer(incoming: Incoming) -> bool:
    named = incoming.in_reply_to or incoming.references or incoming.report
    return bool(named) or is_marked(incoming.subject)


def _names(incoming: Incoming) -> Iterator[str]:
    """Yield the Message-IDs that it answers, the nearest first; of a report, what it reports of."""
    if incoming.report and incoming.report.message_id:
        yield incoming.report.message_id[:255]
    yield from referred_ids(incoming)


def _note_report(found: SideAnswer) -> None:
    report = found.incoming.report
    if report is None:
        return
    brand = found.conversation.ticket.brand
    note_fate([found.evidence["message_id"]], report.fate, brand=brand)
    found.evidence |= {
        "by": "bounce",
        "recipients": [each.address for each in report.recipients],
        "is_permanent": report.is_loss,
    }
    found.letter = None  # a server's report of a mail to a member is nobody's answer


def _words_of_report(incoming: Incoming) -> str:
    return "\n".join(
        f"{each.address} {each.diagnostic}".strip()
        for each in (incoming.report.recipients if incoming.report else ())
    )


def _address(incoming: Incoming) -> str:
    return incoming.sender.address.strip().lower() if incoming.sender else ""
