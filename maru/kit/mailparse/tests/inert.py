"""What in a page could run or load something, as an independent parser of HTML5 reads it (S6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import html5lib

# Elements that run, load or send by themselves; a mail may bring none of them.
LIVING = set(
    (  # noqa: SIM905  readable as words
        "script style iframe frame frameset object embed applet form input button select textarea "
        "link meta base video audio source track svg math template noscript portal marquee"
    ).split()
)
LOADING = {"src", "srcset", "data", "poster", "background", "ping", "manifest", "codebase"}
LEADING = {"href", "action", "formaction", "xlink:href"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def elements(html: str) -> Iterable[tuple[str, dict[str, str]]]:
    """Yield each element's bare name and attributes, what stands in a template too."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield _bare(element.tag), {_bare(k): v for k, v in element.attrib.items()}


def dangers(html: str, *, ours: Iterable[str] = ("/",)) -> list[str]:
    """Return what of a whole page runs a stranger's code or loads from elsewhere.

    ``ours`` are the beginnings of addresses that are our own.
    """
    found = []
    for tag, attributes in elements(html):
        found += [f"<{tag} {name}>" for name in attributes if name.startswith("on")]
        found += [f"<{tag} {name}={attributes[name]}>" for name in attributes
                  if (name in LOADING and not _is_ours(attributes[name], ours))
                  or (name in LEADING and _runs(attributes[name]))]  # fmt: skip
        if (tag == "script" and "src" not in attributes) or "srcdoc" in attributes:
            found.append(f"<{tag}> inline")
        if tag in {"base", "link"} and not _is_ours(attributes.get("href", "/"), ours):
            found.append(f"<{tag} href>")
        if re.search(r"url\(|@import|expression", attributes.get("style", "")):
            found.append(f"<{tag} style>")
    return found


def dangers_in_mail(html: str, *, ours: Iterable[str] = ("cid:",)) -> list[str]:
    """As ``dangers``, of a mail's own HTML: nothing that lives may stand in it at all."""
    living = [f"<{tag}>" for tag, attributes in elements(html) if tag in LIVING]
    return living + dangers(f"<div>{html}</div>", ours=ours)


def _bare(name: Any) -> str:
    return str(name).rpartition("}")[2].lower()


def _runs(address: str) -> bool:
    scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", address))
    return bool(scheme) and scheme[0].lower() not in {"http:", "https:", "mailto:", "tel:"}


def _is_ours(address: str, ours: Iterable[str]) -> bool:
    return address.startswith(tuple(ours)) and not address.startswith(("//", "/\\"))
