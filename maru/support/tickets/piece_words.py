"""What is said of a message that is one piece of a mail, and of what became of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import MailPiece
from maru.records.channels.pieced import Pieces
from maru.records.channels.reasons import reason_in_words
from maru.support.tickets.models import Message

_MESSAGES = ("of__joined__message", "envelope__message")
_ASIDE = {EnvelopeState.QUARANTINED, EnvelopeState.DISCARDED}


@dataclass(frozen=True)
class PieceShown:
    number: int
    total: int | None
    state: str  # waiting, ready, joined, failed
    reason: str = ""  # why the whole could not be read
    whole: int | None = None  # the message that it became, if it stands in the same ticket
    is_elsewhere: bool = False  # it became one of another ticket

    @property
    def words(self) -> str:
        part = _("Part %(number)s of a mail that its sender's program cut into several.")
        if self.total:
            part = _("Part %(number)s of %(total)s of a mail that its sender's program cut up.")
        return f"{part} {self._fate}" % {"number": self.number, "total": self.total}

    @property
    def _fate(self) -> str:
        if self.state == Pieces.FAILED:
            why = str(reason_in_words(self.reason)).replace("%", "%%")
            return _("Put together, it cannot be read, so the parts stay as they are.") + f" {why}"
        if self.whole:
            return _("It is put together below.")
        if self.is_elsewhere:
            return _("Put together, it stands in another ticket.")
        if self.state == Pieces.WAITING:
            return _("When the others have come, they are put together.")
        return _("It is being put together.")


def pieces_among(messages: Iterable[Message]) -> dict[int, PieceShown]:
    """Return message id -> piece, for those that are one. Costs a query if there are any."""
    marked = [message.pk for message in messages if "partial" in message.marks]
    if not marked:
        return {}
    pieces = MailPiece.objects.filter(envelope__message__in=marked).select_related(*_MESSAGES)
    heavy = [
        f"{row}__{name}" for row in _MESSAGES for name in ("text", "quoted", "html", "headers")
    ]
    return {piece.envelope.message.pk: _shown(piece) for piece in pieces.defer(*heavy)}


def _shown(piece: MailPiece) -> PieceShown:
    mail, joined = piece.of, piece.of.joined
    state, reason = mail.state, mail.reason
    whole = getattr(joined, "message", None)
    if joined and joined.state in _ASIDE and not whole:
        state, reason = Pieces.FAILED, joined.reason
    is_here = whole is not None and whole.ticket_id == piece.envelope.message.ticket_id
    return PieceShown(
        number=piece.number,
        total=mail.total,
        state=str(state),
        reason=reason,
        whole=whole.pk if whole and is_here else None,
        is_elsewhere=whole is not None and not is_here,
    )
