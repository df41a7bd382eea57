"""Mailboxes out of From, To, Cc and Reply-To, and whether an address is one.

The syntax is cut before encoded words are decoded: a name may decode to
``"x" <boss@company>`` and must stay a name (RFC 2047, section 5).
"""

import ipaddress
import re

from maru.kit.mailparse import charset
from maru.kit.mailparse.cleaning import clean_line, drop_invisible
from maru.kit.mailparse.mail import Address
from maru.kit.mailparse.words import WORD, decode_words

_ATOM = r"[^\s\x00-\x20\x7f-\xa0()<>@,;:\\\"\[\].]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*+")
_QUOTED = re.compile(r"\"(?:[^\"\\\x00-\x1f\x7f]|\\[ -~])*+\"")
_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|-){0,61}+(?<!-))?")
# One token of an address list. Alternatives differ in their first letter: linear.
_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*+\"?|[<>,;:]|\(|\)|\s++|[^\s\"<>,;:()]++", re.DOTALL)


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
    labels = domain.split(".")
    return all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()


def read_addresses(raw: bytes, limit: int) -> tuple[list[Address], int]:
    """Return valid mailboxes, and how many mailboxes (valid or not) were met.

    Stops after ``limit + 1``. Groups are opened, routes dropped, comments become
    the name where there is no other.
    """
    reading = _Reading(limit)
    text = charset.decode(raw)[0]
    # An encoded word may hold commas and quotes in Q form; it is one token.
    position = 0
    for word in WORD.finditer(text) if "=?" in text else ():
        reading.syntax(text[position : word.start()])
        reading.take(word[0])
        position = word.end()
    reading.syntax(text[position:])
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

    def syntax(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            self._token(match[0])

    def take(self, word: str) -> None:
        if self._depth:
            self._comment.append(word)
        elif self._angle is not None and not self._is_closed:
            self._angle.append(word)
        else:
            self._phrase.append(word)

    def _token(self, token: str) -> None:
        if token == "(":
            self._depth += 1
        elif token == ")":
            self._depth = max(0, self._depth - 1)
        elif self._depth:
            self._comment.append(token)
        elif token in {",", ";"} and (self._angle is None or self._is_closed or token == ";"):
            self.finish()
        elif token == "<":
            self._angle, self._is_closed = [], False
        elif token == ">":
            self._is_closed = self._angle is not None
        elif token == ":" and self._angle is None:
            if not any("@" in piece for piece in self._phrase):
                self._clear()  # the name of a group
        elif token == ":" and not self._is_closed:
            self._angle = []  # a route: <@relay:person@host>
        else:
            self.take(token)

    def finish(self) -> None:
        phrase, angle = "".join(self._phrase).strip(), self._angle
        comment = "".join(self._comment)
        self._clear()
        if self.count > self._limit or not (phrase or angle):
            return
        self.count += 1
        spec = "".join(angle).strip() if angle is not None else phrase
        address = valid_address(spec) or valid_address("".join(spec.split()))
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
