"""The signature under what is sent: a line of two dashes and a space before it (RFC 3676, 4.3)."""

from __future__ import annotations

from html import escape

_DASHES = "\n\n-- \n"
_DASHES_HTML = "<div><br></div><div>-- <br>"


def signed(text: str, signature: str) -> str:
    return f"{text.rstrip()}{_DASHES}{signature}" if signature else text


def unsigned(text: str) -> str:
    """Return what was written without the signature that ``signed`` put under it."""
    own, dashes, _signature = text.rpartition(_DASHES)
    return own if dashes else text


def signed_html(html: str, signature: str) -> str:
    lines = escape(signature, quote=False).replace("\n", "<br>")
    return f"{html}{_DASHES_HTML}{lines}</div>" if signature else html


def unsigned_html(html: str) -> str:
    own, dashes, _signature = html.rpartition(_DASHES_HTML)
    return own if dashes else html
