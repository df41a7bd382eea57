"""The header block of a message or part: cut into fields, and fields with parameters."""

import re
from urllib.parse import unquote_to_bytes

from maru.kit.mailparse import charset
from maru.kit.mailparse.cleaning import clean_line
from maru.kit.mailparse.limits import MAX_HEADER, Unreadable
from maru.kit.mailparse.words import decode_header, decode_words

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
# Possessive (*+): an unclosed quote or a run of spaces is looked at once, not squared.
_PARAMETER = re.compile(
    r"([^\s=;\"]{1,100}+)\s*+=\s*+(?:\"((?:[^\"\\]|\\.)*+)\"?|([^;\"]*+))", re.DOTALL
)
_MAX_PARAMETERS = 16 * 1024
_SECTION = re.compile(r"(.+?)\*(\d{1,3})?(\*)?")
_BARE_ID = re.compile(r"[^<>\s@]{1,400}@[^<>\s@]{1,400}")
_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")


class Headers:
    """Fields in order, names in lower case, values unfolded bytes."""

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self.fields = fields
        self._first: dict[str, bytes] = {}
        for name, value in fields:
            self._first.setdefault(name, value)

    def raw(self, name: str) -> bytes:
        return self._first.get(name, b"")

    def has(self, name: str) -> bool:
        return name in self._first

    def all(self, name: str) -> list[bytes]:
        return [value for other, value in self.fields if other == name]

    def text(self, name: str) -> str:
        """First value, decoded and cleaned to one line; '' if absent."""
        return clean_line(decode_header(self.raw(name))) if name in self._first else ""

    def parameters(self, name: str) -> tuple[str, dict[str, str]]:
        """``('text/plain', {'charset': 'utf-8'})`` of a structured field."""
        return split_parameters(self.raw(name))

    def ids(self, name: str) -> list[str]:
        """Message-IDs without <>, as they stand, no id twice. A bare id alone counts too."""
        raw = b" ".join(self.all(name)).decode("utf-8", "replace")
        text = clean_line(decode_words(raw))  # some programs encode what is too long to fold
        found = _ID.findall(text)
        if not found and _BARE_ID.fullmatch(text):
            found = [text]
        return list(dict.fromkeys(found))


def read_headers(data: bytes, start: int, end: int) -> tuple[Headers, int, bool]:
    """Read fields of ``data[start:end]``; return them, where the body starts, and damage.

    Lines that are no field are skipped if a field follows them, else the body
    starts there: mails without the blank line keep their text.
    Raises Unreadable('headers_too_large').
    """
    fields: list[tuple[str, list[bytes]]] = []
    damaged = False
    stray = -1  # where lines began that are no field
    position = start
    while position < end:
        newline = data.find(b"\n", position, end)
        stop = end if newline < 0 else newline + 1
        if position - start > MAX_HEADER or stop - start > MAX_HEADER:
            if stray >= 0:
                return Headers(_unfold(fields)), stray, True
            if fields or _FIELD.match(data, position, min(end, position + 200)):
                raise Unreadable("headers_too_large", f"more than {MAX_HEADER} bytes")
            return Headers([]), start, True  # one endless line: a body without header
        line = data[position:stop].rstrip(b"\r\n")
        if not line:
            return Headers(_unfold(fields)), stop, damaged
        if line[:1] in b" \t" and fields and stray < 0:
            fields[-1][1].append(line.strip())
        elif field := _FIELD.match(line):
            fields.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
            damaged, stray = damaged or stray >= 0, -1
        elif stray < 0 and not (position == start and line.startswith((b"From ", b">From "))):
            stray = position
        position = stop
    if stray >= 0:
        return Headers(_unfold(fields)), stray, True
    return Headers(_unfold(fields)), end, damaged


def _unfold(fields: list[tuple[str, list[bytes]]]) -> list[tuple[str, bytes]]:
    return [(name, b" ".join(lines).strip()) for name, lines in fields]


def split_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """Split ``value; a=b; c*=utf-8''%41`` (RFC 2045, 2231, and RFC 2047 inside quotes)."""
    text = raw[:_MAX_PARAMETERS].decode(
        "latin-1"
    )  # reversible: each value is decoded on its own below
    main, _, rest = text.partition(";")
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(rest):
        name = match[1].lower()
        value = re.sub(r"\\([\"\\])", r"\1", match[2]) if match[2] is not None else match[3].strip()
        section = _SECTION.fullmatch(name)
        if section:
            number, is_encoded = int(section[2] or 0), bool(section[3]) or section[2] is None
            sections.setdefault(section[1], {}).setdefault(number, (value, is_encoded))
        else:
            plain.setdefault(name, value)
    found = {name: decode_header(value.encode("latin-1")) for name, value in plain.items()}
    for name, pieces in sections.items():
        found[name] = _assemble(pieces)
    main = main.partition("(")[0]
    return main.strip().lower(), {name: clean_line(value) for name, value in found.items()}


def _assemble(pieces: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 continuations; the charset stands before the first piece only."""
    label, data = "", b""
    for index in sorted(pieces):
        value, is_encoded = pieces[index]
        if is_encoded and not data and value.count("'") >= 2:
            label, _, value = value.split("'", 2)
        raw = value.encode("latin-1")
        data += unquote_to_bytes(raw) if is_encoded else raw
    return decode_words(charset.decode(data, label)[0])
