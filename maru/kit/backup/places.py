"""Where a backup lies: a folder that keeps every file once, or one file to carry away."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from maru.kit.backup.manifest import NAME, NotABackup, private
from maru.kit.blobs import Store

BLOBS = "blobs"
UNFINISHED = ".unfinished"
CHUNK = 1 << 20


class Busy(Exception):
    """Another backup is being written to the same place."""


class Folder:
    """``DIR/<time>/`` for the rows of each backup, ``DIR/blobs/`` for the files of all of them.

    A file that lies there already is not copied again, so a nightly backup costs the day's.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give an empty folder for rows and manifest. Raises Busy."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.root / BLOBS).mkdir(mode=0o700, exist_ok=True)
        with alone(self.root / ".lock"):
            for left in self.root.glob(f".*{UNFINISHED}"):  # of one that was killed
                shutil.rmtree(left)
            self._staging = self.root / f".{stamp()}{UNFINISHED}"
            self._staging.mkdir(mode=0o700)
            try:
                yield self._staging
            finally:
                shutil.rmtree(self._staging, ignore_errors=True)

    def add_blobs(self, blobs: Store, names: list[str]) -> Iterator[tuple[str, bool]]:
        """Copy what is new; yield (name, whether its bytes are what its name says)."""
        for name in names:
            there = self._there(name)
            yield name, there.exists() or copy_blob(blobs.open(name), name, there)

    def replace(self, blobs: Store, name: str) -> bool:
        """Copy a file anew that went bad here; return whether it is right now."""
        try:
            source = blobs.open(name)
        except FileNotFoundError:
            return False
        return copy_blob(source, name, self._there(name))

    def _there(self, name: str) -> Path:
        return self.root / BLOBS / name[:2] / name

    def finish(self) -> Path:
        """Put the backup in its place; return the path that ``restore`` takes."""
        os.sync()
        final = self.root / self._staging.name.removesuffix(UNFINISHED).removeprefix(".")
        while final.exists():  # a second one in the same second
            final = final.with_name(final.name + "x")
        self._staging.rename(final)
        _sync_folder(self.root)
        return final

    def forget(self, *, keep: int, weeks: int = 0, spare: str = "") -> list[str]:
        """Remove all but the newest ``keep`` backups, the newest of each of the ``weeks`` weeks
        before, and ``spare``; and the files that none of those names. Return the names.
        """
        with alone(self.root / ".lock"):
            old = [each for each in _old(self.root, keep, weeks) if each.name != spare]
            for folder in old:
                (folder / NAME).unlink()  # half removed, it is no backup any more
                shutil.rmtree(folder)
            if old:
                needed = {n for folder in backups_in(self.root) for n, _ in listed(folder)}
                for path in (self.root / BLOBS).glob("??/*"):
                    if path.name not in needed:
                        path.unlink()
            return [folder.name for folder in old]


