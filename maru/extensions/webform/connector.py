"""The web form as a channel: how what was sent by it is opened. Answers leave by mail."""

from __future__ import annotations

from collections.abc import Callable

from maru.extensions.webform.letter import Letter
from maru.extensions.webform.web_form import KIND
from maru.kit.blobs import store
from maru.records.channels.connectors import Receipt, Refused, Unreadable
from maru.records.channels.incoming import Incoming, IncomingFile, Party
from maru.records.channels.models import Channel, Envelope
from maru.records.channels.outgoing import Outgoing
from maru.records.channels.unconfirmed import PROVED


class WebFormConnector:
    kind = KIND
    raw = ("json", "application/json")

    def open(self, envelope: Envelope) -> Incoming:
        try:
            letter = Letter.from_bytes(store().read(envelope.sha256))
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable("malformed", str(error)) from error
        return _incoming(letter, is_proved=bool(envelope.transport.get(PROVED)))

    def send(
        self, outgoing: Outgoing, channel: Channel | None, before_end: Callable[[], None]
    ) -> Receipt:
        raise Refused("nothing can be sent by a web form")


def _incoming(letter: Letter, *, is_proved: bool) -> Incoming:
    """Return the letter; what a colleague let in proves nothing, so no machine answers (S1, S4)."""
    return Incoming(
        sender=Party(letter.address, letter.name),
        subject=letter.title,
        text=letter.message,
        written_at=letter.written_at,
        files=[
            IncomingFile(file.name, file.content_type, file.size, file.sha256)
            for file in letter.files
        ],
        language=letter.language,
        may_answer=is_proved,
        authentication={"link": "pass", "verified": True} if is_proved else {},
        warnings=[] if is_proved else ["unconfirmed"],
    )
