import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

CHUNK = 1 << 20


class Store:
    """A folder of blobs: ``ab/abcdef...``, each written, fsynced and renamed into place.

    Writing the same bytes twice is cheap and harmless. Errors of the disk (full,
    read-only) come out as OSError, with nothing half written under a blob's name.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)
        for shard in range(256):
            (root / f"{shard:02x}").mkdir(exist_ok=True)
        _sync_folder(root)
        # Parallel fsyncs share one commit of the file system's journal.
        self._writers = ThreadPoolExecutor(8, thread_name_prefix="blobs")

    def path(self, sha256: str) -> Path:
        """Return where the blob lies. Raises ValueError for anything but a sha256 in hex."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a sha256")
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def put(self, data: bytes) -> str:
        """Store ``data`` and return its sha256 once it is on disk."""
        return self.put_many([data])[0]

    def put_many(self, many: Iterable[bytes]) -> list[str]:
        """Store several and return their sha256s once all are on disk; faster than one by one."""
        many = list(many)
        names = [hashlib.sha256(data).hexdigest() for data in many]
        new = {name: data for name, data in zip(names, many, strict=True) if not self.has(name)}
        if len(new) == 1:
            temporary = [self._write(data) for data in new.values()]
        else:
            temporary = list(self._writers.map(self._write, new.values()))
        self._name_all(zip(temporary, new, strict=True))
        return names

    def adopt(self, path: Path) -> str:
        """Move a file of the same file system in, and return its sha256 once it is on disk."""
        with path.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        if self.has(name):
            path.unlink()
        else:
            self._name_all([(path, name)])
        return name

    def put_stream(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store what ``chunks`` yield; return sha256 and size in bytes. Holds one chunk in memory."""
        temporary, size = self._temporary(), 0
        try:
            with temporary.open("xb") as file:
                for chunk in chunks:
                    size += file.write(chunk)
            return self.adopt(temporary), size
        finally:
            temporary.unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Yield the sha256 of every blob; costs a walk over the folder."""
        for shard in sorted(self.root.glob("??")):
            for path in shard.iterdir():
                yield path.name

    def scratch(self) -> Path:
        """Make and return a new empty folder on the blobs' file system; the caller removes it."""
        folder = self._temporary()
        folder.mkdir()
        return folder

    def _temporary(self) -> Path:
        return self._incoming / secrets.token_hex(12)

    def _write(self, data: bytes) -> Path:
        temporary = self._temporary()
        try:
            with temporary.open("xb", buffering=0) as file:
                view = memoryview(data)
                while view:
                    view = view[file.write(view) :]
                os.fsync(file.fileno())
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _name_all(self, files: Iterable[tuple[Path, str]]) -> None:
        folders = set()
        for temporary, name in files:
            target = self.path(name)
            temporary.rename(target)
            folders.add(target.parent)
        if len(folders) == 1:
            _sync_folder(folders.pop())
        else:
            list(self._writers.map(_sync_folder, folders))


def _sync_folder(folder: Path) -> None:
    # Without this a power cut may forget the name of a file whose bytes are safe.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def _store_at(root: Path) -> Store:
    return Store(root)


def store() -> Store:
    """Return the store of this installation (settings.BLOBS)."""
    return _store_at(settings.BLOBS)
