"""Bytes to text, believing the bytes more than the label.

Labels in mail are often wrong: Korean mailers say euc-kr and send cp949, say
utf-8 and send cp949, or say nothing. UTF-7 is never decoded: it only hides markup.
"""

import codecs
import re
from functools import lru_cache

_WIDER = {  # the superset that senders of the narrow label really use
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_2": "iso2022_jp_ext",
    "iso8859-1": "cp1252",
    "big5": "cp950",
}
_OTHER_NAMES = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "ks-c-5601": "cp949",
    "euckr": "cp949",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "cp-949": "cp949",
    "ms949": "cp949",
    "korean": "cp949",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "cp50220": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859-8",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
}
_NEVER = {"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
_LABEL = re.compile(r"[a-z0-9][a-z0-9._:+-]{0,39}", re.ASCII)
_SINGLE_BYTE = {"cp1252", "ascii"}


@lru_cache(maxsize=256)
def codec_of(label: str) -> str:
    """Return the Python codec for a label, '' if it names none we would use."""
    label = label.strip().strip("\"'").lower().partition("*")[0]
    label = _OTHER_NAMES.get(label, label)
    if not _LABEL.fullmatch(label):
        return ""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in _NEVER:
        return ""
    return _WIDER.get(found.name, found.name)


def decode(data: bytes, label: str = "") -> tuple[str, bool]:
    """Return the text, and whether the label had to be doubted. Never raises.

    Linear in ``data``; at worst five attempts.
    """
    if data.isascii() and b"\x1b" not in data:
        codec = codec_of(label)
        if not codec.startswith(("utf-16", "utf-32", "hz")):
            return data.decode("ascii"), False
    codec = codec_of(label)
    if codec and codec not in _SINGLE_BYTE:
        text = _strictly(data, codec)
        if text is not None and not _is_rather_utf8(data, codec):
            return text, False
    guessed = _guess(data)
    if guessed is not None:
        return guessed, True
    if codec and codec not in _SINGLE_BYTE:
        return data.decode(codec, "replace"), True
    return data.decode("cp1252", "replace"), codec not in _SINGLE_BYTE


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _is_rather_utf8(data: bytes, codec: str) -> bool:
    """A Korean label over UTF-8 bytes that happen to be legal cp949 too."""
    if codec != "cp949":
        return False
    text = _strictly(data, "utf-8")
    return text is not None and any("가" <= char <= "힣" for char in text)


def _guess(data: bytes) -> str | None:
    if b"\x1b$)C" in data:
        return _strictly(data, "iso2022_kr")
    if b"\x1b$B" in data or b"\x1b$@" in data:
        return _strictly(data, "iso2022_jp_ext")
    text = _strictly(data, "utf-8")
    if text is not None:
        return text
    text = _strictly(data, "cp949")
    if text is not None and _looks_korean(text):
        return text
    # One damaged byte (a cut line, a folded header) must not spoil the rest.
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - broken
    if good > 4 * broken:
        return text
    text = data.decode("cp949", "replace")
    return text if text.count("\ufffd") * 20 < len(text) and _looks_korean(text) else None


def _looks_korean(text: str) -> bool:
    """Western letters read as cp949 rarely give the 2,350 everyday syllables."""
    high = [char for char in text if char > "\x7f"]
    common = sum(1 for char in high if "가" <= char <= "힣" and _is_everyday(char))
    return common >= 2 and common * 10 >= len(high) * 7


@lru_cache(maxsize=4096)
def _is_everyday(char: str) -> bool:
    try:
        char.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return True
