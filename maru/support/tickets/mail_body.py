"""A mail's own HTML, made ready for its frame: sanitised again, pictures led through us (S6)."""

from __future__ import annotations

from collections.abc import Callable
from html import escape, unescape
from re import Match
from urllib.parse import unquote

from django.utils.translation import gettext as _
from markupsafe import Markup

from maru.kit.mailparse.html import ATTRIBUTE, IMAGE, sanitise

_KEPT = ("alt", "width", "height", "title")

Source = Callable[[str], str | None]  # cid or address -> our own address; None: not to be had


def body(html: str, *, inline: Source, remote: Source) -> Markup:
    """Return ``html`` sanitised; its pictures come from us, or are held back with a mark."""

    def picture(match: Match[str]) -> str:
        given = {name: unescape(value) for name, value in ATTRIBUTE.findall(match[1])}
        if given.get("src", "").lower().startswith("cid:"):
            source = inline(unquote(given["src"][4:]).strip("<>"))
        else:
            source = remote(given.get("data-remote-src", ""))
        kept = {name: given[name] for name in _KEPT if name in given}
        if source:
            return f"<img{_written({'src': source, **kept})}>"
        if {given.get("width"), given.get("height")} & {"0", "1"}:
            return ""  # a spy, not a picture
        instead = given.get("alt") or _("Picture")
        return f"<span data-picture-held>{escape(instead)}</span>"

    # Sanitised when it came in; once more, because rules get better after a mail was stored.
    return Markup(IMAGE.sub(picture, sanitise(html)[0]))  # noqa: S704


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
