"""One term of a text."""

from dataclasses import dataclass

MAX_TERM = 64  # characters


@dataclass(frozen=True)
class Term:
    """One term as it stands in a text; ``parts`` are terms by which it is found as well.

    ``start`` and ``end``: where in the cleaned text it lies. ``is_weak``: it says little, so a
    search may do without it. ``is_exact``: a number or code, of which no other spelling is meant.
    """

    text: str
    start: int
    end: int
    parts: tuple[str, ...] = ()
    is_weak: bool = False
    is_exact: bool = False
