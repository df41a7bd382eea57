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
    tickets = {m.pk: m.ticket_id for m in messages if "partial" in m.marks and m.envelope_id}
    if not tickets:
        return {}
    rows = MailPiece.objects.filter(envelope__message__in=tickets).values_list(
        "envelope__message", "number", "of__total", "of__state", "of__reason",
        "of__joined__state", "of__joined__reason",
        "of__joined__message", "of__joined__message__ticket",
    )  # fmt: skip
    return {pk: _shown(tickets[pk], *row) for pk, *row in rows}


def _shown(
    ticket: int,
    number: int,
    total: int | None,
    state: str,
    reason: str,
    opened: str | None,
    refused: str | None,
    whole: int | None,
    place: int | None,
) -> PieceShown:
    if opened in _ASIDE and not whole:
        state, reason = Pieces.FAILED, refused or ""
    is_here = place == ticket
    return PieceShown(
        number, total, str(state), reason, whole if is_here else None, bool(whole) and not is_here
    )
