"""ParsedMail as JSON between child and parent.

JSON and not pickle: a child taken over by a hostile mail must not be able to
run anything in the parent, so the parent builds each field itself.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from maru.kit.mailparse.mail import (
    Address,
    ParsedFile,
    ParsedMail,
    Piece,
    Report,
    ReportedRecipient,
)

Json = dict[str, Any]

_TEXTS = (
    "message_id", "subject", "text", "quoted", "full_text", "html", "automatic", "list_name",
    "language",
)  # fmt: skip
_LISTS = ("in_reply_to", "references", "marks", "notes")


def to_json(mail: ParsedMail) -> Json:
    data = asdict(mail)
    data["date"] = mail.date.isoformat() if mail.date else None
    return data


def from_json(data: Json) -> ParsedMail:
    """Rebuild a mail; raise ValueError, KeyError or TypeError on anything unexpected."""
    mail = ParsedMail(
        sender=_address(data["sender"]) if data["sender"] else None,
        reply_to=[_address(item) for item in data["reply_to"]],
        to=[_address(item) for item in data["to"]],
        cc=[_address(item) for item in data["cc"]],
        original=_address(data["original"]) if data["original"] else None,
        date=datetime.fromisoformat(_text(data["date"])) if data["date"] else None,
        remote_images=int(data["remote_images"]),
        files=[_file(item) for item in data["files"]],
        may_answer=data["may_answer"] is True,
        report=_report(data["report"]) if data["report"] else None,
        piece=_piece(data["piece"]) if data["piece"] else None,
        headers=[(_text(name), _text(value)) for name, value in data["headers"]],
        fields=[(_text(name), _text(value)) for name, value in data["fields"]],
    )
    for name in _TEXTS:
        setattr(mail, name, _text(data[name]))
    for name in _LISTS:
        setattr(mail, name, [_text(item) for item in data[name]])
    return mail


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value


def _address(data: Json) -> Address:
    return Address(name=_text(data["name"]), address=_text(data["address"]))


def _file(data: Json) -> ParsedFile:
    return ParsedFile(
        name=_text(data["name"]),
        declared_type=_text(data["declared_type"]),
        content_type=_text(data["content_type"]),
        size=int(data["size"]),
        sha256=_text(data["sha256"]),
        content_id=_text(data["content_id"]),
        is_inline=data["is_inline"] is True,
        path=_text(data["path"]),
    )


def _piece(data: Json) -> Piece:
    total = data["total"]
    return Piece(_text(data["id"]), int(data["number"]), None if total is None else int(total))


def _report(data: Json) -> Report:
    return Report(
        original_message_id=_text(data["original_message_id"]),
        recipients=[
            ReportedRecipient(
                address=_text(item["address"]),
                action=_text(item["action"]),
                status=_text(item["status"]),
                diagnostic=_text(item["diagnostic"]),
            )
            for item in data["recipients"]
        ],
        fate=_text(data["fate"]),
    )
