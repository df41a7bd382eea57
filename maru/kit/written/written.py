from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from maru.kit.mailparse.html import ATTRIBUTE, IMAGE
from maru.kit.text.placeholders import empties, fill
from maru.kit.written import signing
from maru.kit.written.cleaning import TooHeavy, cleaned, is_formless
from maru.kit.written.placeholders import Escaped, mended
from maru.kit.written.words import as_lines, words_of

__all__ = ["TooHeavy", "Written"]


@dataclass(frozen=True)
class Written:
    """What somebody wrote. ``html`` is cleaned, and '' where the words say all; where there is
    any, the words are derived from it and from nothing else."""

    text: str
    html: str = ""

    @classmethod
    def of(cls, said: str | Written) -> Written:
        return said if isinstance(said, Written) else cls(said)

    @classmethod
    def in_html(cls, html: str, *, text: str | None = None) -> Written:
        """Return what ``html`` says; ``text``: its words as they were typed, which count where
        it has no form. Raises TooHeavy."""
        html = mended(cleaned(html))
        if is_formless(html):
            return cls(words_of(html) if text is None else text)
        return cls(words_of(html), html)

    def filled(
        self, values: Mapping[str, str], *, language: str, leave_empty: bool = False
    ) -> Written:
        """Return it with its placeholders filled. Raises UnknownPlaceholder for the first."""
        if not self.html:
            return Written(fill(self.text, values, language=language, leave_empty=leave_empty))
        escaped = Escaped(values)
        html = fill(self.html, escaped, language=language, leave_empty=leave_empty)
        return Written(words_of(html), html)

    def left_empty(self, values: Mapping[str, str], *, language: str) -> list[str]:
        """Return which placeholders would be empty. Raises UnknownPlaceholder."""
        return empties(self.html or self.text, values, language=language)

    def signed(self, signature: str) -> Written:
        html = signing.signed_html(self.html, signature) if self.html else ""
        return Written(signing.signed(self.text, signature), html)

    def unsigned(self) -> Written:
        return Written(signing.unsigned(self.text), signing.unsigned_html(self.html))

    def then(self, more: Written) -> Written:
        """Return both, a blank line between them."""
        if not more:
            return self
        text = f"{self.text}\n\n{more.text}"
        if not (self.html or more.html):
            return Written(text)
        return Written(text, f"{self.as_html}<div><br></div>{more.as_html}")

    @property
    def as_html(self) -> str:
        """As HTML, whether it has a form or not."""
        return self.html or as_lines(self.text)

    @property
    def pictures(self) -> list[str]:
        """The content ids of the pictures within, each once."""
        sources = (dict(ATTRIBUTE.findall(each[1])).get("src", "") for each in _images(self.html))
        return list(dict.fromkeys(unquote(source[4:]) for source in sources))

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.html)


def _images(html: str) -> list[re.Match[str]]:
    return list(IMAGE.finditer(html))
