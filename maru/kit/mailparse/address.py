"""Mailboxes out of From, To, Cc and Reply-To, and whether an address is one.

The syntax is cut before encoded words are decoded: a name may decode to
``"x" <boss@company>`` and must stay a name (RFC 2047, section 5).
"""

import ipaddress
import re

from maru.kit.mailparse import charset
from maru.kit.mailparse.cleaning import clean_line, drop_invisible
from maru.kit.mailparse.mail import Address
from maru.kit.mailparse.words import decode_words

_ATOM = r"[^\s\x00-\x20\x7f-\xa0()<>@,;:\\\"\[\].]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*+")
_QUOTED = re.compile(r"\"(?:[^\"\\\x00-\x1f\x7f]|\\[ -~])*+\"")
_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|-){0,62}+(?<!-))?")
# One piece of an address list. An encoded word is one piece: in Q form it may hold
# commas. Bounded and possessive, so an unclosed quote costs no squared time.
_PIECE = re.compile(
    r"\"(?:[^\"\\]|\\.){0,400}+\"|=\?[^?\s]{1,60}+\?[bBqQ]\?[^?]{0,2000}+\?="
    r"|[<>,;:()\"]|\s++|[^\s\"<>,;:()]++",
    re.DOTALL,
)


def valid_address(text: str) -> str:
    """Return the address with its domain in lower case, '' if it is none.

    RFC 5321 lengths, dotted or quoted local part, host names or literals;
    RFC 6531 letters. A single-label domain is legal (intranets use it).
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or len(text) > 320:
        return ""
    if len(local.encode("utf-8", "replace")) > 64:
        return ""
    if not (_DOT_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)):
        return ""
    if drop_invisible(text) != text or clean_line(text) != text.strip():
        return ""
    domain = domain.lower()
    return f"{local}@{domain}" if _is_domain(domain) else ""


def _is_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        literal = domain[1:-1]
        try:
            ipaddress.ip_address(literal.removeprefix("ipv6:"))
        except ValueError:
            return False
        return True
    if len(domain) > 253:
        return False
    return all(_LABEL.fullmatch(label) for label in domain.split("."))


def read_addresses(raw: bytes, limit: int) -> tuple[list[Address], int]:
    """Return valid mailboxes, and how many mailboxes (valid or not) were met.

    Stops after ``limit + 1``. Groups are opened, routes dropped, comments become
    the name where there is no other.
    """
    reading = _Reading(limit)
    text = charset.decode(raw)[0]
    for match in _PIECE.finditer(text):
        reading.syntax(match[0])
    reading.finish()
    return reading.found, reading.count


class _Reading:
    """One address list being read."""

    def __init__(self, limit: int) -> None:
        self.found: list[Address] = []
        self.count = 0
        self._limit = limit
        self._depth = 0  # of comments
        self._clear()

    def _clear(self) -> None:
        self._phrase: list[str] = []
        self._comment: list[str] = []
        self._angle: list[str] | None = None
        self._is_closed = False  # after '>'

    def syntax(self, piece: str) -> None:
        if piece == "(":
            self._depth += 1
        elif piece == ")":
            self._depth = max(0, self._depth - 1)
        elif self._depth:
            self._comment.append(piece)
        elif piece in {",", ";"} and (self._angle is None or self._is_closed or piece == ";"):
            self.finish()
        elif piece == "<":
            self._angle, self._is_closed = [], False
        elif piece == ">":
            self._is_closed = self._angle is not None
        elif piece == ":" and self._angle is None:
            if not any("@" in piece for piece in self._phrase):
                self._clear()  # the name of a group
        elif piece == ":" and not self._is_closed:
            self._angle = []  # a route: <@relay:person@host>
        else:
            self._take(piece)

    def _take(self, piece: str) -> None:
        if self._depth:
            self._comment.append(piece)
        elif self._angle is not None and not self._is_closed:
            self._angle.append(piece)
        else:
            self._phrase.append(piece)

    def finish(self) -> None:
        phrase, angle = "".join(self._phrase).strip(), self._angle
        comment = "".join(self._comment)
        self._clear()
        if self.count > self._limit or not (phrase or angle):
            return
        self.count += 1
        spec = "".join(angle).strip() if angle is not None else phrase
        address = valid_address(spec)
        if not address and angle is not None:
            address = valid_address("".join(spec.split()))  # folded within <>
        name = phrase if angle is not None else comment
        if not address and angle is None and "@" in phrase:
            name, _, spec = phrase.rpartition(" ")  # Name person@host, without <>
            address = valid_address(spec)
        if address:
            self.found.append(Address(name=display_name(name), address=address))


def display_name(text: str) -> str:
    """A name without quotes, decoded, on one line, at most 200 characters."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    text = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    name = clean_line(drop_invisible(decode_words(text)))
    return name.strip("\"' ")[:200]
