"""Raw bytes to ParsedMail. Run it in the child process: see reader.py."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from maru.kit.mailparse.address import read_addresses
from maru.kit.mailparse.bodies import joined
from maru.kit.mailparse.cleaning import drop_invisible
from maru.kit.mailparse.display import all_headers, display_headers
from maru.kit.mailparse.files import Folder
from maru.kit.mailparse.forwarding import original_sender
from maru.kit.mailparse.headers import Headers
from maru.kit.mailparse.language import language_of
from maru.kit.mailparse.limits import MAX_ADDRESSES, MAX_REFERENCES, Unreadable
from maru.kit.mailparse.machine import classify, list_name
from maru.kit.mailparse.mail import Address, ParsedMail
from maru.kit.mailparse.partial import words_of
from maru.kit.mailparse.parts import Walk, add_spare_text, walk
from maru.kit.mailparse.pieces import piece_of
from maru.kit.mailparse.quotation import split_quotation
from maru.kit.mailparse.report import RECEIPTS, read_report
from maru.kit.mailparse.structure import Part, cut

_MAX_SUBJECT = 1000  # characters
# Moments that every reader's time zone can show.
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def parse(raw: bytes, scratch: Path) -> ParsedMail:
    """Read one mail; write its files into ``scratch``, an existing empty folder.

    Raises Unreadable for what is beyond the limits (see limits.py) and nothing
    else. CPU and memory are not bounded here but by Reader.
    """
    root, data, notes = cut(raw)
    mail = ParsedMail(notes=notes)
    _read_identity(mail, root.headers)
    _read_people(mail, root.headers)
    work = Walk(data, Folder(scratch), notes=mail.notes)
    walk(work, root)
    if root.kind == "message/partial":
        work.bodies = [words_of(work.content(root))]
    add_spare_text(work)
    _read_words(mail, work)
    mail.files, mail.marks = work.folder.files, work.marks
    _mark_inline(mail)
    _read_machine(mail, root, work)
    mail.original = _original(mail, work)
    mail.piece = None if "bare_cr" in notes else piece_of(root)
    mail.headers = display_headers(root.headers)
    mail.fields = all_headers(root.headers)
    mail.language = language_of(mail.text)
    return mail


def _read_identity(mail: ParsedMail, headers: Headers) -> None:
    ids = headers.ids("message-id")
    mail.message_id = ids[0] if ids else ""
    if not ids:
        mail.notes.append("message_id_missing")
    mail.in_reply_to = headers.ids("in-reply-to")[:MAX_REFERENCES]
    # The last ones are the nearest of a long thread.
    mail.references = headers.ids("references")[-MAX_REFERENCES:]
    subject = headers.text("subject")[:_MAX_SUBJECT]
    mail.subject = subject if drop_invisible(subject).strip() else ""
    mail.date = _date(headers)
    if mail.date is None:
        mail.notes.append("date_missing")


def _date(headers: Headers) -> datetime | None:
    received = headers.text("received").rpartition(";")[2]
    for text in (headers.text("date"), received):
        try:
            found = parsedate_to_datetime(text[:200])
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
            if _FIRST <= found <= _LAST:
                return found
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
            continue
    return None


def _read_people(mail: ParsedMail, headers: Headers) -> None:
    left = MAX_ADDRESSES
    people: dict[str, list[Address]] = {}
    for name in ("from", "sender", "reply-to", "to", "cc"):
        people[name], count = read_addresses(b", ".join(headers.all(name)), left)
        left -= count
        if left < 0:
            raise Unreadable("too_many_addresses", f"more than {MAX_ADDRESSES}")
    if len(people["from"]) > 1:
        mail.notes.append("several_senders")
    mail.sender = next(iter(people["from"] + people["sender"]), None)
    if mail.sender is None:
        mail.notes.append("sender_missing")
    mail.reply_to, mail.to, mail.cc = people["reply-to"], people["to"], people["cc"]


def _read_words(mail: ParsedMail, work: Walk) -> None:
    body = joined(work.bodies)
    mail.full_text = body.text.rstrip()
    mail.text, mail.quoted = split_quotation(mail.full_text, body.cut_line, body.attributions)
    mail.html, mail.remote_images = body.html, body.remote_images


def _original(mail: ParsedMail, work: Walk) -> Address | None:
    """Who wrote the mail that this one forwards, in its text or as its one attached mail."""
    if mail.automatic:
        return None
    found = original_sender(mail.full_text, mail.subject)
    if found is None and len(work.attached) == 1:
        found = work.attached[0]
    same = found and mail.sender and found.address.lower() == mail.sender.address.lower()
    return None if same else found


def _mark_inline(mail: ParsedMail) -> None:
    """A file is inline if the HTML shows it, wherever in the tree it stood."""
    for file in mail.files:
        if file.content_id and not file.is_inline:
            file.is_inline = f"cid:{file.content_id}" in mail.html


def _read_machine(mail: ParsedMail, root: Part, work: Walk) -> None:
    sender = mail.sender.address if mail.sender else ""
    mail.automatic, mail.may_answer = classify(root, sender, mail.subject)
    mail.list_name = list_name(root.headers)
    if mail.automatic in {"bounce", "report"}:
        mail.report = read_report(work, root, mail.full_text)
        if mail.report.fate in RECEIPTS:
            mail.automatic = "report"  # written as bounces are, and good news
