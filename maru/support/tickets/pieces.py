"""Pieces of one mail find one another, and the mail that was put together finds them.

One that could not be put together, or not be read, is tried again by a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from maru.records.channels import quarantine
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import MailPiece, PiecedMail
from maru.records.channels.pieced import JOINED_FROM, is_joined, key_of
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.arriving import Arriving
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.models import Message
from maru.support.tickets.threading import Place, is_known


class PiecesAtHand:
    """The rows of the mails that pieces in one wave belong to, locked until it is committed.

    Costs nothing without a piece, else two queries and a few a piece.
    """

    def __init__(self, wave: Sequence[Arriving]) -> None:
        # Those of one mail are never in one wave. In order, so that two workers wait for each
        # other and not in a circle.
        self._keys = {
            one.envelope.pk: (one.envelope.channel_id, key)
            for one in wave
            if not is_joined(one.envelope) and (key := key_of(one.incoming))
        }
        self._mails: dict[tuple[int, str], PiecedMail] = {}
        if wanted := sorted(set(self._keys.values())):
            PiecedMail.objects.bulk_create(
                (PiecedMail(channel_id=channel, key=key) for channel, key in wanted),
                ignore_conflicts=True,
            )
            mails = PiecedMail.objects.filter(key__in=[key for _, key in wanted])
            for mail in mails.select_for_update().order_by("channel_id", "key"):
                self._mails[mail.channel_id, mail.key] = mail

    def place(self, one: Arriving) -> Place | None:
        """Return where the pieces stand that came before, or those that a mail was made of."""
        if is_joined(one.envelope):
            return _beside(one.envelope.transport[JOINED_FROM], one.sender)
        mail = self._of(one)
        if mail is None:
            return None
        return _beside(mail.pieces.values_list("envelope", flat=True), one.sender)

    def note(self, wave: Sequence[Arriving]) -> None:
        """Write down the pieces of ``wave``."""
        for one in wave:
            if mail := self._of(one):
                mail.add(one.envelope, one.incoming)

    def _of(self, one: Arriving) -> PiecedMail | None:
        key = self._keys.get(one.envelope.pk)
        return self._mails.get(key) if key else None


def _beside(envelopes: Iterable[int], sender: Customer | None) -> Place | None:
    pieces = Message.objects.filter(envelope__in=envelopes)
    pieces = pieces.select_related("ticket__brand", "home__brand")
    newest = pieces.order_by("-id").first()
    if newest is None:
        return None
    # The ticket may be somebody else's, whom an earlier piece answered.
    warnings = [] if is_known(sender, newest.ticket) else ["unknown_sender"]
    place = Place(newest.meant, ThreadedBy.PIECES, {"message": newest.pk}, warnings)
    return place.followed(sender)


def join_again(message: Message, *, by: Member) -> bool:
    """Try again what the piece ``message`` belongs to: to put it together, or to open the whole.

    Returns False if neither has failed (any more), or if it is no piece.
    """
    piece = MailPiece.objects.filter(envelope__message=message).select_related("of__joined").first()
    if piece is None:
        return False
    mail = piece.of
    with transaction.atomic():
        if mail.joined and mail.joined.state == EnvelopeState.QUARANTINED:
            reason, changed = mail.joined.reason, quarantine.retry(mail.joined, by=by)
        else:
            reason, changed = mail.reason, mail.retry()
        if changed:
            after = {"message": message.pk}
            Event.record("ticket.joined_again", message.ticket, by=by, before=reason, after=after)
    return changed