class File:
    """One tar file, mode 600: manifest and rows first, then every blob."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give an empty folder for rows and manifest. Raises Busy."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._part = self.path.with_name(f".{self.path.name}{UNFINISHED}")
        with alone(self.path.with_name(f".{self.path.name}.lock"), remove=True):
            self._staging = self._part.with_name(f"{self._part.name}.{secrets.token_hex(4)}")
            self._staging.mkdir(mode=0o700)
            try:
                yield self._staging
            finally:
                self._part.unlink(missing_ok=True)
                shutil.rmtree(self._staging, ignore_errors=True)

    def add_blobs(self, blobs: Store, names: list[str]) -> Iterator[tuple[str, bool]]:
        """Write the file; yield (name, whether its bytes are what its name says)."""
        with private(self._part) as raw, tarfile.open(fileobj=raw, mode="w|") as tar:
            for path in sorted(self._staging.rglob("*")):
                if path.is_file():
                    tar.add(path, str(path.relative_to(self._staging)), filter=_nobodys)
            for name in names:
                with blobs.open(name) as file:
                    is_good = sha256_of(file) == name
                    file.seek(0)
                    entry = tarfile.TarInfo(f"{BLOBS}/{name[:2]}/{name}")
                    entry.size, entry.mode = os.fstat(file.fileno()).st_size, 0o600
                    tar.addfile(entry, file)
                _forget_members(tar)
                yield name, is_good

    def finish(self) -> Path:
        """Put the file in its place; return the path that ``restore`` takes."""
        with self._part.open("rb") as file:
            os.fsync(file.fileno())
        self._part.rename(self.path)
        _sync_folder(self.path.parent)
        return self.path


class Laid:
    """A backup to read: ``folder`` has manifest and rows, ``blobs`` yields the files."""

    def __init__(self, folder: Path, blobs: Iterator[tuple[str, BinaryIO]]) -> None:
        self.folder, self.blobs = folder, blobs


@contextmanager
def laid(path: Path, scratch: Path) -> Iterator[Laid]:
    """Open the backup at ``path``; a tar's rows are unpacked into ``scratch``.

    A folder of many backups stands for its newest. Raises NotABackup.
    """
    if path.is_dir():
        folder = path if (path / NAME).exists() else next(reversed(backups_in(path)), None)
        if folder is None:
            raise NotABackup("there is no backup in this folder")
        yield Laid(folder, _from_folder(folder.parent / BLOBS, folder))
        return
    try:
        with tarfile.open(path, "r|") as tar:
            while (entry := tar.next()) and not entry.name.startswith(f"{BLOBS}/"):
                _unpack(tar, entry, scratch)
            yield Laid(scratch, _from_tar(tar, entry))
    except (tarfile.TarError, EOFError) as error:
        raise NotABackup(str(error)) from None


def _unpack(tar: tarfile.TarFile, entry: tarfile.TarInfo, scratch: Path) -> None:
    """Write one plain file below ``scratch``; raise NotABackup for what ``File`` never writes.

    By hand: tarfile's own filter is missing in Debian 12's Python, 3.11.2.
    """
    path = (scratch / entry.name).resolve()
    file = tar.extractfile(entry) if entry.isfile() else None
    if file is None or not path.is_relative_to(scratch.resolve()):
        raise NotABackup(f"{entry.name} does not belong into a backup")
    path.parent.mkdir(parents=True, exist_ok=True)
    with private(path) as copy:
        shutil.copyfileobj(file, copy)


def _from_folder(blobs: Path, folder: Path) -> Iterator[tuple[str, BinaryIO]]:
    for name, _size in listed(folder):
        with contextlib.suppress(FileNotFoundError), (blobs / name[:2] / name).open("rb") as file:
            yield name, file


def _from_tar(
    tar: tarfile.TarFile, entry: tarfile.TarInfo | None
) -> Iterator[tuple[str, BinaryIO]]:
    while entry is not None:
        if file := tar.extractfile(entry):
            yield entry.name.rpartition("/")[2], file  # type: ignore[misc]
        _forget_members(tar)
        entry = tar.next()


def _forget_members(tar: tarfile.TarFile) -> None:
    tar.members.clear()  # type: ignore[attr-defined]  # a million names need not stay in memory


def backups_in(root: Path) -> list[Path]:
    """Return the finished backups of a folder, oldest first."""
    return sorted(path.parent for path in root.glob(f"[0-9]*/{NAME}"))


def _old(root: Path, keep: int, weeks: int) -> list[Path]:
    if not keep:
        return []
    older = backups_in(root)[:-keep]
    of_week = {_week(each): each for each in older}  # the newest of a week comes last
    kept = list(of_week.values())[-weeks:] if weeks else []
    return [each for each in older if each not in kept]


def _week(folder: Path) -> tuple[int, int]:
    return date.fromisoformat(folder.name[:10]).isocalendar()[:2]


def listed(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield (name, size in bytes) of every file that belongs to the backup."""
    with (folder / "blobs.txt").open(encoding="ascii") as file:
        for line in file:
            name, size = line.split()
            yield name, int(size)


def sha256_of(source: BinaryIO) -> str:
    """Read ``source`` to its end."""
    found = hashlib.sha256()
    while chunk := source.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()


def copy_blob(source: BinaryIO, name: str, to: Path) -> bool:
    """Copy ``source`` to ``to`` if it is what ``name``, its sha256, says; return whether it is."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = to.with_name(f".{name}.{secrets.token_hex(4)}")
    found = hashlib.sha256()
    try:
        with source, private(half) as file:
            while chunk := source.read(CHUNK):
                found.update(chunk)
                file.write(chunk)
        if found.hexdigest() != name:
            return False
        half.rename(to)
        return True
    finally:
        half.unlink(missing_ok=True)


def nearest(path: Path) -> Path:
    """Return ``path``, or the lowest folder above it that is there."""
    while not path.exists():
        path = path.parent
    return path


def stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")


@contextmanager
def alone(path: Path, *, remove: bool = False) -> Iterator[None]:
    """Hold a lock that ends with this process. Raises Busy when somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
        if remove:
            path.unlink(missing_ok=True)
    except BlockingIOError:
        raise Busy(str(path)) from None
    finally:
        os.close(descriptor)


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
