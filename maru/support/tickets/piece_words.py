"""What is said of messages that are pieces of one mail, and of what became of the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.mailparse.limits import MAX_RAW
from maru.kit.ui.amounts import filesize
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import MailPiece, PiecedMail
from maru.records.channels.pieced import Pieces
from maru.records.channels.reasons import reason_in_words
from maru.support.tickets.models import Message

_MESSAGES = ("of__joined__message", "envelope__message")
_ASIDE = {EnvelopeState.QUARANTINED, EnvelopeState.DISCARDED}
_EXCERPT = 160  # characters


@dataclass
class PiecedShown:
    """One mail that came in pieces, and those of its messages that are at hand."""

    pk: int
    state: str  # waiting, ready, joined, failed
    total: int | None  # None until a piece says it
    reason: str = ""  # why the whole could not be made or read
    whole: int | None = None  # the message that it became, if it stands in the same ticket
    is_elsewhere: bool = False  # it became one of another ticket
    aside: int | None = None  # the envelope of a whole that was set aside
    is_discarded: bool = False  # and somebody said that nothing shall become of it
    came: int = 0  # different pieces
    size: int = 0  # bytes of those, as they came
    pieces: list[PieceShown] = field(default_factory=list)  # at hand, in the order of the mail

    @property
    def last(self) -> int:
        """The message at whose place all of them are shown."""
        return max(piece.message.pk for piece in self.pieces)

    @property
    def is_done(self) -> bool:
        return bool(self.whole) or self.is_elsewhere

    @property
    def is_failed(self) -> bool:
        return self.state == Pieces.FAILED

    @property
    def is_under_way(self) -> bool:
        return not self.is_done and self.state in {Pieces.READY, Pieces.JOINED}

    @property
    def may_succeed(self) -> bool:
        """Whether trying again can help: what is too large stays so, until an update."""
        return self.is_failed and not self.is_discarded and not self._is_too_large

    @property
    def excerpt(self) -> str:
        """The first words of the first piece, if it is at hand."""
        first = next((piece for piece in self.pieces if piece.number == 1), None)
        return " ".join(first.message.text[:2000].split())[:_EXCERPT] if first else ""

    @property
    def words(self) -> str:
        """One line: what it is, and how far it is."""
        if self.state == Pieces.WAITING:
            return self._waiting
        parts = {"num": self.came}
        if self.is_failed:
            return ngettext(
                "A mail in %(num)s part, which could not be put together",
                "A mail in %(num)s parts, which could not be put together", self.came,
            ) % parts  # fmt: skip
        if self.whole:
            return ngettext(
                "%(num)s part of a mail, put together below",
                "%(num)s parts of a mail, put together below", self.came,
            ) % parts  # fmt: skip
        if self.is_elsewhere:
            return ngettext(
                "%(num)s part of a mail, which stands whole in another ticket",
                "%(num)s parts of a mail, which stands whole in another ticket", self.came,
            ) % parts  # fmt: skip
        return ngettext(
            "%(num)s part of a mail is being put together",
            "%(num)s parts of a mail are being put together", self.came,
        ) % parts  # fmt: skip

    @property
    def _waiting(self) -> str:
        if self.total:
            return _(
                "%(came)s of %(total)s parts of a mail have come. "
                "It is put together when the others are here"
            ) % {"came": self.came, "total": self.total}
        return ngettext(
            "%(num)s part of a mail has come. It is put together when the others are here",
            "%(num)s parts of a mail have come. It is put together when the others are here",
            self.came,
        ) % {"num": self.came}

    @property
    def _is_too_large(self) -> bool:
        return self.reason == "too_large" and not self.aside and self.size > MAX_RAW

    @property
    def why(self) -> str:
        """What went wrong, and what the parts are good for meanwhile; '' if nothing did."""
        if not self.is_failed:
            return ""
        if self._is_too_large:
            return _(
                "Together they have %(size)s, and Maru opens mail up to %(limit)s. Nothing of it "
                "is lost: open the line above, download the parts and append them to one another "
                "in their order, and a mail program opens the whole. Or ask for the files in "
                "several mails, or by a link."
            ) % {"size": filesize(self.size), "limit": filesize(MAX_RAW)}
        if self.is_discarded:
            return _("The whole was set aside, then discarded. The parts are here as they came.")
        if self.reason == "failed" and not self.aside:
            return _("It failed five times over. The parts are here as they came.")
        rest = _("The parts are here as they came.")
        if self.aside:
            rest = _("The whole is in quarantine; the parts are here as they came.")
        return f"{reason_in_words(self.reason)} {rest}"


@dataclass
class PieceShown:
    """One message that is a piece. The same piece may have come twice."""

    number: int
    message: Message
    of: PiecedShown

    @property
    def total(self) -> int | None:
        return self.of.total

    @property
    def state(self) -> str:
        return self.of.state

    @property
    def reason(self) -> str:
        return self.of.reason

    @property
    def whole(self) -> int | None:
        return self.of.whole

    @property
    def words(self) -> str:
        if self.total:
            words = _("Part %(number)s of %(total)s")
            return words % {"number": self.number, "total": self.total}
        return _("Part %(number)s") % {"number": self.number}


def pieces_among(messages: Iterable[Message]) -> dict[int, PieceShown]:
    """Return message id -> piece, for those that are one. Costs two queries if there are any."""
    marked = {message.pk: message for message in messages if "partial" in message.marks}
    if not marked:
        return {}
    rows = MailPiece.objects.filter(envelope__message__in=marked).select_related("of", *_MESSAGES)
    heavy = [
        f"{row}__{name}" for row in _MESSAGES for name in ("text", "quoted", "html", "headers")
    ]
    mails: dict[int, PiecedShown] = {}
    found: dict[int, PieceShown] = {}
    for row in rows.defer(*heavy).order_by("number", "pk"):
        message = marked[row.envelope.message.pk]
        mail = mails.setdefault(row.of_id, _shown(row.of, message.ticket_id))
        found[message.pk] = PieceShown(row.number, message, mail)
        mail.pieces.append(found[message.pk])
    _measure(mails)
    return found


def _shown(mail: PiecedMail, ticket: int) -> PiecedShown:
    joined = mail.joined
    whole = getattr(joined, "message", None)
    shown = PiecedShown(mail.pk, str(mail.state), mail.total, mail.reason)
    if whole:
        shown.whole = whole.pk if whole.ticket_id == ticket else None
        shown.is_elsewhere = whole.ticket_id != ticket
    elif joined and joined.state in _ASIDE:
        shown.state, shown.reason, shown.aside = str(Pieces.FAILED), joined.reason, joined.pk
        shown.is_discarded = joined.state == EnvelopeState.DISCARDED
    return shown


def _measure(mails: dict[int, PiecedShown]) -> None:
    """Count what came of each mail, in whatever ticket it stands; each piece once."""
    sizes: defaultdict[int, dict[int, int]] = defaultdict(dict)
    rows = MailPiece.objects.filter(of__in=mails).order_by("pk")
    for of, number, size in rows.values_list("of", "number", "envelope__size"):
        sizes[of].setdefault(number, size)
    for pk, mail in mails.items():
        counted = [s for number, s in sizes[pk].items() if not mail.total or number <= mail.total]
        mail.came, mail.size = len(counted), sum(counted)
