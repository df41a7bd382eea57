"""Names of attached files: shown to people, offered for download, never a path (S7)."""

import re
import unicodedata

from maru.kit.mailparse.cleaning import clean_line, drop_invisible

MAX_NAME = 120  # characters

# Windows takes them for devices, with a blank and whatever ending too.
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com\d|lpt\d) *(?=\.|$)", re.IGNORECASE
)
_FORBIDDEN = re.compile(r"[<>:\"|?*%]")


def safe_name(name: str, number: int, extension: str) -> str:
    """Return a harmless file name; ``attachment-<number>.<extension>`` if nothing is left.

    It begins with no dot (such a file is hidden, or a server's orders) and holds no
    run of blanks, which would push its ending out of sight. ``extension`` comes from
    the detected type, without the dot.
    """
    name = name[-4096:]  # the end has the extension
    # Twice: NFKC may turn full-width letters into separators.
    for _ in range(2):
        name = drop_invisible(clean_line(unicodedata.normalize("NFKC", name)))
    name = name.replace("\\", "/").rpartition("/")[2]
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(" .")
    if not name.strip("_"):
        return f"attachment-{number}.{extension}"
    name = _shortened(name)
    return _shortened(f"_{name}") if _RESERVED.match(name) else name


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:MAX_NAME].rstrip(" .")
    return stem[: MAX_NAME - len(extension) - 1].rstrip(" .") + dot + extension
