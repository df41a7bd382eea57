"""Names of attached files: shown to people, offered for download, never a path (S7)."""

import re
import unicodedata

from maru.kit.mailparse.cleaning import clean_line, drop_invisible

MAX_NAME = 120  # characters

_RESERVED = re.compile(r"(?:con|prn|aux|nul|clock\$|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[<>:\"|?*%]")


def safe_name(name: str, number: int, extension: str) -> str:
    """Return a harmless file name; ``attachment-<number>.<extension>`` if nothing is left.

    ``extension`` comes from the detected type, without the dot.
    """
    name = name[-4096:]  # the end has the extension
    # Twice: NFKC may turn full-width letters into separators.
    for _ in range(2):
        name = drop_invisible(clean_line(unicodedata.normalize("NFKC", name)))
    name = name.replace("\\", "/").rpartition("/")[2]
    name = _FORBIDDEN.sub("_", name).strip(" .")
    if not name.strip("_"):
        return f"attachment-{number}.{extension}"
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:MAX_NAME].rstrip(" .")
    return stem[: MAX_NAME - len(extension) - 1].rstrip(" .") + dot + extension
