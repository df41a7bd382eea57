"""Languages that members may speak, by their own names."""

from __future__ import annotations

from babel import Locale
from django.utils.translation import get_language

# Those of whoever writes to a Korean company; a further one is a line.
SPOKEN = ("ko", "en", "ja", "zh", "vi", "th", "id", "ru", "mn", "uz", "es", "fr", "de")


def name_of(language: str) -> str:
    """Return what the reader calls ``language``; itself where nobody knows it."""
    reader = Locale.parse((get_language() or "ko").replace("-", "_"))
    return str(reader.languages.get(language, language))


def choices() -> list[tuple[str, str]]:
    return [(language, name_of(language)) for language in SPOKEN]
