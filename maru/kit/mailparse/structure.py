"""A raw mail cut into its tree of parts, in one pass per level, within limits.

Our own cutter and not the standard library's: ``email`` raises on broken mails
and needs seconds for endlessly nested ones. Here a part is a slice; nothing is
decoded, attached messages are not entered, and counting happens while cutting.
"""

from dataclasses import dataclass, field

from maru.kit.mailparse.headers import Headers, read_headers
from maru.kit.mailparse.limits import MAX_DEPTH, MAX_PARTS, MAX_RAW, Unreadable

_MAX_FALSE_BOUNDARIES = 100_000


@dataclass
class Part:
    headers: Headers
    kind: str  # such as text/plain; what RFC 2045 implies if the sender did not say
    declared: str  # '' if the sender did not say
    parameters: dict[str, str]
    start: int  # of the body, in the raw mail
    end: int
    children: list["Part"] = field(default_factory=list)


@dataclass
class Cutting:
    """The work in hand: the mail, how many parts were met, what was repaired."""

    raw: bytes
    parts: int = 0
    notes: list[str] = field(default_factory=list)


def cut(raw: bytes) -> tuple[Part, bytes, list[str]]:
    """Return the root part, the bytes its slices refer to, and notes.

    Raises Unreadable: empty, too_large, headers_too_large, too_many_parts,
    too_deep, malformed. Linear in size times depth.
    """
    if len(raw) > MAX_RAW:
        raise Unreadable("too_large", f"{len(raw)} bytes")
    if not raw.strip(b"\r\n\t \x00"):
        raise Unreadable("empty")
    work = Cutting(without_lead(raw))
    if b"\n" not in raw and b"\r" in raw:
        work.raw = work.raw.replace(b"\r", b"\n")
        work.notes.append("bare_cr")
    root = _part(work, 0, len(work.raw), "text/plain", 1)
    return root, work.raw, list(dict.fromkeys(work.notes))


def without_lead(raw: bytes) -> bytes:
    """Without the byte order mark and blank lines that some gateways put before the header."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    return raw.lstrip(b"\r\n\t ") if raw[:1] in b"\r\n\t " else raw


def _part(work: Cutting, start: int, end: int, default: str, depth: int) -> Part:
    work.parts += 1
    if work.parts > MAX_PARTS:
        raise Unreadable("too_many_parts", f"more than {MAX_PARTS}")
    if depth > MAX_DEPTH:
        raise Unreadable("too_deep", f"more than {MAX_DEPTH} levels")
    headers, body, damaged = read_headers(work.raw, start, end)
    if damaged:
        work.notes.append("header_damaged")
    declared, parameters = headers.parameters("content-type")
    kind = _kind(declared, default)
    part = Part(headers, kind, declared, parameters, body, end)
    if kind.startswith("multipart/"):
        _cut_children(work, part, depth)
    return part


def _kind(declared: str, default: str) -> str:
    kind = "".join(declared.split())
    main, slash, sub = kind.partition("/")
    if main and slash and sub:
        return kind
    return {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
        main, default if not declared else "application/octet-stream"
    )


def _cut_children(work: Cutting, part: Part, depth: int) -> None:
    boundary = part.parameters.get("boundary", "")
    marks = _marks(work, part, boundary.encode("utf-8", "replace")) if boundary else []
    if not marks:
        guess = _guessed_boundary(work, part)
        marks = _marks(work, part, guess) if guess else []
    if not marks:
        work.notes.append("boundary_missing")
        part.kind = "text/plain"
        return
    default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
    for index, (_, after, is_last) in enumerate(marks):
        if is_last:
            _keep_preamble(part, marks[0][0])
            return
        stop = marks[index + 1][0] if index + 1 < len(marks) else part.end
        if work.raw[after:stop].strip(b"\r\n") or stop < part.end:
            part.children.append(_part(work, after, stop, default, depth + 1))
    work.notes.append("boundary_unclosed")


def _keep_preamble(part: Part, end: int) -> None:
    """A closing line alone: what stands before it is all the sender wrote, so it is the body."""
    if not part.children:
        part.kind, part.end = "text/plain", end


def _marks(work: Cutting, part: Part, boundary: bytes) -> list[tuple[int, int, bool]]:
    """Delimiter lines as (end of the text before, start of the text after, closing)."""
    raw, needle = work.raw, b"--" + boundary.rstrip()
    marks: list[tuple[int, int, bool]] = []
    position, tries = part.start, 0
    while (found := raw.find(needle, position, part.end)) >= 0:
        tries += 1
        if tries > _MAX_FALSE_BOUNDARIES:
            raise Unreadable("malformed", "endless false boundaries")
        position = found + len(needle)
        if found > part.start and raw[found - 1] != 10:
            continue
        newline = raw.find(b"\n", position, min(part.end, position + 200))
        stop = newline if newline >= 0 else min(part.end, position + 200)
        rest = raw[position:stop].strip()
        if rest not in {b"", b"--"}:
            continue
        before = found - 1 if found > part.start else found
        if before > part.start and raw[before - 1] == 13:
            before -= 1
        after = newline + 1 if newline >= 0 else part.end
        marks.append((before, after, rest == b"--"))
        if rest == b"--":
            break
        if len(marks) > MAX_PARTS:
            raise Unreadable("too_many_parts", f"more than {MAX_PARTS}")
    return marks


def _guessed_boundary(work: Cutting, part: Part) -> bytes:
    """The first line of the body that looks like a delimiter, b'' if there is none."""
    head = work.raw[part.start : min(part.end, part.start + 4096)]
    for line in head.split(b"\n"):
        mark = line.rstrip()
        if mark.startswith(b"--") and 5 < len(mark) < 80 and b" " not in mark:
            return mark[2:]
    return b""
