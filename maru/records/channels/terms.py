"""The seam for what an upper app knows of what waits to be confirmed: until when, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Terms:
    """``expires_at``: until then its link confirms it; ``erased_at``: when its words go."""

    expires_at: datetime
    erased_at: datetime


Source = Callable[[Iterable[int]], dict[int, Terms]]

_sources: list[Source] = []


def tell_terms_with(source: Source) -> None:
    """Register what gives envelope id -> Terms for those that nobody has let in."""
    if source not in _sources:
        _sources.append(source)


def terms_of(envelopes: Iterable[int]) -> dict[int, Terms]:
    """Return envelope id -> Terms; nothing for what is kept. Costs a query for each source."""
    ids = list(envelopes)
    return {pk: terms for source in _sources for pk, terms in source(ids).items()}
