"""Walking the tree of parts: which are the body, which are files."""

import re
from dataclasses import dataclass, field, replace

from maru.kit.mailparse import charset, tnef
from maru.kit.mailparse.address import read_addresses
from maru.kit.mailparse.bodies import Body, html_body, plain_body
from maru.kit.mailparse.calendar import summary_of
from maru.kit.mailparse.cleaning import clean_body, clean_line
from maru.kit.mailparse.files import Folder
from maru.kit.mailparse.headers import Headers, read_headers
from maru.kit.mailparse.limits import MAX_PARTS
from maru.kit.mailparse.mail import Address
from maru.kit.mailparse.pasted import take_out_pictures
from maru.kit.mailparse.sealing import SIGNATURES, seal_in_text, seal_of
from maru.kit.mailparse.structure import Part
from maru.kit.mailparse.transfer import decode_transfer, uuencoded_bytes

_READABLE = {"text/plain", "text/html", "text/markdown", "text/x-markdown"}
_UU = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n(?=[!-`])", re.MULTILINE)
_NUMBER = re.compile(r"[0-9]{1,3}")
_CONTENT_ID = re.compile(r"<?([^<>\s]{1,300})>?")


@dataclass
class Walk:
    """One mail being taken apart."""

    raw: bytes
    folder: Folder
    bodies: list[Body] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)  # shown if nothing else can be read
    wrapped: list[Body] = field(default_factory=list)  # of a winmail.dat, shown as ``spare`` is
    marks: list[str] = field(default_factory=list)  # what is special about it, see ParsedMail
    attached: list[Address | None] = field(default_factory=list)  # the sender of each inner mail

    def note(self, code: str) -> None:
        if code not in self.notes:
            self.notes.append(code)

    def mark(self, code: str) -> None:
        if code and code not in self.marks:
            self.marks.append(code)

    def content(self, part: Part) -> bytes:
        encoding = part.headers.raw("content-transfer-encoding").decode("ascii", "replace")
        return decode_transfer(self.raw[part.start : part.end], encoding)

    def keep_picture(self, data: bytes, declared_type: str, content_id: str) -> None:
        self.folder.keep(data, declared_type=declared_type, content_id=content_id, is_inline=True)


def walk(work: Walk, part: Part, *, is_related: bool = False) -> None:
    """Put every leaf below ``part`` either into bodies or into the folder."""
    if part.kind == "multipart/alternative" and part.children:
        _choose(work, part)
    elif part.children:
        related = part.kind == "multipart/related"
        for index, child in enumerate(part.children):
            walk(work, child, is_related=is_related or (related and index > 0))
    elif part.kind.startswith("multipart/"):
        return
    elif _is_body(part, is_related):
        _read_body(work, part)
    else:
        _keep_file(work, part, is_related)


def _choose(work: Walk, part: Part) -> None:
    """Alternatives: one body that has the plain and the HTML form of the same words."""
    inner = replace(work, bodies=[])  # all else is shared
    for child in part.children:
        walk(inner, child)
    plains = [body for body in inner.bodies if not body.html and not body.from_html]
    htmls = [body for body in inner.bodies if body.html or body.from_html]
    if not plains or not htmls:
        work.bodies += inner.bodies
        return
    merged = htmls[-1]
    plain = next((body for body in plains if body.text.strip()), None)
    if plain is not None:
        merged.text, merged.cut_line, merged.attributions = plain.text, None, set()
    work.bodies += [*htmls[:-1], merged]


def _is_body(part: Part, is_related: bool) -> bool:
    if part.kind not in _READABLE or (is_related and part.headers.has("content-id")):
        return False
    disposition, _ = part.headers.parameters("content-disposition")
    return disposition != "attachment" and not (name_of(part) and disposition)


def _read_body(work: Walk, part: Part) -> None:
    data = work.content(part)
    if part.kind != "text/html":
        data = _take_out_uuencoded(work, data)
    text, is_guessed = charset.decode(data, part.parameters.get("charset", ""))
    if is_guessed:
        work.note("charset_guessed")
    text = clean_body(text)
    if part.kind == "text/html":
        body = html_body(take_out_pictures(text, work.keep_picture))
    else:
        body = plain_body(text)
    if body.note:
        work.note(body.note)
        work.folder.keep(data, "message-body.html" if body.from_html else "message-body.txt")
    work.bodies.append(body)


def _take_out_uuencoded(work: Walk, data: bytes) -> bytes:
    """Files written into the text by old programs (begin 644 name ... end)."""
    kept: list[bytes] = []
    position = 0
    while match := _UU.search(data, position):
        end = data.find(b"\nend", match.end())
        if end < 0 or len(work.folder.files) > 100:
            break
        content = uuencoded_bytes(data[match.end() : end])
        work.folder.keep(content, charset.decode(match[1])[0])
        kept.append(data[position : match.start()])
        position = end + 4
    return b"".join([*kept, data[position:]])


def name_of(part: Part) -> str:
    """The file name the sender gave, decoded; '' if none."""
    _, disposition = part.headers.parameters("content-disposition")
    return disposition.get("filename") or part.parameters.get("name", "")


def _keep_file(work: Walk, part: Part, is_related: bool) -> None:
    data = work.content(part)
    disposition, _ = part.headers.parameters("content-disposition")
    found = _CONTENT_ID.search(part.headers.text("content-id"))
    name, known = name_of(part), ""
    if part.kind in {"message/rfc822", "message/partial", "message/global", "message/news"}:
        known = "message/rfc822"
        work.note("nested_message" if part.kind != "message/partial" else "partial_message")
        name = name or _name_of_piece(part) or _name_of_message(data)
        work.attached.append(_sender_of_message(data))
        if part.kind == "message/partial":
            work.bodies.append(plain_body(readable_start(data)))
            work.mark("partial")
    elif part.kind.startswith("message/") or part.kind in {"text/rfc822-headers", "text/calendar"}:
        known = part.kind
        name = name or f"{part.kind.partition('/')[2]}.{_extension(part.kind)}"
    elif part.kind in _NAMES:
        name = name or _NAMES[part.kind]
        known = part.kind if part.kind in SIGNATURES else ""
        work.mark(seal_of(part.kind, data))
    if part.kind in {"message/delivery-status", "text/enriched"}:
        work.spare.append(readable_start(data))
    if part.kind == "text/calendar":
        work.spare.append(summary_of(data))
    work.folder.keep(
        data,
        name,
        declared_type=clean_line(part.declared),
        content_id=found[1] if found else "",
        is_inline=bool(found) and disposition != "attachment" and is_related,
        known_type=known,
    )
    if data.startswith(tnef.SIGNATURE):
        _unwrap(work, data)


def _unwrap(work: Walk, data: bytes) -> None:
    """Take out what is wrapped in a winmail.dat, which itself stays as a file."""
    wrapped = tnef.unwrap(data)
    work.mark("winmail" if wrapped else "winmail_broken")
    if wrapped is None:
        return
    for name, content in wrapped.files:
        if len(work.folder.files) < MAX_PARTS:
            work.folder.keep(content, name)
    if wrapped.html:
        html = take_out_pictures(clean_body(wrapped.html), work.keep_picture)
        work.wrapped.append(html_body(html))
    elif wrapped.text:
        work.wrapped.append(plain_body(clean_body(wrapped.text)))


_NAMES = {kind: name for kind, (_, name) in SIGNATURES.items()} | {
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-encrypted": "pgp-version.txt",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
}


def _extension(kind: str) -> str:
    return "ics" if kind == "text/calendar" else "txt"


def _name_of_message(data: bytes) -> str:
    """Name an attached message by its subject; its body is not read."""
    subject = message_headers(data).text("subject")
    return f"{subject[:110]}.eml" if subject else "message.eml"


def _name_of_piece(part: Part) -> str:
    number = part.parameters.get("number", "").strip()
    is_piece = part.kind == "message/partial" and _NUMBER.fullmatch(number)
    return f"part-{int(number)}.eml" if is_piece else ""


def _sender_of_message(data: bytes) -> Address | None:
    found, _ = read_addresses(message_headers(data).raw("from"), 5)
    return found[0] if found else None


def message_headers(data: bytes) -> Headers:
    """Header of an attached message, empty if it has none we can read."""
    head = data[: 64 * 1024]
    return read_headers(head, 0, len(head))[0]


def readable_start(data: bytes) -> str:
    return clean_body(charset.decode(data)[0])[:20_000]


def add_spare_text(work: Walk) -> None:
    """An invitation without a word gets one readable line; so does a bare status report."""
    for body in work.bodies:
        work.mark(seal_in_text(body.text))
    if any(body.text.strip() for body in work.bodies):
        return
    if work.wrapped:
        work.bodies += work.wrapped
    elif work.spare:
        work.bodies.append(plain_body(work.spare[0]))
