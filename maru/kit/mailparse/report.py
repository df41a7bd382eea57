"""What a report says of a mail that was sent: RFC 3464 (delivery), RFC 8098 (reading).

Also the prose of qmail, Exim and big providers.
"""

import re

from maru.kit.mailparse.address import valid_address
from maru.kit.mailparse.cleaning import clean_line
from maru.kit.mailparse.headers import Headers, read_headers
from maru.kit.mailparse.mail import Report, ReportedRecipient
from maru.kit.mailparse.parts import Walk, message_headers
from maru.kit.mailparse.structure import Part
from maru.kit.mailparse.words import decode_words

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45])\d\d[ -]")
_LINE_ADDRESS = re.compile(r"^[ \t]{0,8}<?([^\s<>:]{1,100}@[^\s<>:]{1,200}?)>?:?[ \t]*$", re.M)
_ANY_ADDRESS = re.compile(r"[^\s<>:;,\"'()]{1,64}@[^\s<>:;,\"'()]{1,200}")
_MESSAGE_ID = re.compile(r"^message-id:\s{0,5}<([^<>\s]{1,300})>", re.I | re.M)
_MAX_RECIPIENTS = 100
_STATUS_PARTS = {"message/delivery-status", "message/global-delivery-status"}
_COPIES = {"message/rfc822", "text/rfc822-headers", "message/global"}

RECEIPTS = {"delivered", "read"}  # fates that are good news


def read_report(work: Walk, root: Part, text: str) -> Report:
    """Collect recipients, the Message-ID of the mail that was sent, and what became of it.

    ``text`` is the readable body, for bounces without a machine-readable part.
    """
    report = Report("", [])
    for part in _leaves(root):
        data = work.content(part)
        if part.kind in _STATUS_PARTS:
            report.recipients += _recipients(data)
        elif part.kind == "message/disposition-notification":
            _add_disposition(report, message_headers(data.lstrip(b"\r\n")))
        elif part.kind in _COPIES:
            ids = message_headers(data.lstrip(b"\r\n")).ids("message-id")
            report.original_message_id = report.original_message_id or (ids[0] if ids else "")
    if not report.recipients:
        report.recipients = _from_prose(root.headers, text)
    if not report.original_message_id:
        report.original_message_id = _id_from_prose(root.headers, text)
    report.recipients = report.recipients[:_MAX_RECIPIENTS]
    report.fate = report.fate or _fate(report.recipients)
    return report


def _add_disposition(report: Report, fields: Headers) -> None:
    """A mail program tells that its user saw the mail: only "displayed" says so (3.2.6)."""
    ids = fields.ids("original-message-id")
    report.original_message_id = ids[0] if ids else report.original_message_id
    _, _, kind = fields.text("disposition").lower().partition(";")
    is_read = kind.partition("/")[0].strip() == "displayed"
    report.fate = "read" if is_read else report.fate
    if reader := _typed(fields, "final-recipient"):
        action = "displayed" if is_read else ""
        report.recipients.append(ReportedRecipient(reader[:320], action, "", ""))


def _fate(recipients: list[ReportedRecipient]) -> str:
    """What became of it: one lost recipient weighs more than all who got it."""
    if any(map(_is_lost, recipients)):
        return "failed"
    actions = {recipient.action for recipient in recipients}
    if any(r.action in {"delayed", "failed"} or r.status.startswith("4") for r in recipients):
        return "delayed"
    return "delivered" if actions & {"delivered", "relayed", "expanded"} else ""


def _leaves(part: Part) -> list[Part]:
    if not part.children:
        return [part]
    return [leaf for child in part.children for leaf in _leaves(child)]


def _recipients(data: bytes) -> list[ReportedRecipient]:
    """Blocks of fields apart by blank lines; some mailers forget the blank line."""
    found: list[ReportedRecipient] = []
    position = 0
    data = data[: 256 * 1024]
    while position < len(data) and len(found) < _MAX_RECIPIENTS:
        fields, following, _ = read_headers(data, position, min(len(data), position + 64 * 1024))
        if following <= position:
            break
        position = following
        recipient = _typed(fields, "final-recipient") or _typed(fields, "original-recipient")
        if recipient:
            status = _STATUS.search(fields.text("status"))
            found.append(
                ReportedRecipient(
                    address=valid_address(recipient) or recipient[:320],
                    action=fields.text("action").lower()[:20],
                    status=status[1] if status else "",
                    diagnostic=_typed(fields, "diagnostic-code")[:1000],
                )
            )
    return found


def _typed(fields: Headers, name: str) -> str:
    """``rfc822; person@host`` without the type."""
    kind, mark, value = fields.text(name).partition(";")
    return (value if mark else kind).strip().strip("<>")


def _from_prose(headers: Headers, text: str) -> list[ReportedRecipient]:
    """qmail, Exim and others write the address on a line of its own, the reason below."""
    text = text[:20_000]
    failed = headers.text("x-failed-recipients")
    addresses = [valid_address(item) for item in failed.split(",")] if failed else []
    addresses += [valid_address(match.strip("\"'")) for match in _LINE_ADDRESS.findall(text)]
    if not any(addresses):  # in a sentence; only near the top, where it speaks of the failure
        addresses = [valid_address(match.strip(".")) for match in _ANY_ADDRESS.findall(text[:300])]
    unique = list(dict.fromkeys(filter(None, addresses)))[:10]
    status, code = _STATUS.search(text), _CODE.search(text)
    digit = status[1] if status else f"{code[1]}.0.0" if code else ""
    is_delay = not digit.startswith("5") and "delay" in text[:2000].lower()
    return [
        ReportedRecipient(
            address=address,
            action="delayed" if is_delay or digit.startswith("4") else "failed",
            status=status[1] if status else "",
            diagnostic=clean_line(_after(text, address)),
        )
        for address in unique
    ]


def _after(text: str, address: str) -> str:
    position = text.lower().find(address.lower())
    if position < 0:
        return ""
    return decode_words(text[position + len(address) :].lstrip(">: \n").partition("\n\n")[0])[:500]


def _id_from_prose(headers: Headers, text: str) -> str:
    found = _MESSAGE_ID.search(text[:100_000])
    if found:
        return found[1]
    references = headers.ids("in-reply-to") or headers.ids("references")
    return references[0] if references else ""


def _is_lost(recipient: ReportedRecipient) -> bool:
    if recipient.action:
        return recipient.action == "failed" and not recipient.status.startswith("4")
    return recipient.status.startswith("5")
