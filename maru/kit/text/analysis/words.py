"""The words that the rules of the analysis know, out of words.txt."""

from hashlib import sha256
from pathlib import Path


def _read(text: str) -> dict[str, frozenset[str]]:
    words: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, colon, rest = line.partition(":")
        name = head if colon else name
        words.setdefault(name, []).extend((rest if colon else line).split())
    return {name: frozenset(some) for name, some in words.items()}


_TEXT = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
_WORDS = _read(_TEXT)
VERSION = sha256(_TEXT.encode()).hexdigest()[:6]

SUFFIXES = _WORDS["suffixes"]
FIRM_SUFFIXES = _WORDS["firm_suffixes"]
PREFIXES = _WORDS["prefixes"]
HONORIFICS = _WORDS["honorifics"]
EMPTY_VERBS = _WORDS["empty_verbs"]
LIGHT_VERBS = _WORDS["light_verbs"]
HELPERS = _WORDS["helpers"]
LIGHT_NOUNS = _WORDS["light_nouns"]
NO_WORDS = _WORDS["no_words"]
LIGHT_ENGLISH = _WORDS["light_english"]
NOUNS = _WORDS["nouns"]
ALSO_VERBS = _WORDS["also_verbs"]
