"""One mail that comes in more than once: by several of our mailboxes, or by several ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from maru.support.tickets.arriving import Arriving
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message

Face = tuple[str, str, str, str, list[str]]


class Copies:
    """What already came under the Message-IDs of some mails. Costs two queries."""

    def __init__(self, mails: Iterable[Arriving]) -> None:
        self._here: defaultdict[str, list[Message]] = defaultdict(list)
        ids = {_id(mail) for mail in mails} - {""}
        here = Message.objects.filter(message_id__in=ids, direction=Direction.FROM_CUSTOMER)
        if ids:
            loaded = here.once().select_related("ticket__brand", "home__brand", "envelope")
            for message in loaded.prefetch_related("attachments").defer("headers"):
                self._here[message.message_id].append(message)

    def original_of(self, mail: Arriving) -> Message | None:
        """Return the message that is the same mail, come to the brand before.

        A Message-ID alone proves nothing (D2): who wrote, every word and every
        file must be the same, so that nothing is lost when one of the two is shown.
        By one mailbox the same mail comes with other bytes when mail servers
        handed it on by two ways; a program that uses an id again writes another
        date, so there the date must be the same too.
        """
        channel = mail.envelope.channel
        return next(
            (
                message
                for message in self._here[_id(mail)]
                if message.ticket.brand_id == channel.brand_id
                and message.envelope
                and (message.envelope.channel_id != channel.pk or _is_of_one_date(message, mail))
                and face_of_message(message) == _face_of(mail)
            ),
            None,
        )


def _id(mail: Arriving) -> str:
    return mail.incoming.message_id[:255]


def _is_of_one_date(message: Message, mail: Arriving) -> bool:
    return message.written_at is not None and message.written_at == mail.incoming.written_at


def face_of_message(message: Message) -> Face:
    """Return what must be the same of the same mail. Costs two queries unless it is loaded."""
    files = sorted(file.sha256 for file in message.attachments.all())
    return message.from_address.lower(), message.text, message.quoted, message.html, files


def _face_of(mail: Arriving) -> Face:
    incoming = mail.incoming
    files = sorted(file.sha256 for file in incoming.files)
    return mail.address[:254], incoming.text, incoming.quoted, incoming.html, files
