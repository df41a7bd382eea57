"""Brings the catalogues up to date with the code, checks them, or compiles them.

English is the language of the source: its catalogue needs no texts but plurals.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from tools.catalogues import CODE, LANGUAGES, Key, extract, key_of, place, read, written
from tools.placeholders import agree
from tools.stamps import REPOSITORY

Memory = dict[Key, Message]


def memory(language: str) -> Memory:
    """Return every translation there is: what one app says, the next need not translate again."""
    catalogues = (read(path, language) for path in catalogue_files(language))
    return {key_of(each): each for cat in catalogues for each in cat if is_translated(each)}


def catalogue_files(language: str) -> list[Path]:
    return sorted(CODE.rglob(f"locale/{language}/LC_MESSAGES/django.po"))


def is_translated(message: Message) -> bool:
    if isinstance(message.string, (list, tuple)):
        return bool(message.id) and all(message.string)
    return bool(message.id and message.string)


def renewed(said: Catalog, old: Catalog, known: Memory, language: str) -> Catalog:
    """Return ``said`` with the translations of ``old``; nothing is guessed from similar texts."""
    kept = {key_of(message): message for message in old}
    new = Catalog(locale=language)
    for message in said:
        if not message.id:
            continue
        before = kept.get(key_of(message))
        source = before if before and is_translated(before) else known.get(key_of(message))
        is_plural = isinstance(message.id, (list, tuple))
        string: str | tuple[str, ...] | list[str] | None = ""
        if source and isinstance(source.id, (list, tuple)) == is_plural:
            string = source.string
        elif is_plural and language == "en":
            string = tuple(message.id)
        flags = set(message.flags) | ({"fuzzy"} & before.flags if before else set())
        comments = before.user_comments if before else []
        new.add(message.id, string, (), flags, message.auto_comments, comments,
                context=message.context)  # fmt: skip
    return new


def wanted() -> Iterator[tuple[Path, str, Catalog]]:
    """Yield each catalogue as it should be: its file, its language, its messages."""
    said = extract()
    for language in LANGUAGES:
        known = memory(language)
        for app, catalogue in said.items():
            path = place(app, language)
            yield path, language, renewed(catalogue, read(path, language), known, language)


def update() -> int:
    current = set()
    for path, language, catalogue in wanted():
        current.add(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalogue, language))
        missing = sum(language != "en" and not is_translated(m) for m in catalogue if m.id)
        if missing:
            print(f"{short(path)}: {missing} to translate")
    for path in {p for language in LANGUAGES for p in catalogue_files(language)} - current:
        path.unlink()  # the app says nothing any more
    return 0


def check() -> int:
    wrong: list[str] = []
    current = set()
    known: dict[tuple[str, Key], tuple[object, Path]] = {}
    for path, language, catalogue in wanted():
        current.add(path)
        if not path.exists() or path.read_bytes() != written(catalogue, language):
            wrong.append(f"{short(path)}: out of date, run bin/translate")
        for message in catalogue:
            if not message.id:
                continue
            problem = problem_of(message, language)
            # Django lays the catalogues of all apps into one: two texts for
            # one message would depend on the order of INSTALLED_APPS.
            first, where = known.setdefault((language, key_of(message)), (message.string, path))
            if not problem and first != message.string:
                problem = f"otherwise in {short(where)}; use pgettext"
            if problem:
                wrong.append(f"{short(path)}: {key_of(message)[0]!r} {problem}")
    left = {p for language in LANGUAGES for p in catalogue_files(language)} - current
    wrong += [f"{short(path)}: its app says nothing, run bin/translate" for path in sorted(left)]
    print("\n".join(wrong) or f"{len(current)} catalogues complete")
    return 1 if wrong else 0


def problem_of(message: Message, language: str) -> str:
    if message.fuzzy:
        return "is fuzzy"
    if not is_translated(message):
        return "" if language == "en" else "is not translated"
    return "" if agree(message) else "has other placeholders than its translation"


def compile_all() -> int:
    for language in LANGUAGES:
        for path in catalogue_files(language):
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read(path, language))
    return 0


def short(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/translate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when incomplete")
    parser.add_argument("--compile", action="store_true", help="write the .mo files")
    chosen = parser.parse_args()
    if chosen.compile:
        return compile_all()
    return check() if chosen.check else update()


if __name__ == "__main__":
    sys.exit(main())
