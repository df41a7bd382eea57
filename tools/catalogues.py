"""The message catalogues: what each app says, and how its .po files are read and written."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from tools.stamps import REPOSITORY

LANGUAGES = ("ko", "en")
CODE = REPOSITORY / "maru"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA = "jinja2.ext:babel_extract"
# silent=false: a template that does not parse stops the extraction instead of losing its messages.
JINJA_OPTIONS = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "silent": "false"}

# No dates and no names: a catalogue changes only when its messages do.
HEADER = """\
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"

"""

Key = tuple[str, str | None]  # message id (the singular), context


def key_of(message: Message) -> Key:
    singular = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return str(singular), message.context


def app_of(path: Path) -> Path:
    """Return the folder of the app that owns ``path``."""
    if path.is_relative_to(CODE / "project"):
        return CODE / "project"
    floor_and_app = CODE.joinpath(*path.relative_to(CODE).parts[:2])
    for folder in path.parents:
        if folder == floor_and_app or (folder / "apps.py").exists():
            return folder
    return floor_and_app


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file that can hold messages, with the way to read it."""
    for path in sorted(CODE.rglob("*")):
        inside = path.relative_to(CODE).parts
        if {"tests", "migrations", "locale"} & set(inside) or not path.is_file():
            continue
        if path.suffix == ".py":
            yield path, "python"
        elif "templates" in inside or "jinja2" in inside:
            yield path, JINJA


def extract() -> dict[Path, Catalog]:
    """Return what each app says, in English."""
    said: dict[Path, Catalog] = {}
    for path, method in sources():
        options = JINJA_OPTIONS if method == JINJA else {}
        found = extract_from_file(method, path, KEYWORDS, ("Translators:",), options, True)
        for _line, words, comments, context in found:
            catalogue = said.setdefault(app_of(path), Catalog())
            catalogue.add(words, auto_comments=comments, context=context)
    return said


def place(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True, abort_invalid=True)


def written(catalogue: Catalog, language: str) -> bytes:
    """Return the .po file: sorted, without line numbers, so that diffs stay small."""
    out = io.BytesIO()
    head = HEADER.format(language=language, plural_forms=catalogue.plural_forms)
    out.write(head.encode())
    write_po(out, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return out.getvalue().rstrip(b"\n") + b"\n"
