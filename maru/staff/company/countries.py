"""Countries whose public holidays are known, as people choose them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language
from holidays.registry import COUNTRIES

FIRST = ["KR", "US", "JP", "CN"]  # of the list; the others by their names


def countries() -> list[tuple[str, str]]:
    """Return code (ISO 3166) and name in the reader's language of all whose holidays are known."""
    return _named((get_language() or "en").partition("-")[0])


@lru_cache(maxsize=8)
def _named(language: str) -> list[tuple[str, str]]:
    names = Locale(language).territories
    # Of the registry: asked for its countries, the library loads each of their modules.
    codes = [entry[1] for entry in COUNTRIES.values()]
    known = {code: str(names.get(code, code)) for code in codes if len(code) == 2}
    first = [(code, known.pop(code)) for code in FIRST if code in known]
    return first + sorted(known.items(), key=lambda each: each[1])


def country_name(code: str) -> str:
    """Return its name in the reader's language; the code itself where it has none."""
    return dict(countries()).get(code, code)
