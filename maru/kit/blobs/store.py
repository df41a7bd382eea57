import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

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
        _sync_folder(root)
        _sync_folder(root.parent)
        self._shards: set[Path] = set()  # those whose own names are on disk
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
        new = {name: data for name, data in zip(names, many, strict=True) if not self._renew(name)}
        files = {name: self._temporary() for name in new}
        try:
            self._each(_write, [(files[name], data) for name, data in new.items()])
            self._make_shards(self.path(name).parent for name in names)
            for name, temporary in files.items():
                temporary.rename(self.path(name))
        finally:
            for temporary in files.values():
                temporary.unlink(missing_ok=True)
        # Those that lay there already too: whoever named them may not have got this far.
        self._each(_sync_folder, [(folder,) for folder in {self.path(n).parent for n in names}])
        return names

    def adopt(self, path: Path, *, sha256: str = "") -> str:
        """Move a file of the same file system in, and return its sha256 once it is on disk.

        Costs the reading of it, unless whoever wrote it knows the ``sha256``.
        """
        with path.open("rb") as file:
            name = sha256 or hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        self._make_shards([self.path(name).parent])
        if self._renew(name):
            path.unlink()
        else:
            path.rename(self.path(name))
        _sync_folder(self.path(name).parent)
        return name

    def put_stream(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store what ``chunks`` yield; return sha256 and size in bytes.

        Holds one chunk in memory.
        """
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

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """While it lasts nobody removes a blob; waits for whoever is removing some."""
        with self._lock(fcntl.LOCK_SH):
            yield

    @contextlib.contextmanager
    def removing(self) -> Iterator[bool]:
        """Give whether blobs may be removed now: not while somebody keeps them."""
        try:
            with self._lock(fcntl.LOCK_EX | fcntl.LOCK_NB):
                yield True
        except BlockingIOError:
            yield False

    def remove_older(self, name: str, *, age: float) -> None:
        """Remove a blob unless it was written, or asked for again, within ``age`` seconds."""
        with contextlib.suppress(FileNotFoundError):
            if time.time() - self.path(name).stat().st_mtime > age:
                self.path(name).unlink()

    def clear_incoming(self, *, age: float) -> None:
        """Remove what writers left half done more than ``age`` seconds ago."""
        for path in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > age:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    @contextlib.contextmanager
    def _lock(self, how: int) -> Iterator[None]:
        # The kernel lets go of it when the process ends, however it ends.
        descriptor = os.open(self.root / "keep.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def _temporary(self) -> Path:
        return self._incoming / secrets.token_hex(12)

    def _make_shards(self, folders: Iterable[Path]) -> None:
        """Make the folders that blobs are about to lie in, and have their names on disk.

        One that lies there already may be another process's, not yet on disk: each process
        asks once.
        """
        if new := set(folders) - self._shards:
            for folder in new:
                folder.mkdir(exist_ok=True)
            _sync_folder(self.root)
            self._shards |= new

    def _renew(self, name: str) -> bool:
        """Return whether the blob is there; if so it is young again, and no sweep for orphans
        takes it away before its new row is written."""
        try:
            os.utime(self.path(name))
        except FileNotFoundError:
            return False
        return True

    def _each(self, work: Callable[..., None], many: list[tuple[Any, ...]]) -> None:
        """Do all of them side by side, to the end; then raise the first error, if any."""
        if len(many) == 1:
            work(*many[0])
            return
        futures = [self._writers.submit(work, *one) for one in many]
        wait(futures)
        for future in futures:
            future.result()


def _write(path: Path, data: bytes) -> None:
    with path.open("xb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
        os.fsync(file.fileno())


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
