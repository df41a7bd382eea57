"""HTML that somebody writes, brought down to what an answer is made of (S6).

First the sanitiser of mail, then an allow-list of our own that is narrower: what is written here
is shown within our pages, not behind glass as mail is, and goes out in the company's name.
"""

from __future__ import annotations

import re

import nh3

from maru.kit.mailparse.html import ATTRIBUTE, IMAGE, is_too_heavy, sanitise, well_formed

_TAGS = set(
    "a b blockquote br code del div em h1 h2 h3 h4 hr i img li ol p pre s strong sub sup "  # noqa: SIM905
    "table tbody td th thead tr u ul".split()
)
# Of these the lines stay, of others that are not allowed the words.
_LINES = (
    "address article aside caption center dd details dl dt figcaption figure footer header main "
    "section summary"
).replace(" ", "|")
_BLOCK = re.compile(rf"<(/?)(?:{_LINES})(?: [^<>]*)?>")
_LOW = re.compile(r"<(/?)h[56](?: [^<>]*)?>")
_OWN = re.compile(r"cid:[\w.-]{1,80}", re.ASCII)
_FORMLESS = re.compile(r"</?(?:div|p|br)>")

_narrow = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "*": set(), "a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"},
        "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    link_rel="noopener noreferrer nofollow",
    url_relative="deny",
)  # fmt: skip


class TooHeavy(ValueError):
    """It is too long, or too deeply nested, to be read in good time (S12)."""


def cleaned(html: str) -> str:
    """Return ``html`` with nothing but what an answer is made of. Doing it twice changes nothing.

    Of a picture from elsewhere a link stays: we send no mail that tells others when it is read.
    Raises TooHeavy.
    """
    if is_too_heavy(html):
        raise TooHeavy
    safe = IMAGE.sub(_own_or_link, sanitise(well_formed(html.replace("\x00", "")))[0])
    safe = _LOW.sub(r"<\1h4>", _BLOCK.sub(r"<\1div>", safe))
    # A blank that holds its place is a letter like others: only so it is found in placeholders.
    return _narrow.clean(safe).replace("&nbsp;", "\xa0")


def is_formless(html: str) -> bool:
    """Return whether cleaned ``html`` says nothing that its words do not say."""
    return "<" not in _FORMLESS.sub("", html)


def _own_or_link(match: re.Match[str]) -> str:
    given = dict(ATTRIBUTE.findall(match[1]))
    if _OWN.fullmatch(given.get("src", "")):
        return match[0]
    words, address = given.get("alt", ""), given.get("data-remote-src", "")
    return f'<a href="{address}">{words or address}</a>' if address else words
