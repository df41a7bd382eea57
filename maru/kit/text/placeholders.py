"""{{customer.name}} in an answer: filled when it is sent, never sent unfilled."""

import re
from collections.abc import Container, Iterator, Mapping

_PLACEHOLDER = re.compile(r"\{\{\s*([^\W\d][\w.]{0,79})\s*(?:\|([^{}]{0,120}))?\}\}")

# What stands for a person whose name nobody knows: "고객님", "Dear customer".
_NAMELESS = {"ko": "고객", "en": "customer"}
_A_NAME = {"customer.name", "고객.이름"}


class UnknownPlaceholder(ValueError):
    """The text names a placeholder that does not exist; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def fill(
    text: str, values: Mapping[str, str], *, language: str = "ko", leave_empty: bool = False
) -> str:
    """Return ``text`` with its placeholders filled from ``values``.

    ``{{customer.name|고객}}`` gives a word for an empty value; an empty name
    without one becomes the language's own. ``leave_empty``: what is empty and has no word
    stays as it was written. Raises UnknownPlaceholder.
    """

    def value(match: re.Match[str]) -> str:
        said = _said(match, values, language)
        return match[0] if said is None and leave_empty else said or ""

    return _PLACEHOLDER.sub(value, text)


def empties(text: str, values: Mapping[str, str], *, language: str = "ko") -> list[str]:
    """Return the names of those that are empty and have no other word, each once. Raises
    UnknownPlaceholder."""
    found = (m[1] for m in _PLACEHOLDER.finditer(text) if _said(m, values, language) is None)
    return list(dict.fromkeys(found))


def unknown(text: str, names: Container[str]) -> Iterator[str]:
    """Yield the names in ``text`` that are none of ``names``."""
    return (match[1] for match in _PLACEHOLDER.finditer(text) if match[1] not in names)


def _said(match: re.Match[str], values: Mapping[str, str], language: str) -> str | None:
    name, otherwise = match[1], match[2]
    if name not in values:
        raise UnknownPlaceholder(name)
    if said := values[name]:
        return said
    if otherwise is not None:
        return otherwise.strip()
    return _NAMELESS.get(language) if name in _A_NAME else None
