"""What ``maru`` says without a command: every command in a line, in the terminal's language."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

COLUMN, WIDTH = 20, 96  # cells of a terminal; a Hangul syllable takes two


def overview() -> str:
    lines = []
    for command, words in _commands():
        first, *others = _folded(words, WIDTH - COLUMN)
        lines.append(f"{command:<{COLUMN}}{first}")
        lines += [" " * COLUMN + other for other in others]
    return "\n".join([*lines, "", _("maru NAME --help tells more."), ""])


def _commands() -> Iterator[tuple[str, str]]:
    yield "maru serve", _("Everything: pages, mail listener, worker (one command, no other "
                          "service). --single does it in one process, for trials and small "
                          "machines.")  # fmt: skip
    yield "maru web", _("Pages and API. --mail also opens the mail port.")
    yield "maru live", _("Live updates only. --port P")
    yield "maru mail", _("The mail listener only. `maru mail pipe` takes one mail from an MTA.")
    yield "maru worker", _("Parsing, sending, sweeps.")
    yield "maru check", _("Settings, database, disk, files: what is wrong and how to mend it. "
                          "--files reads every stored file.")  # fmt: skip
    yield "maru backup", _("[FILE|DIR] Everything in one file or folder, while Maru runs. --verify")
    yield "maru restore", _("FILE|DIR Back into an empty installation, and compare.")
    yield "maru import", _("mbox|eml PATH... --mailbox ADDRESS, or imap. Mail of the past, as "
                           "tickets with their dates. --dry-run only counts.")  # fmt: skip
    yield "maru reindex", _("Make the search index anew, while Maru runs.")
    yield "maru demo", _("Load the demo company.")
    yield "maru seed", _("--tickets N. A made-up company of any size, for trials of speed; only "
                         "into an empty installation.")  # fmt: skip
    yield "maru createadmin", _("EMAIL --password P. Make an administrator.")
    yield "maru token", _("EMAIL --scope S ... Print an API token.")
    yield "maru upgrade", _("To this version: what runs finishes, backup, verified, then the "
                            "database. --dry-run says what it would do.")  # fmt: skip


def _folded(words: str, width: int) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _cells(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)
