"""Plain text as simple HTML: paragraphs, line breaks, links."""

import re
from html import escape

_LINK = re.compile(r"https?://[^\s<>\"']{1,2000}")
_TRAILING = ".,;:!?)]}'\"。、」』"


def as_html(text: str) -> str:
    """Return ``text`` as HTML: blank lines part paragraphs, http(s) addresses become links.

    Everything else is escaped, so the result is safe to send and to show.
    """
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_lines(p)}</p>" for p in paragraphs if p.strip())


def with_links(text: str, *, attributes: str = "") -> str:
    """Return ``text`` escaped, its lines as they are, http(s) addresses made links.

    ``attributes`` is HTML for each link: ours, never a sender's.
    """
    return "\n".join(_linked(line, attributes) for line in text.split("\n"))


def _lines(paragraph: str) -> str:
    return "<br>\n".join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str, attributes: str = "") -> str:
    parts, end = [], 0
    for match in _LINK.finditer(line):
        address = match.group().rstrip(_TRAILING)
        parts.append(escape(line[end : match.start()]))
        parts.append(f'<a href="{escape(address)}"{attributes}>{escape(address)}</a>')
        end = match.start() + len(address)
    return "".join([*parts, escape(line[end:])])
