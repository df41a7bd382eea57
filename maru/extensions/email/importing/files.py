"""Mails in files: mbox, single mails, folders and zips of both."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.conf import settings

from maru.extensions.email.importing.finding import Cursor, Found, Unopenable
from maru.extensions.email.importing.heads import is_sent_folder
from maru.extensions.email.importing.mbox import is_mbox, mails_of
from maru.extensions.email.importing.spool import Spool
from maru.kit.blobs import store
from maru.kit.blobs.store import CHUNK

PEEK = 1_024
# A single mail is never so much larger than what Maru opens; a zip bomb is.
LARGEST = 4

_HEADER = re.compile(rb"\s*[!-9;-~]{1,76}:[ \t\r\n]")


@dataclass(frozen=True)
class Entry:
    """One file with mail in it."""

    name: str
    size: int
    is_mbox: bool
    open: Callable[[], IO[bytes]]


class Files:
    """Files and folders on this machine, or uploads in the blobs. Sorted, so that a name says how
    far it was read."""

    def __init__(self, sources: list[dict[str, Any]]) -> None:
        self.skipped = 0
        self._entries = sorted(
            (entry for source in sources for entry in self._entries_of(source)),
            key=lambda entry: entry.name,
        )
        self.total = sum(entry.size for entry in self._entries)

    def mails(self, cursor: Cursor) -> Iterator[Found]:
        last, at, before = cursor.get("name", ""), cursor.get("at", 0), 0
        for entry in self._entries:
            if entry.name >= last:
                start = at if entry.name == last else 0
                try:
                    yield from self._mails_of(entry, start, before)
                except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
                    raise Unopenable("zip", f"{entry.name}: {error}") from error
            before += entry.size

    def _mails_of(self, entry: Entry, start: int, before: int) -> Iterator[Found]:
        is_sent = is_sent_folder(entry.name)
        if not entry.is_mbox:
            if not start:
                content, size = _copied(entry)
                cursor = {"name": entry.name, "at": 1}
                yield Found(content, size, entry.name, cursor, before + entry.size, None, is_sent)
            return
        with entry.open() as file:
            for cut in mails_of(cast(BinaryIO, file), start):
                cursor = {"name": entry.name, "at": cut.end}
                read = before + cut.end
                yield Found(cut.content, cut.size, entry.name, cursor, read, cut.at, is_sent)

    def _entries_of(self, source: dict[str, Any]) -> Iterator[Entry]:
        if "sha256" in source:
            yield from self._file(store().path(source["sha256"]), source["name"], is_given=True)
            return
        path = Path(source["path"])
        if not path.exists() or not os.access(path, os.R_OK):
            raise Unopenable("gone", path)
        if not path.is_dir():
            yield from self._file(path, path.name, is_given=True)
            return
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in names:
                file = Path(folder, name)
                if not file.is_symlink() and file.is_file():
                    yield from self._file(file, str(file.relative_to(path)))

    def _file(self, path: Path, name: str, *, is_given: bool = False) -> Iterator[Entry]:
        try:
            with path.open("rb") as file:
                head = file.read(PEEK)
            size = path.stat().st_size
        except OSError as error:
            raise Unopenable("gone", error) from error
        if head.startswith(b"PK\x03\x04"):
            yield from self._zip(path, name)
        else:
            yield from self._told(name, size, head, lambda: path.open("rb"), is_given=is_given)

    def _zip(self, path: Path, name: str) -> Iterator[Entry]:
        try:
            with zipfile.ZipFile(path) as archive:
                for info in archive.infolist():
                    if info.is_dir():
                        continue
                    with archive.open(info) as file:
                        head = file.read(PEEK)
                    inside = f"{name}/{info.filename}"
                    yield from self._told(inside, info.file_size, head, _opener(path, info))
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise Unopenable("zip", f"{name}: {error}") from error

    def _told(
        self,
        name: str,
        size: int,
        head: bytes,
        opened: Callable[[], IO[bytes]],
        *,
        is_given: bool = False,
    ) -> Iterator[Entry]:
        """Yield what the file is, by its first bytes; a mail in a folder also by its name."""
        if is_mbox(head):
            yield Entry(name, size, True, opened)
        elif size and _HEADER.match(head) and (is_given or _is_named_as_mail(name)):
            yield Entry(name, size, False, opened)
        else:
            self.skipped += 1


def _is_named_as_mail(name: str) -> bool:
    path = Path(name)
    # Maildir has no endings.
    return path.suffix.lower() == ".eml" or path.parent.name in {"cur", "new"}


def _opener(path: Path, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: zipfile.ZipFile(path).open(info)


def _copied(entry: Entry) -> tuple[IO[bytes], int]:
    """Return a mail's bytes and their number; of one beyond all measure only the beginning."""
    copy = Spool()
    with entry.open() as file:
        most = LARGEST * settings.MAIL_MAX_BYTES
        while copy.size < most and (piece := file.read(min(most, CHUNK))):
            copy.write(piece)
    copy.file.seek(0)
    return copy.file, copy.size
