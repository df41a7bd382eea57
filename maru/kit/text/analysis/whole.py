"""What is kept whole in a text: mail addresses, telephone numbers, order numbers, codes, sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from maru.kit.text.analysis.term import MAX_TERM

_KOREA = 82
_SUM = r"""
    (?P<man>\d{1,4})\ ?만
        (?:\ ?(?P<man_thousand>\d)\ ?천)?
        (?:\ ?(?P<man_rest>\d{1,3}(?:,\d{3})?|\d{4})(?=\ ?원))?
        (?:\ ?원)?
  | (?P<thousand>\d)\ ?천(?:\ ?(?P<hundred>\d)\ ?백)?\ ?원
"""
_WHOLE = re.compile(
    rf"""
    (?P<mail>[\w.%+-]{{1,64}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,5}})
  | (?P<link>https?://[^\s<>"']{{1,500}})
  | (?P<phone>
        (?<![\w])(?:\+\d{{1,3}}[ .-]?)?\(?\d{{1,5}}\)?(?:[ .-]|\)[ ]?)
        \d{{2,6}}(?:[ .-]\d{{2,6}}){{0,3}}(?![\w-])
      | \+\d{{8,15}}(?!\d))
  | (?P<sum>(?<![\d,.])(?:{_SUM}))
  | (?P<number>(?<![\w.])\d{{1,3}}(?:,\d{{3}}){{1,5}}(?![,\d]))
  | (?P<code>[A-Za-z0-9]{{1,64}}(?:[-_./:][A-Za-z0-9]{{1,64}}){{0,8}})
    """,
    re.VERBOSE | re.ASCII,
)
_PARTS = re.compile(r"[A-Za-z]+|\d+[A-Za-z]?(?![A-Za-z0-9])|\d+")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Whole:
    """A stretch of a text and its terms: ``main`` says all of it, ``others`` its parts.

    ``words`` instead, where the stretch is plain words and no code.
    """

    start: int
    end: int
    main: str = ""
    others: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def wholes(text: str) -> Iterator[Whole]:
    """Yield what is kept whole in a cleaned text, in its order. Linear."""
    at = 0
    while match := _WHOLE.search(text, at):
        found = _READ[str(match.lastgroup)](match)
        if found is None:  # no telephone number after all: what it begins with is looked at again
            match = _WHOLE_BUT_PHONES.search(text, match.start())
            if match is None:  # pragma: no cover - a digit is always a code
                return
            found = _READ[str(match.lastgroup)](match)
        if found is not None:
            yield found
        at = match.end()


def _mail(match: re.Match[str]) -> Whole:
    address = match.group().lower().strip(".%+-")
    local, _, domain = address.partition("@")
    return Whole(*match.span(), address[:MAX_TERM], _cut(local, domain, *_pieces(local)))


def _link(match: re.Match[str]) -> Whole:
    host, *path = match.group().split("://", 1)[1].split("/")
    words = [piece for part in path for piece in _SEPARATORS.split(part.lower()) if piece]
    return Whole(*match.span(), host.lower()[:MAX_TERM], _cut(*words[:20]))


def _phone(match: re.Match[str]) -> Whole | None:
    raw = match.group()
    digits = re.sub(r"\D", "", raw)
    if not 8 <= len(digits) <= 15 or raw[0] not in "+0(":
        return None
    return Whole(*match.span(), *_of_phone(raw, digits))


def _of_phone(raw: str, digits: str) -> tuple[str, tuple[str, ...]]:
    """Return a number's one spelling, and the others by which it is asked for.

    One of Korea is as it is dialled there; one of elsewhere is found with and without its country.
    """
    if not raw.startswith("+"):
        return digits, (digits[-4:],)
    try:
        number = phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        return digits, (digits[-4:],)
    national = str(number.national_number)
    if number.country_code == _KOREA:
        return "0" + national.lstrip("0"), (national[-4:],)
    return digits, (national, "0" + national, national[-4:])


def _sum(match: re.Match[str]) -> Whole:
    def value(name: str) -> int:
        return int((match.group(name) or "0").replace(",", ""))

    amount = (
        value("man") * 10_000
        + value("man_thousand") * 1000
        + value("man_rest")
        + value("thousand") * 1000
        + value("hundred") * 100
    )
    return Whole(*match.span(), str(amount))


def _cut(*terms: str) -> tuple[str, ...]:
    return tuple(term[:MAX_TERM] for term in terms if term)


def _number(match: re.Match[str]) -> Whole:
    return Whole(*match.span(), match.group().replace(",", ""))


def _code(match: re.Match[str]) -> Whole:
    raw = match.group()
    if raw.isalpha():  # a word, as most are
        return Whole(*match.span(), words=(raw,))
    pieces = [piece for piece in _SEPARATORS.split(raw) if piece]
    if not any(char.isdigit() for char in raw):
        return Whole(*match.span(), words=tuple(pieces))
    raw = raw.lower()
    joined = "".join(pieces).lower()
    if joined.isdigit() and joined[0] == "0" and 9 <= len(joined) <= 11:
        return Whole(*match.span(), *_of_phone(joined, joined))
    return Whole(*match.span(), joined[:MAX_TERM], _pieces(raw))


def _pieces(raw: str) -> tuple[str, ...]:
    """Return the parts by which a code is asked for: between its separators, letters, digits."""
    between = [piece for piece in _SEPARATORS.split(raw) if piece]
    found = dict.fromkeys(piece for piece in between if len(between) > 1)
    for piece in between:
        found.update(dict.fromkeys(run for run in _PARTS.findall(piece) if run != piece))
    return tuple(p[:MAX_TERM] for p in found if len(p) >= (4 if p.isdigit() else 2))[:20]


_READ = {
    "mail": _mail,
    "link": _link,
    "phone": _phone,
    "sum": _sum,
    "number": _number,
    "code": _code,
}
_WHOLE_BUT_PHONES = re.compile(
    rf"(?P<sum>{_SUM})|(?P<number>\d{{1,3}}(?:,\d{{3}}){{1,5}}(?![,\d]))"
    r"|(?P<code>[A-Za-z0-9]{1,64}(?:[-_./:][A-Za-z0-9]{1,64}){0,8})",
    re.VERBOSE | re.ASCII,
)
