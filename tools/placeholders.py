"""Do a message and its translation hold the same placeholders?"""

import re
from collections import Counter

from babel.messages.catalog import Message

HOW = r"[-+ #0]*[\d*]*(?:\.[\d*]+)?[sdifrgx]"
# A letter after a nameless one means prose ("50% in stock"); Hangul may follow directly.
PERCENT = re.compile(rf"%%|%\((?P<name>\w+)\){HOW}|%{HOW}(?![A-Za-z])")
BRACES = re.compile(r"\{\{|\}\}|\{(?P<name>\w*)(?:![rsa])?(?::[^{}]*)?\}")


def placeholders(text: str) -> Counter[str]:
    """Count ``%(name)s``, ``%s`` and ``{name}``; how a value is formatted may differ."""
    found: Counter[str] = Counter()
    for style, pattern in (("%", PERCENT), ("{", BRACES)):
        for match in pattern.finditer(text):
            if match[0] not in {"%%", "{{", "}}"}:
                found[style + (match["name"] or "")] += 1
    return found


def agree(message: Message) -> bool:
    """Return whether every form can be filled with what the code gives it.

    A form for one thing may leave the number out ("a ticket"); the last form
    of a plural must name everything that the English plural names.
    """
    if not isinstance(message.id, (list, tuple)):
        wanted, given = placeholders(str(message.id)), placeholders(str(message.string))
        return wanted.keys() == given.keys() and wanted["%"] == given["%"]
    forms = [placeholders(str(form)) for form in message.string or ()]
    known = placeholders(message.id[0]) | placeholders(message.id[1])
    plural = placeholders(message.id[1])
    return forms[-1].keys() >= plural.keys() and all(form.keys() <= known.keys() for form in forms)
