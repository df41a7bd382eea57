"""The words of what has a form, as who reads text/plain gets them; and words as lines of HTML."""

from __future__ import annotations

import re
from html import escape

from maru.kit.mailparse.cleaning import clean_body
from maru.kit.mailparse.html import ATTRIBUTE, IMAGE
from maru.kit.mailparse.plaintext import text_of


def words_of(html: str) -> str:
    """Return the words of cleaned ``html``: lists, links, tables and quotations readable."""
    # Here it is a quotation, whoever wrote the mail's quotation marks elsewhere.
    quoted = re.sub(r"<blockquote[^<>]*>", '<blockquote type="cite">', html)
    return clean_body(text_of(IMAGE.sub(_named, quoted)).text)


def as_lines(text: str) -> str:
    """Return ``text`` as the composer has it: each line a div, an empty one holding its place."""
    return "".join(f"<div>{_line(line) or '<br>'}</div>" for line in text.split("\n"))


def _line(line: str) -> str:
    return re.sub(r"^ | (?= )", "\xa0", escape(line, quote=False))


def _named(picture: re.Match[str]) -> str:
    alt = dict(ATTRIBUTE.findall(picture[1])).get("alt", "").strip()
    return f"[{alt}]" if alt else ""
