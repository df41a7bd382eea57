"""What was written here, as a page shows it: with its form, its links, and who is mentioned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

from markupsafe import Markup

from maru.kit.mailparse.html import ATTRIBUTE, IMAGE
from maru.kit.written.cleaning import TooHeavy, cleaned
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.support.tickets.hung_file import HungFile
from maru.support.tickets.mentioning.showing import with_mentions
from maru.support.tickets.models import Message

_TAG = re.compile(r"(<[^<>]*>)")
_AS_IT_IS = re.compile(r"<(/?)(?:a|code|pre)[ >]")
_KEPT = ("alt", "width", "height")


def as_said(message: Message, reader: Member) -> Markup:
    """Return the words of ``message``, as a conversation has it, with their form; mail's own has
    a frame of its own.
    """
    html = cleaned_once_more(message.form)  # type: ignore[attr-defined]
    if not html:
        return with_mentions(message.text, message, reader)
    pictures = pictures_among(message.attachments.all(), reader)
    shown, depth = [], 0
    for part in _TAG.split(IMAGE.sub(pictures, html)):
        if tag := _AS_IT_IS.match(part):
            depth += -1 if tag[1] else 1
        is_words = not part.startswith("<") and not depth
        shown.append(with_mentions(unescape(part), message, reader) if is_words else part)
    return beside_us("".join(shown))


def cleaned_once_more(html: str) -> str:
    """Return what was cleaned when it was written by the rules of today, which are better (S6);
    '' where the words alone must do."""
    try:
        return cleaned(html)
    except TooHeavy:
        return ""


def beside_us(html: str) -> Markup:
    """Have the links of cleaned HTML open in a window of their own."""
    return Markup(html.replace("<a href", '<a target="_blank" href'))  # noqa: S704


def pictures_among(files: Iterable[HungFile], reader: Member) -> Callable[[re.Match[str]], str]:
    """Return what puts the file of an <img>'s content id in its place, for ``IMAGE.sub``."""
    known = {file.content_id: file for file in files if file.content_id}

    def picture(match: re.Match[str]) -> str:
        given = dict(ATTRIBUTE.findall(match[1]))
        file = known.get(given.get("src", "")[4:])
        if file is None or file.is_infected:
            return f"<i>{given.get('alt', '')}</i>"
        source = escape(pass_to(reader, "tickets:inside", file.key))
        kept = "".join(f' {name}="{given[name]}"' for name in _KEPT if name in given)
        return f'<a href="{source}" data-view-picture="{source}"><img src="{source}"{kept}></a>'

    return picture
