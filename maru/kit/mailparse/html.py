"""HTML of a mail made harmless: an allow-list applied by nh3 (S6).

Two passes. The first gives well-formed markup with the marks of mail clients
(class, id, a border) that quotation needs; the second is the one that decides
what may be stored and shown, and nothing touches its output.
"""

import re
from html import unescape

import nh3

from maru.kit.mailparse.limits import MAX_HTML, MAX_HTML_DEPTH

_TAGS = set(
    (  # noqa: SIM905  readable as words
        "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del "
        "details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd "
        "li mark ol p pre q rp rt ruby s samp section small span strike strong sub summary "
        "sup table tbody td tfoot th thead tr tt u ul var wbr article aside header footer "
        "main "
    ).split()
)
# Dropped with all they contain; of other unknown tags the content stays.
_WITH_CONTENT = set(
    (  # noqa: SIM905  readable as words
        "script style title template svg math object iframe noscript noembed noframes xmp "
        "plaintext applet audio video canvas "
    ).split()
)
_EVERYWHERE = {"title", "dir", "lang", "align"}
_SIZES = {"width", "height", "colspan", "rowspan", "valign"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "data-remote-src"},
    "table": {"width", "height", "border", "cellpadding", "data-lined"},
    "td": _SIZES | {"data-lined"},
    "th": _SIZES | {"data-lined"},
    "col": {"width"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_MARKS = {"class", "id", "style"}
_BORDERS = {"border", "border-top", "border-bottom"}


_OWN = {"data-remote-src", "data-lined"}  # attributes that only we give
_NUMBER = re.compile(r"[0-9]{1,2}")


def _allowed(tag: str, name: str, value: str) -> str | None:
    start = value.strip().lower()
    if name in {"border", "cellpadding"}:
        return value if _NUMBER.fullmatch(start) else None
    if name == "data-lined":
        return ""
    if name == "href" and start.startswith("cid:"):
        return None
    if tag == "img" and name == "src" and not start.startswith("cid:"):
        return None
    if name == "data-remote-src" and not start.startswith(("http://", "https://")):
        return None
    return value


_wide = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes={
        **{tag: names - _OWN for tag, names in _ATTRIBUTES.items()},
        "*": _EVERYWHERE | _MARKS,
        "blockquote": {"type"},
    },
    url_schemes=_SCHEMES | {"cid"},
    link_rel=None,
    filter_style_properties=_BORDERS | {name.upper() for name in _BORDERS},
    url_relative="deny",
)
_strict = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    # cid only ever stands in an image: the filter below sees to links.
    url_schemes=_SCHEMES | {"cid"},
    link_rel="noopener noreferrer nofollow",
    attribute_filter=_allowed,
    url_relative="deny",
)

# nh3 writes attributes as name="value" with <, > and " escaped, so these are exact.
_CELL = re.compile(r"<(table|td|th)((?: [^\s=\"<>/]+=\"[^\"]*\")* style=\"([^\"]*)\"[^<>]*)>")
_NO_LINE = re.compile(r"(?:^|[\s:])(?:none|hidden|0(?:\.0*)?(?:px|pt|em)?)(?:[\s;]|$)")
IMAGE = re.compile(r"<img((?: [^\s=\"<>/]+=\"[^\"]*\")*)>")
ATTRIBUTE = re.compile(r" ([^\s=\"<>/]+)=\"([^\"]*)\"")
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_DEEP = set(
    ("area base br col embed hr img input link meta p li tr wbr").split()  # noqa: SIM905
)


def is_too_heavy(source: str) -> bool:
    """True if a parser might take quadratic time: too long or too deeply nested. Linear."""
    if len(source) > MAX_HTML:
        return True
    open_tags: dict[str, int] = {}
    depth = 0
    for closing, name in _OPENING.findall(source):
        tag = name.lower()
        if tag in _NEVER_DEEP:
            continue
        # Counted per tag: a stray </b> must not hide one more <div>.
        if not closing:
            open_tags[tag] = open_tags.get(tag, 0) + 1
            depth += 1
            if depth > MAX_HTML_DEPTH:
                return True
        elif open_tags.get(tag):
            open_tags[tag] -= 1
            depth -= 1
    return False


def well_formed(source: str) -> str:
    """First pass: safe tags, still with class, id and borders. Only for our own reading."""
    return _wide.clean(source)


def sanitise(marked: str) -> tuple[str, int]:
    """Second pass over ``well_formed`` output: what is stored, and its remote images.

    An image keeps ``src`` only for cid:; http(s) moves to ``data-remote-src``,
    so that nothing loads before somebody asks for it.
    """
    remote = 0

    def parked(match: re.Match[str]) -> str:
        nonlocal remote
        attributes = dict(ATTRIBUTE.findall(match[1]))
        source = attributes.get("src", "")
        if source and not unescape(source).strip().lower().startswith("cid:"):
            remote += 1
            attributes["data-remote-src"] = attributes.pop("src")
        return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"

    return _strict.clean(_CELL.sub(_lined, IMAGE.sub(parked, marked))), remote


def _lined(match: re.Match[str]) -> str:
    """Mark a cell whose style draws a border: styles go, but the lines of a table carry sense."""
    declared = [each.partition(":") for each in unescape(match[3]).lower().split(";")]
    drawn = [v for n, _colon, v in declared if n.strip() in _BORDERS and not _NO_LINE.search(v)]
    return f"<{match[1]} data-lined{match[2]}>" if drawn else match[0]


def stripped_roughly(source: str) -> str:
    """Text of HTML that is too heavy to parse: tags cut out, nothing more. Linear."""
    return unescape(re.sub(r"<[^<>]*>", " ", source))
