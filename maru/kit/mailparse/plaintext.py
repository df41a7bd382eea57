"""Readable text of HTML, with the quotation marks that mail clients leave in markup."""

import re
from dataclasses import dataclass, field
from html import unescape

from maru.kit.mailparse.html import ATTRIBUTE

# Reads only what nh3 wrote (see html.py), so each alternative is exact and linear.
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [^\s=\"<>/]+=\"[^\"]*\")*)>|([^<]+)")
_SPACE = re.compile(r"[ \t\n\r\x0c]+")

_BLOCKS = set(
    (  # noqa: SIM905  readable as words
        "article aside blockquote caption center dd details div dl dt figcaption figure "
        "footer h1 h2 h3 h4 h5 h6 header hr li main ol pre section summary table tr ul "
    ).split()
)
_SPACED = {"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "dl"}
_CUT_IDS = {
    "divrplyfwdmsg", "appendonsend", "replyarea", "olk_src_body_section", "reply-intro",
    "stopspelling", "mail-editor-reference-message-container", "hm_reply_origin",
}  # fmt: skip
_CUT_CLASSES = {
    "replyarea", "yahoo_quoted", "protonmail_quote", "zmail_extra", "ms-outlook-mobile-reference",
    "tutanota_quote", "quoted_mail", "original_mail", "mail_original", "daum_original",
}  # fmt: skip
_ATTRIBUTION_CLASSES = {"gmail_attr", "moz-cite-prefix"}


@dataclass
class Rendered:
    text: str
    cut_line: int | None  # line of ``text`` where a client says the quoted mail begins
    attributions: set[int]  # lines that a client marks as "... wrote:"


@dataclass
class _Page:
    lines: list[str] = field(default_factory=list)
    line: str = ""
    pieces: list[str] = field(default_factory=list)
    quotes: int = 0
    bullet: str = ""  # before the next line: what stands in an item may be a block of its own
    cut: int | None = None
    attributions: set[int] = field(default_factory=set)

    def write(self, text: str) -> None:
        self.pieces.append(text)

    def end_line(self, *, even_empty: bool = False) -> None:
        text = "".join(self.pieces).strip(" \t\n")
        if text or even_empty:
            prefix, text, self.bullet = "> " * min(self.quotes, 20), self.bullet + text, ""
            self.lines += [(prefix + line).rstrip() for line in text.split("\n")]
        self.pieces = []

    def end_item(self) -> None:
        self.end_line(even_empty=bool(self.bullet))

    def blank_line(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self.quotes, 20)).rstrip())


def text_of(marked: str) -> Rendered:
    """Render nh3 output: blocks as lines, links as ``text (url)``, lists and tables readable.

    Cited blocks get ``> ``. Linear.
    """
    page, open_tags = _Page(), _Open()
    for match in _TOKEN.finditer(marked):
        closing, tag, attributes, text = match.groups()
        if text is not None:
            _write_text(page, open_tags, text)
        elif closing:
            _close(page, open_tags, tag)
        else:
            _open(page, open_tags, tag, attributes)
    page.end_line()
    while page.lines and not page.lines[-1].strip("> "):
        page.lines.pop()
    return Rendered("\n".join(page.lines), page.cut, page.attributions)


@dataclass
class _Open:
    """What is open at this place of the page."""

    pre: int = 0
    links: list[tuple[str, int]] = field(default_factory=list)  # href, piece where it began
    lists: list[int] = field(default_factory=list)  # next number; 0 for bullets
    quotes: list[bool] = field(default_factory=list)  # per blockquote: cited or only indented
    attribution: bool = False


def _write_text(page: _Page, state: _Open, text: str) -> None:
    text = unescape(text)
    if not state.pre:
        text = _SPACE.sub(" ", text)
        if text == " " and (not page.pieces or page.pieces[-1].endswith(" ")):
            return
    page.write(text.replace("\xa0", " "))


def _open(page: _Page, state: _Open, tag: str, raw: str) -> None:
    attributes = dict(ATTRIBUTE.findall(raw)) if raw else {}
    if tag == "br":
        page.end_line(even_empty=True)
        return
    if tag in _BLOCKS or tag == "p":
        page.end_line()
        if tag in _SPACED and not state.lists:
            page.blank_line()
    if attributes:
        _notice(page, state, tag, attributes)
    if tag == "blockquote":
        classes = attributes.get("class", "").lower()
        is_cited = attributes.get("type", "").lower() == "cite" or "quote" in classes
        state.quotes.append(is_cited)
        page.quotes += is_cited
    elif tag == "a":
        state.links.append((unescape(attributes.get("href", "")), len(page.pieces)))
    elif tag in {"ul", "ol"}:
        start = attributes.get("start", "1")
        first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
        state.lists.append(first if tag == "ol" else 0)
    elif tag == "li":
        page.end_item()
        page.bullet = _bullet(state)
    elif tag in {"td", "th"} and "".join(page.pieces).strip():
        page.write(" | ")
    elif tag == "pre":
        state.pre += 1
    elif tag == "img" and attributes.get("alt"):
        page.write(unescape(attributes["alt"]))
    elif tag == "hr":
        page.lines.append("----")


def _close(page: _Page, state: _Open, tag: str) -> None:
    if tag == "a" and state.links:
        href, start = state.links.pop()
        _write_link(page, href, "".join(page.pieces[start:]).strip())
        return
    if tag == "li":
        page.end_item()
    elif tag in _BLOCKS or tag == "p":
        page.end_line()
        if tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"} and not state.lists:
            page.blank_line()
    if tag == "blockquote" and state.quotes:
        page.quotes -= state.quotes.pop()
    elif tag in {"ul", "ol"} and state.lists:
        state.lists.pop()
    elif tag == "pre" and state.pre:
        state.pre -= 1


def _bullet(state: _Open) -> str:
    if not state.lists:
        return "- "
    indent = "  " * (min(len(state.lists), 10) - 1)
    number = state.lists[-1]
    if not number:
        return f"{indent}- "
    state.lists[-1] += 1
    return f"{indent}{number}. "


def _write_link(page: _Page, href: str, shown: str) -> None:
    bare = href.removeprefix("mailto:").removeprefix("tel:")
    if href and bare not in shown and href.rstrip("/") not in shown:
        page.write(f" ({bare})" if shown else bare)


def _notice(page: _Page, state: _Open, tag: str, attributes: dict[str, str]) -> None:
    """Remember where a client says that the older mail begins."""
    classes = set(attributes.get("class", "").lower().split())
    identity = attributes.get("id", "").lower().removeprefix("x_")
    if classes & _ATTRIBUTION_CLASSES:
        page.end_line()
        page.attributions.add(len(page.lines))
    border = attributes.get("style", "").replace(" ", "").lower()
    is_outlook_rule = tag == "div" and border.startswith(
        ("border:none;border-top:solid#e1e1e1", "border:none;border-top:solid#b5c4df")
    )
    if page.cut is None and (identity in _CUT_IDS or classes & _CUT_CLASSES or is_outlook_rule):
        page.end_line()
        page.cut = len(page.lines)
