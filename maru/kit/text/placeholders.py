"""{{customer.name}} in an answer: filled when it is sent, never sent unfilled."""

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_.]{1,60})\s*(?:\|([^{}]{0,120}))?\}\}")

# What stands for a person whose name nobody knows: "고객님", "Dear customer".
_NAMELESS = {"ko": "고객", "en": "customer"}


class UnknownPlaceholder(ValueError):
    """The text names a placeholder that does not exist; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def fill(text: str, values: Mapping[str, str], *, language: str = "ko") -> str:
    """Return ``text`` with its placeholders filled from ``values``.

    ``{{customer.name|고객}}`` gives a word for an empty value; an empty name
    without one becomes the language's own. Raises UnknownPlaceholder.
    """

    def value(match: re.Match[str]) -> str:
        name, otherwise = match.group(1), match.group(2)
        if name not in values:
            raise UnknownPlaceholder(name)
        if values[name]:
            return values[name]
        if otherwise is not None:
            return otherwise.strip()
        return _NAMELESS.get(language, "") if name == "customer.name" else ""

    return _PLACEHOLDER.sub(value, text)
