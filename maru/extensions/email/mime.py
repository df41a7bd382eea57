"""An Outgoing as the bytes of a mail, the same bytes each time it is asked for."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from email.utils import format_datetime

from maru.extensions.email.headers import field, file_name, message_ids, people, text
from maru.kit.blobs import store
from maru.kit.text.paragraphs import as_html
from maru.records.channels.outgoing import Outgoing, OutgoingFile

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}", re.IGNORECASE)


def as_bytes(outgoing: Outgoing, *, at: datetime) -> bytes:
    """Return the mail with CRLF line ends, the same for the same arguments.

    Raises Injected, ValueError for a bad address or Message-ID, OSError for a
    missing blob.
    """
    letter = outgoing.letter
    body = _several(
        "alternative",
        outgoing.message_id,
        [
            _part("text/plain; charset=utf-8", letter.encode()),
            _part("text/html; charset=utf-8", (outgoing.html or as_html(letter)).encode()),
        ],
    )
    # As most mail programs have it: the pictures around both bodies, the files around all.
    within = [_picture(file) for file in outgoing.files if file.content_id]
    if within:
        body = _several("related", outgoing.message_id, [body, *within])
    files = [_attachment(file) for file in outgoing.files if not file.content_id]
    if files:
        body = _several("mixed", outgoing.message_id, [body, *files])
    return _header(outgoing, at).encode() + b"MIME-Version: 1.0\r\n" + body


def _header(outgoing: Outgoing, at: datetime) -> str:
    own_id = message_ids([outgoing.message_id])
    if not own_id:
        raise ValueError("not a Message-ID")
    fields = {
        "From": people([outgoing.sender]),
        "To": people(outgoing.to),
        "Cc": people(outgoing.cc),
        "Reply-To": people(outgoing.reply_to),
        "Subject": text(outgoing.subject),
        "Date": format_datetime(at),
        "Message-ID": own_id,
        "In-Reply-To": message_ids([outgoing.in_reply_to]),
        "References": message_ids(outgoing.references),
    }
    if outgoing.is_automatic:
        # RFC 3834, 5: whether it answers a mail, or nobody asked for it.
        kind = "auto-replied" if outgoing.in_reply_to else "auto-generated"
        fields |= {"Auto-Submitted": kind, "X-Auto-Response-Suppress": "All"}
    return "".join(field(name, value) for name, value in fields.items() if value)


def _several(kind: str, seed: str, parts: list[bytes]) -> bytes:
    # Not random: a repeated delivery is the same bytes. base64 never holds "=_".
    boundary = f"=_{hashlib.sha256(f'{kind} {seed}'.encode()).hexdigest()[:40]}"
    mark = f"--{boundary}".encode()
    head = field("Content-Type", f'multipart/{kind}; boundary="{boundary}"').encode()
    inner = b"".join(b"\r\n" + mark + b"\r\n" + part for part in parts)
    return head + inner + b"\r\n" + mark + b"--\r\n"


def _part(content_type: str, data: bytes, **more: str) -> bytes:
    fields = field("Content-Type", content_type) + field("Content-Transfer-Encoding", "base64")
    for name, value in more.items():
        fields += field(f"Content-{name.title()}", value)
    return fields.encode() + b"\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _attachment(file: OutgoingFile) -> bytes:
    name, filename = file_name(file.name)
    return _part(f"{_kind(file)}{name}", store().read(file.sha256),
                 disposition=f"attachment{filename}")  # fmt: skip


def _picture(file: OutgoingFile) -> bytes:
    """Return a picture that the HTML shows by its id (RFC 2392)."""
    own_id = message_ids([file.content_id])
    if not own_id:
        raise ValueError("not a Content-ID")
    name, filename = file_name(file.name)
    return _part(f"{_kind(file)}{name}", store().read(file.sha256),
                 id=own_id, disposition=f"inline{filename}")  # fmt: skip


def _kind(file: OutgoingFile) -> str:
    return file.content_type if _TYPE.fullmatch(file.content_type) else "application/octet-stream"
