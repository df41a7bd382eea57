"""Mails as customers' programs write them."""

from email.message import EmailMessage

from maru.kit.blobs import store
from maru.records.channels.models import Delivery


def mail(
    text: str = "내용", *, sender: str = "김하늘 <haneul.kim@example.com>", **fields: str
) -> bytes:
    """Return a mail; ``fields`` are header fields, In_Reply_To for In-Reply-To."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = fields.pop("To", "support@onnuri.example")
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\n", b"\r\n")


def bounce_of(delivery: Delivery, *, status: str = "5.1.1") -> bytes:
    """Return what a mail server says of what we sent: lost, with another status late or here."""
    action = {"5": "failed", "4": "delayed", "2": "delivered"}[status[0]]
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.com>\r\n"
        "To: support@onnuri.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <bounce1@mx.example.com>\r\nAuto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {delivery.recipients[0]}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
        "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{delivery.message_id}>\r\nSubject: Re\r\n\r\n--b--\r\n"
    ).encode()


def read_receipt_of(delivery: Delivery) -> bytes:
    """Return what the recipient's program sends when they allow it (RFC 8098)."""
    return (
        "From: haneul.kim@example.com\r\nTo: support@onnuri.example\r\nSubject: Read: Re\r\n"
        "Message-ID: <receipt@example.com>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=disposition-notification;"
        ' boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSeen.\r\n'
        "--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        "Final-Recipient: rfc822;haneul.kim@example.com\r\n"
        f"Original-Message-ID: <{delivery.message_id}>\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--b--\r\n"
    ).encode()


def raw_of(message) -> bytes:
    return store().read(message.envelope.sha256)
