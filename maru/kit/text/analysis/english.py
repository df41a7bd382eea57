"""English words as they are looked for: without their endings."""

import threading
from functools import lru_cache

import snowballstemmer

_SHORTEST = 3  # letters; what is shorter has no ending
_own = threading.local()  # a stemmer keeps the word it is at


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case: refunding, refunded and refunds are refund."""
    if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
        return word
    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("english")
    return str(_own.stemmer.stemWord(word))
